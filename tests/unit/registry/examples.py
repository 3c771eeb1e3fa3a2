"""Invented people, organisations and applications for the tests of registry."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chassis.policy import Policies
from plan.consents import Consent
from plan.independence import Candidate
from plan.parties import Regime
from services.registry.domain.applications import Application
from services.registry.domain.credentials import (
    CHIEF_CONDITIONS,
    MANAGER_CONDITIONS,
    Attestation,
    Education,
    EducationLevel,
    Experience,
    ExperienceKind,
)
from services.registry.domain.dossiers import ImplementationPlan, Step
from services.registry.domain.failures import Failure
from services.registry.domain.guides import Guide, ScoreFactor
from services.registry.domain.organizations import Organization
from services.registry.domain.ownership import Ownership
from services.registry.domain.people import Person
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import FactorScore, Reviewer, ScoreSheet
from services.registry.domain.submissions import Submission
from services.registry.domain.task_book_terms import Budget, FundingSource, Target, TaskBookTerms, TaskNode
from services.registry.domain.words import ChiefHiredBy, OrganizationKind, ProjectKind

POLICY: RegistryPolicy = Policies.load("registry", RegistryPolicy).versions[0].values
NOW = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
TODAY = date(2026, 3, 10)
FIELD = "液压铸造"
BUREAU = Organization("organizations/bureau", "晋中市科学技术局", OrganizationKind.SCIENCE_BUREAU, "jinzhong")
UNIT = Organization("organizations/foundry", "榆次铸造有限公司", OrganizationKind.ENTERPRISE, "yuci")
POSTER = Organization("organizations/hydraulics", "太谷液压有限公司", OrganizationKind.ENTERPRISE, "taigu")
SCHOOL = Organization("organizations/college", "省机电学院", OrganizationKind.UNIVERSITY, "outside")
EXPERTS = ["people/expert-1", "people/expert-2", "people/expert-3"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def step(act: str = "act", when: datetime = NOW, reason: str = "") -> Step:
    return Step(act, when, "people/li", UNIT.name, reason)


def attested(kinds: Any) -> list[Attestation]:
    return [Attestation(kind, "people/chen", BUREAU.name, "档案", date(2024, 1, 1)) for kind in kinds]


def manager(**changes: Any) -> Person:
    """Meets 3.1 by the first branch, and 3.2."""
    person = Person(
        "people/sun",
        "孙立",
        "organizations/institute",
        birth_year=1980,
        educations=[Education(EducationLevel.MASTER, 2005)],
        experiences=[Experience(FIELD, ExperienceKind.RESEARCH, date(2020, 1, 1))],
        attestations=attested(MANAGER_CONDITIONS),
    )
    for name, value in changes.items():
        setattr(person, name, value)
    return person


def chief(**changes: Any) -> Person:
    """Meets 3.3, and is 55 in 2026."""
    person = Person("people/he", "何平", "organizations/university", birth_year=1971, attestations=attested(CHIEF_CONDITIONS))
    for name, value in changes.items():
        setattr(person, name, value)
    return person


def guide(**changes: Any) -> Guide:
    made = Guide(
        "guides/g",
        "揭榜挂帅指南",
        opens_at=at("2026-03-01T00:00"),
        closes_at=at("2026-04-01T00:00"),
        threshold=Decimal(75),
        factors=[
            ScoreFactor("plan", "技术方案", Decimal(50)),
            ScoreFactor("benefit", "预期效益", Decimal(30)),
            ScoreFactor("lead", "管理及创新能力", Decimal(20), lead=True),
        ],
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def published(**changes: Any) -> Guide:
    made = guide(**changes)
    made.publish(at("2026-02-20T09:00"))
    return made


def target(**changes: Any) -> Target:
    good: dict[str, Any] = {
        "id": "leak",
        "metric": "泄漏率",
        "unit": "%",
        "comparator": "<=",
        "value": Decimal("0.5"),
        "verification": "第三方检测",
        "weight": Decimal(60),
    }
    return Target(**good | changes)


def terms(**changes: Any) -> TaskBookTerms:
    good: dict[str, Any] = {
        "term_start": date(2026, 7, 1),
        "term_end": date(2028, 6, 30),
        "nodes": (TaskNode("trial", "样件试制", date(2027, 1, 10), midterm=True),),
        "targets": (target(),),
        "budget": Budget(3000_00, (FundingSource("市级专项", 3000_00),)),
    }
    return TaskBookTerms(**good | changes)


def proposal(**changes: Any) -> Proposal:
    good: dict[str, Any] = {
        "title": "高压液压铸件",
        "kind": ProjectKind.OPEN_BID,
        "field": FIELD,
        "regime": Regime.MANAGER,
        "posting_enterprise": POSTER.name,
        "undertaking_unit": UNIT.name,
        "nominated_lead": "people/sun",
        "chief_needed": True,
        "chief_hired_by": ChiefHiredBy.MANAGER,
        "task_book": terms(),
    }
    return Proposal(**good | changes)


def parties(unit: Organization = UNIT, poster: Organization | None = POSTER) -> Ownership:
    return Ownership(BUREAU, unit, poster)


def submission(
    unmet: list[Failure] | None = None,
    barred: list[Failure] | None = None,
    who: Ownership | None = None,
    policy: RegistryPolicy = POLICY,
    of: Guide | None = None,
) -> Submission:
    return Submission(of or published(), who or parties(), unmet or [], barred or [], policy)


def application(**changes: Any) -> Application:
    return Application("applications/casting", "guides/g", proposal(**changes))


def submitted(**changes: Any) -> Application:
    made = application(**changes)
    made.submit(submission(), step("submitted"))
    return made


def recommended() -> Application:
    made = submitted()
    made.recommend(ImplementationPlan("分三步实施"), step("recommended"))
    return made


def in_review() -> Application:
    made = recommended()
    made.pass_formal_review(step("passed"))
    made.open_review(published(), panel(), POLICY.panel, step("expert_review_opened"))
    return made


def reviewer(person: str) -> Reviewer:
    return Reviewer.of(Candidate(person, person, SCHOOL.name))


def panel() -> list[Reviewer]:
    return [reviewer(expert) for expert in EXPERTS]


def sheet(expert: str, plan: str, benefit: str, lead: str) -> ScoreSheet:
    scores = {"plan": plan, "benefit": benefit, "lead": lead}
    return ScoreSheet(expert, [FactorScore(factor, Decimal(score)) for factor, score in scores.items()], "", NOW)


def reviewed(plan: str = "80", benefit: str = "80", lead: str = "80") -> Application:
    made = in_review()
    for expert in EXPERTS:
        made.score(sheet(expert, plan, benefit, lead))
    return made


def consent(organization: str, agreed: bool = True, reason: str = "") -> Consent:
    return Consent(organization, "people/li", NOW, agreed, reason)
