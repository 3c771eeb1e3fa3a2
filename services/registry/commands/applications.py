"""Applications, from the draft to the decision."""

from dataclasses import dataclass, field

from chassis.store.files.ref import SentFile
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import FactorScore
from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.words import ApplicationState


@dataclass(frozen=True)
class CreateApplication:
    """Drafts an application."""

    application_id: str
    guide: str
    proposal: Proposal


@dataclass(frozen=True)
class UpdateApplication:
    """Replaces a proposal."""

    name: str
    proposal: Proposal
    etag: str = ""


@dataclass(frozen=True)
class RecommendApplication:
    """The county's recommendation with its plan, a text or a file."""

    name: str
    implementation_plan: str = ""
    implementation_plan_file: SentFile | None = None
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class GiveBack:
    """A return, with all its reasons."""

    name: str
    reasons: list[str] = field(default_factory=list)
    etag: str = ""


@dataclass(frozen=True)
class OpenExpertReview:
    """The panel."""

    name: str
    experts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReplaceExpert:
    """Another expert in the place of one."""

    name: str
    expert: str
    successor: str
    reason: str = ""


@dataclass(frozen=True)
class ScoreApplication:
    """An expert's own scores."""

    name: str
    scores: list[FactorScore] = field(default_factory=list)
    comment: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ApproveApplication:
    """Approval; the proposal's task book stands unless another is given."""

    name: str
    task_book: TaskBookTerms | None = None
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ListApplications:
    """Applications of a guide, in a state."""

    guide: str = ""
    state: ApplicationState | None = None
    page_size: int = 0
    page_token: str = ""
