"""A result and a request as the tests of sharing have them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, HolidayNotice
from plan.consents import Consent, joint
from plan.counting import Counting, Span
from plan.deadlines import Deadline, running
from services.sharing.domain.policy import EmbargoPolicy, PurposePolicy, RequestPolicy, Sector, SharingPolicy
from services.sharing.domain.result import Particulars, Result
from services.sharing.domain.use_request import UseRequest, Wish
from services.sharing.domain.words import OrganizationKind, Purpose, ResultKind

PROJECT = "projects/p1"
NAME = f"{PROJECT}/results/1"
UNIT, PARTNER = "organizations/jinzhu", "organizations/partner"
UNIVERSITY, FACTORY = "organizations/university", "organizations/factory"
LEAD, OFFICIAL = "people/lead", "people/official"
NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
TODAY = date(2026, 3, 2)
CALENDAR = Calendar([HolidayNotice(2026, (), (), "国办发明电〔2025〕7号")])
POLICY = SharingPolicy(
    embargo=EmbargoPolicy(24),
    identified=(ResultKind.PATENT, ResultKind.SOFTWARE, ResultKind.STANDARD),
    purposes={
        Purpose.STUDY: PurposePolicy(
            (OrganizationKind.UNIVERSITY, OrganizationKind.RESEARCH_INSTITUTE, OrganizationKind.ENTERPRISE),
            (OrganizationKind.UNIVERSITY, OrganizationKind.RESEARCH_INSTITUTE),
        ),
        Purpose.USE: PurposePolicy((OrganizationKind.UNIVERSITY, OrganizationKind.ENTERPRISE)),
        Purpose.PRODUCE: PurposePolicy((OrganizationKind.ENTERPRISE,)),
    },
    requests=RequestPolicy(Span(15, Counting.WORKING), (5, 1), 120),
    sectors=(Sector("C", "制造业"), Sector("M", "科学研究和技术服务业")),
)


def particulars(**changed: Any) -> Particulars:
    """What is said of a product without a number, open at once."""
    said: dict[str, Any] = {
        "target": "t1",
        "kind": ResultKind.PRODUCT,
        "title": "低温铸造铝合金缸体",
        "summary": "铸造温度降低四十摄氏度",
        "authors": ("李静", "王强"),
        "holders": (UNIT,),
        "identifier": "",
        "readiness": 7,
        "files": (),
    }
    return Particulars(**said | changed)


def result(said: Particulars | None = None, policy: SharingPolicy = POLICY) -> Result:
    """A result as it was registered."""
    checked = (said or particulars()).checked(TODAY, TODAY, policy)
    origin: dict[str, Any] = {"registered_by": LEAD, "registered_at": NOW, "policy_version": "2026.1"}
    return Result(name=NAME, project=PROJECT, field="新材料", **checked, **origin)


def published() -> Result:
    """One that the bureau has confirmed."""
    made = result()
    made.confirm(OFFICIAL, NOW)
    return made


def wish(**changed: Any) -> Wish:
    """A factory that wants to produce by it for two years."""
    asked: dict[str, Any] = {
        "organization": FACTORY,
        "kind": OrganizationKind.ENTERPRISE,
        "purpose": Purpose.PRODUCE,
        "intention": "用于缸体生产线",
        "months": 24,
        "exclusive": False,
        "sector": "C",
        "area": "晋中市榆次区",
    }
    return Wish(**asked | changed)


def deadline(now: datetime = NOW) -> Deadline:
    """Fifteen working days."""
    return Deadline(**running(POLICY.requests.answer.after(now.date()), CALENDAR, now, POLICY.requests.warn_days))


def request(holders: Sequence[str] = (UNIT,), asked: Wish | None = None) -> UseRequest:
    """A request that nobody has answered yet."""
    return UseRequest(
        name=f"{NAME}/requests/1",
        project=PROJECT,
        result=NAME,
        title="低温铸造铝合金缸体",
        wish=asked or wish(),
        asked_by="people/buyer",
        asked_at=NOW,
        policy_version="2026.1",
        act=joint(holders),
        deadline=deadline(),
    )


def yes(holder: str = UNIT, at: datetime = NOW) -> Consent:
    """A holder agrees."""
    return Consent(holder, "people/holder", at)


def no(holder: str = UNIT, reason: str = "已与他人洽谈", at: datetime = NOW) -> Consent:
    """A holder refuses."""
    return Consent(holder, "people/holder", at, agreed=False, reason=reason)
