"""What support answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.access.views import Shown
from chassis.rpc.answers import With
from services.support.domain.claim import Claim
from services.support.domain.conditions import Qualification
from services.support.domain.facility import Day, Facility
from services.support.domain.fields import Field
from services.support.domain.notice import Notice
from services.support.domain.question import Question
from services.support.domain.service_request import ServiceRequest
from services.support.domain.support_policy import SupportPolicyItem


@dataclass(frozen=True)
class PolicyPage:
    """A page of policies."""

    policies: Sequence[SupportPolicyItem]
    next_page_token: str = ""


@dataclass(frozen=True)
class QualificationShown(With[Qualification]):
    """Whether somebody qualifies, with the working (zh-CN, Markdown)."""

    working: str


@dataclass(frozen=True)
class QualificationPage:
    """A page of answers, one a policy."""

    qualifications: Sequence[QualificationShown]
    next_page_token: str = ""


@dataclass(frozen=True)
class QuestionPage:
    """A page of questions."""

    questions: Sequence[Shown[Question]]
    next_page_token: str = ""


@dataclass(frozen=True)
class ClaimPage:
    """A page of claims."""

    claims: Sequence[Claim]
    next_page_token: str = ""


@dataclass(frozen=True)
class ServiceRequestPage:
    """A page of service requests."""

    service_requests: Sequence[Shown[ServiceRequest]]
    next_page_token: str = ""


@dataclass(frozen=True)
class FacilityPage:
    """A page of facilities."""

    facilities: Sequence[Shown[Facility]]
    next_page_token: str = ""


@dataclass(frozen=True)
class FacilityCalendar:
    """A facility's days."""

    name: str
    title: str
    first_day: date
    last_day: date
    days: Sequence[Day]


@dataclass(frozen=True)
class NoticePage:
    """A page of notices."""

    notices: Sequence[Shown[Notice]]
    next_page_token: str = ""


@dataclass(frozen=True)
class FieldPage:
    """The tree of fields, in the order of their codes."""

    fields: Sequence[Field]
    next_page_token: str = ""


@dataclass(frozen=True)
class Following:
    """The fields of which notices are pushed to a project: its own, and those that it follows besides."""

    name: str
    own_fields: Sequence[str]
    followed: Sequence[str]
