"""Guides, and applications on their way (2.6)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from plan.counting import Basis
from plan.openness import OPEN, NeverTold, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class GuideCreated:
    """A guide is being written. closes_at: from then on it can no longer be published."""

    TYPE: ClassVar[str] = "guide.created.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    title: str
    closes_at: datetime | None = None
    rule: str = "2.1"


@dataclass(frozen=True, kw_only=True)
class GuidePublished:
    """A guide is published and does not change any more."""

    TYPE: ClassVar[str] = "guide.published.v1"
    name: str
    title: str
    opens_at: datetime
    closes_at: datetime
    threshold: Decimal
    lead_weight: Decimal
    rule: str = "2.1,2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationCreated:
    """An application is being written. closes_at: from then on its guide takes no first submission."""

    TYPE: ClassVar[str] = "application.created.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    guide: str
    title: str
    undertaking_unit: str
    nominated_lead: str
    closes_at: datetime | None = None
    rule: str = "2.3,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationUpdated:
    """An application was rewritten before it is submitted."""

    TYPE: ClassVar[str] = "application.updated.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    title: str
    undertaking_unit: str
    nominated_lead: str
    rule: str = "2.3,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted:
    """`county` is empty where the bureau receives it directly (2.7); `again` after a return. amount_fen: the budget applied for.

    `to_bureau`: the bureau has it now, for there is no county, or the bureau had returned it.
    """

    TYPE: ClassVar[str] = "application.submitted.v1"
    name: str
    project: str
    guide: str
    title: str
    kind: str
    field: str
    amount_fen: int
    owners: tuple[str, ...]
    undertaking_unit: str
    nominated_lead: str
    county: str
    again: bool
    to_bureau: bool
    open_conditions: OnRequest[tuple[str, ...]]
    rule: str


@dataclass(frozen=True, kw_only=True)
class ApplicationRecommended:
    """The county's department recommends; the digest is its plan's, where that is a file."""

    TYPE: ClassVar[str] = "application.recommended.v1"
    name: str
    project: str
    county: str
    implementation_plan_digest: str
    rule: str = "2.2,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned:
    """By the county's department, or by the bureau for correction (`by_bureau`)."""

    TYPE: ClassVar[str] = "application.returned.v1"
    name: str
    project: str
    by_bureau: bool
    reasons: OnRequest[tuple[str, ...]]
    correction_last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationCorrectionRedated:
    """A year's holiday notice has come: the correction period was computed again (4.3)."""

    TYPE: ClassVar[str] = "application.correction_redated.v1"
    name: str
    project: str
    previous_last_day: date
    correction_last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "2.6,4.3"


@dataclass(frozen=True, kw_only=True)
class ApplicationPassed:
    """The formal review is passed."""

    TYPE: ClassVar[str] = "application.passed.v1"
    name: str
    project: str
    rule: str = "2.1,2.6"


@dataclass(frozen=True, kw_only=True)
class ApplicationRefused:
    """The formal review is not passed."""

    TYPE: ClassVar[str] = "application.refused.v1"
    name: str
    project: str
    reason: OnRequest[str]
    rule: str = "2.1,2.6"


@dataclass(frozen=True, kw_only=True)
class ExpertReviewOpened:
    """The experts are convened; who they are stays inside the suite."""

    TYPE: ClassVar[str] = "expert_review.opened.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    experts: tuple[str, ...]
    rule: str = "2.6,4.7,7.5"


@dataclass(frozen=True, kw_only=True)
class ExpertReplaced:
    """Another expert sits in the place of one; `experts` are those who sit now."""

    TYPE: ClassVar[str] = "expert_review.expert_replaced.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    successor: str
    experts: tuple[str, ...]
    reason: str
    rule: str = "2.6,4.7,7.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationScored:
    """One expert's sheet is in; what it says is told once all are in (ExpertReviewScored)."""

    TYPE: ClassVar[str] = "application.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    sheets_in: int
    sheets_needed: int
    rule: str = "2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class FactorScored:
    """What the experts gave for one factor of the guide, in ExpertReviewScored. weight: percent. lead: that of 3.5."""

    factor: str
    title: str
    weight: Decimal
    lead: bool
    scores: dict[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class ExpertReviewScored:
    """Who gave which scores, once all are in (4.7), and anew where a member was replaced after that: not for other departments."""

    TYPE: ClassVar[str] = "expert_review.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    factors: tuple[FactorScored, ...]
    threshold: Decimal
    rule: str = "2.6,3.5"


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    """No project comes of the application. `exact_lead_score`: the experts' mean on the nominated lead (3.5), a fraction "256/3"."""

    TYPE: ClassVar[str] = "application.declined.v1"
    name: str
    project: str
    title: str
    reason: OnRequest[str]
    total: OnRequest[Decimal]
    threshold: Decimal
    nominated_lead: OnRequest[str]
    exact_lead_score: NeverTold[str]
    declined_on: date
    rule: str = "2.6,3.5"
