"""Policies, claims, requests and facilities as the tests of support have them."""

from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, HolidayNotice
from plan.counting import Counting, Span
from plan.deadlines import Deadline, running
from plan.files import FileRef
from services.support.domain.claim import DECIDE, Claim, ClaimDocument
from services.support.domain.conditions import Condition, Profile, Vocabulary
from services.support.domain.facility import Booking, Facility
from services.support.domain.fields import Field, FieldTree
from services.support.domain.notice import Notice, source_key
from services.support.domain.question import Question
from services.support.domain.service_request import SERVE, Offer, ServiceRequest
from services.support.domain.support_policy import SupportPolicyItem, Terms
from services.support.domain.words import ConditionKind, FacilityKind, Level, ServiceKind

PROJECT = "projects/p1"
UNIT, FACTORY, RIVAL, LAB = "organizations/jinzhu", "organizations/factory", "organizations/rival", "organizations/lab"
OFFICIAL, CLERK = "people/official", "people/clerk"
NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
LATE = datetime.fromisoformat("2026-12-01T10:00:00+08:00")
TODAY = date(2026, 3, 2)
CALENDAR = Calendar([HolidayNotice(2026, (), (), "国办发明电〔2025〕7号")])
TREE = FieldTree((Field("materials", "新材料"), Field("materials.magnesium", "镁铝合金", ("铝合金",)), Field("energy", "新能源")))
VOCABULARY = Vocabulary(TREE, {"yuci": "榆次区", "taigu": "太谷区"})
PROFILE = Profile("enterprise", "yuci", "open_bid", "", "running", ("materials.magnesium",), UNIT, PROJECT)
PROOF = FileRef("sha256:" + "5f" * 32, "认定文件.pdf", 10, "application/pdf")
CERTIFICATE = "首台（套）认定文件"


def due(days: int = 20, now: datetime = NOW) -> Deadline:
    """So many working days."""
    return Deadline(**running(Span(days, Counting.WORKING).after(now.date()), CALENDAR, now, (3, 1)))


def policy(**changed: Any) -> SupportPolicyItem:
    """A reward for enterprises that work on new materials, at most 500,000 yuan."""
    terms: dict[str, Any] = {
        "title": "首台（套）装备奖励",
        "issuer": "晋中市科学技术局",
        "number": "市科发〔2026〕12号",
        "level": Level.CITY,
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "conditions": (
            Condition(ConditionKind.ORGANIZATION_KIND, ("enterprise",), "承担单位为企业"),
            Condition(ConditionKind.PROJECT_FIELD, ("materials",), "属于新材料领域"),
        ),
        "documents": (CERTIFICATE,),
        "amount_fen": 50_000_000,
        "summary": "对认定的首台（套）装备给予一次性奖励",
    }
    return SupportPolicyItem("policies/p1", Terms(**terms | changed), OFFICIAL, "organizations/kjj", NOW)


def claim(**changed: Any) -> Claim:
    """A claim of 400,000 yuan with what the policy asks for."""
    said: dict[str, Any] = {
        "name": f"{PROJECT}/claims/1",
        "project": PROJECT,
        "deadline": due(),
        "step": DECIDE,
        "policy": "policies/p1",
        "title": "首台（套）装备奖励",
        "organization": UNIT,
        "most_fen": 50_000_000,
        "amount_fen": 40_000_000,
        "asked_documents": (CERTIFICATE,),
        "documents": (ClaimDocument(CERTIFICATE, PROOF),),
        "submitted_by": CLERK,
        "submitted_at": NOW,
        "policy_version": "2026.1",
    }
    return Claim(**said | changed)


def question() -> Question:
    """A question that nobody has answered yet."""
    return Question(
        name="questions/q1",
        project="",
        deadline=due(5),
        step="question",
        policy="policies/p1",
        text="可否与省级奖励同时享受？",
        asked_by=CLERK,
        asked_for=UNIT,
        asked_at=NOW,
        policy_version="2026.1",
    )


def request(kind: ServiceKind = ServiceKind.PILOT_TEST) -> ServiceRequest:
    """A service that is asked for."""
    return ServiceRequest(
        name=f"{PROJECT}/serviceRequests/1",
        project=PROJECT,
        deadline=due(),
        step=SERVE,
        kind=kind,
        organization=UNIT,
        description="需要中试条件",
        result="",
        requested_by=CLERK,
        requested_at=NOW,
        policy_version="2026.1",
    )


def offer(made: ServiceRequest, organization: str = FACTORY) -> Offer:
    """An enterprise's offer."""
    return Offer(made.next_offer(organization), organization, "两条压铸线", "people/boss", NOW)


def facility(capacity: int = 1) -> Facility:
    """A pilot line."""
    return Facility(
        name="facilities/line",
        title="轻合金中试线",
        kind=FacilityKind.PILOT_TEST,
        organization=LAB,
        area="晋中市榆次区",
        capacity=capacity,
        description="低压铸造机两台",
        registered_by=OFFICIAL,
        registered_at=NOW,
    )


def booking(made: Facility, first: int, last: int, organization: str = UNIT) -> Booking:
    """Days of April."""
    days = (date(2026, 4, first), date(2026, 4, last))
    return Booking(made.next_booking(), PROJECT, organization, "", *days, CLERK, NOW)


def notice() -> Notice:
    """A notice about magnesium."""
    source = "https://www.example.org/News/1/"
    return Notice(
        "notices/n1", "镁合金成形线投产", source, source_key(source), TODAY, ("materials.magnesium",), "能耗降低三成", OFFICIAL, NOW
    )
