"""An invented city: people, organisations, one guide, one application, and the way to a project."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.harness.suite import ADMINISTRATOR, SECURITY, Person, Suite

RPC = "sanzhi.registry.v1.RegistryService/"
BUREAU = Person("people/chen", ("science_bureau",), "organizations/bureau", "science_bureau", "jinzhong")
COUNTY = Person("people/wang", ("county",), "organizations/yuci", "county_department", "yuci")
OTHER_COUNTY = Person("people/zhao", ("county",), "organizations/taigu", "county_department", "taigu")
POSTER = Person("people/gao", (), "organizations/hydraulics", "enterprise", "taigu")
UNIT = Person("people/li", (), "organizations/foundry", "enterprise", "yuci")
LEAD = Person("people/sun", (), "organizations/institute", "research_institute", "outside")
CHIEF = Person("people/he", (), "organizations/university", "university", "jinzhong")
EXPERTS = tuple(Person(f"people/expert-{number}", (), "organizations/college", "university", "") for number in (1, 2, 3))
AUDITOR = Person("people/audit", ("auditor",))
NEIGHBOUR = Person("services/contracts", ("service",))
MANAGER_KINDS = [
    "PROFESSIONAL_KNOWLEDGE",
    "PRODUCT_OR_INVESTMENT_EXPERIENCE",
    "FINANCE_AND_LAW",
    "ORGANIZATION_AND_COMMUNICATION",
    "PROFESSIONAL_ETHICS",
    "NO_VIOLATION",
]
ORGANIZATIONS = {
    "bureau": ("晋中市科学技术局", "SCIENCE_BUREAU", "jinzhong"),
    "yuci": ("榆次区科技局", "COUNTY_DEPARTMENT", "yuci"),
    "taigu": ("太谷区科技局", "COUNTY_DEPARTMENT", "taigu"),
    "hydraulics": ("太谷液压有限公司", "ENTERPRISE", "taigu"),
    "foundry": ("榆次铸造有限公司", "ENTERPRISE", "yuci"),
    "institute": ("省铸造研究所", "RESEARCH_INSTITUTE", "outside"),
    "university": ("晋中理工大学", "UNIVERSITY", "jinzhong"),
    "college": ("省机电学院", "UNIVERSITY", "outside"),
}
TARGET = {
    "id": "leak",
    "metric": "泄漏率",
    "unit": "%",
    "comparator": "<=",
    "value": "0.5",
    "verification": "第三方检测",
    "weight": "60",
}
TERMS: dict[str, Any] = {
    "term_start": "2024-07-01",
    "term_end": "2026-06-30",
    "nodes": [{"id": "trial", "title": "样件试制", "due_date": "2025-01-10", "midterm": True}],
    "targets": [TARGET],
    "budget": {"total_fen": "30000000", "sources": [{"source": "市级专项", "amount_fen": "30000000"}]},
}
PROPOSAL: dict[str, Any] = {
    "title": "高压液压铸件（虚构）",
    "kind": "PROJECT_KIND_OPEN_BID",
    "field": "液压铸造",
    "regime": "REGIME_MANAGER",
    "posting_enterprise": "organizations/hydraulics",
    "undertaking_unit": "organizations/foundry",
    "nominated_lead": LEAD.name,
    "chief_needed": True,
    "chief_hired_by": "CHIEF_HIRED_BY_MANAGER",
    "task_book": TERMS,
}
NAME = "applications/casting"
PROJECT = "projects/casting"


@dataclass
class City:
    """Calls registry, and knows the way."""

    suite: Suite

    async def call(self, rpc: str, body: dict[str, Any], who: Person, request_id: str = "") -> dict[str, Any]:
        token = self.suite.issuer.service_token("contracts") if "service" in who.roles else None
        return await self.suite.call(RPC + rpc, body, who, request_id, token)

    async def settle(self) -> None:
        """Everybody is on record, and the lead meets 3.1 and 3.2."""
        for key, (title, kind, area) in ORGANIZATIONS.items():
            body = {"organization_id": key, "display_name": title, "kind": f"ORGANIZATION_KIND_{kind}", "area": area}
            await self.call("RegisterOrganization", body, ADMINISTRATOR)
        for person in (BUREAU, COUNTY, OTHER_COUNTY, POSTER, UNIT, CHIEF, *EXPERTS):
            body = {"person_id": person.name.removeprefix("people/"), "display_name": person.name, "organization": person.organization}
            await self.register(body)
        await self.call(
            "RegisterPerson",
            {
                "person_id": "sun",
                "display_name": "孙立",
                "organization": LEAD.organization,
                "birth_year": 1978,
                "educations": [{"level": "EDUCATION_LEVEL_MASTER", "year": 2003}],
                "experiences": [{"field": "液压铸造", "kind": "EXPERIENCE_KIND_RESEARCH", "since": "2015-03-01"}],
            },
            ADMINISTRATOR,
        )
        kinds = [f"ATTESTATION_KIND_{kind}" for kind in MANAGER_KINDS]
        await self.call("AttestPerson", {"name": LEAD.name, "kinds": kinds, "evidence": "档案"}, BUREAU)

    async def register(self, body: dict[str, Any]) -> None:
        """A person, with the offices that follow from it: the administrator proposes, the security administrator confirms."""
        for office in (await self.call("RegisterPerson", body, ADMINISTRATOR))["offices"]:
            await self.call("ConfirmOffice", {"name": f"people/{body['person_id']}", "office": office["id"]}, SECURITY)

    async def guide(self) -> None:
        body = {
            "guide_id": "g2024",
            "title": "2024年度揭榜挂帅指南",
            "opens_at": "2024-01-01T00:00:00+08:00",
            "closes_at": "2024-02-01T00:00:00+08:00",
            "threshold": "75",
            "factors": [
                {"id": "plan", "title": "技术方案", "weight": "50"},
                {"id": "benefit", "title": "预期效益", "weight": "30"},
                {"id": "lead", "title": "管理及创新能力", "weight": "20", "lead": True},
            ],
        }
        await self.call("CreateGuide", body, BUREAU)
        await self.call("PublishGuide", {"name": "guides/g2024"}, BUREAU)

    async def draft(self, **changes: Any) -> None:
        body = {"application_id": "casting", "guide": "guides/g2024", "proposal": PROPOSAL | changes}
        await self.call("CreateApplication", body, UNIT)

    async def submit(self, **changes: Any) -> dict[str, Any]:
        await self.settle()
        await self.guide()
        await self.draft(**changes)
        return await self.call("SubmitApplication", {"name": NAME}, UNIT)

    async def review(self) -> None:
        """From submitted to the experts."""
        await self.call("RecommendApplication", {"name": NAME, "implementation_plan": "分三步实施"}, COUNTY)
        await self.call("PassFormalReview", {"name": NAME}, BUREAU)
        await self.call("OpenExpertReview", {"name": NAME, "experts": [expert.name for expert in EXPERTS]}, BUREAU)

    async def score(self, expert: Person, plan: str, benefit: str, lead: str) -> dict[str, Any]:
        given = {"plan": plan, "benefit": benefit, "lead": lead}
        scores = [{"factor": factor, "score": score} for factor, score in given.items()]
        return await self.call("ScoreApplication", {"name": NAME, "scores": scores}, expert)

    async def approve(self) -> dict[str, Any]:
        """The whole way."""
        await self.submit()
        await self.review()
        for expert in EXPERTS:
            await self.score(expert, "80", "80", "80")
        return await self.call("ApproveApplication", {"name": NAME}, BUREAU)

    async def now(self) -> datetime:
        return (await self.suite.apps["registry"].clock.read()).now
