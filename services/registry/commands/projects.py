"""Projects, their task books, and exceptions from the age limit."""

from dataclasses import dataclass

from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.words import ProjectState


@dataclass(frozen=True)
class ListProjects:
    """Projects in a state, of an owner or unit."""

    state: ProjectState | None = None
    organization: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ProposeTaskBookChange:
    """A new version."""

    name: str
    terms: TaskBookTerms
    reason: str


@dataclass(frozen=True)
class DecideTermination:
    """An owner's decision, with its reason."""

    name: str
    reason: str


@dataclass(frozen=True)
class AnswerAgeException:
    """An owner grants or refuses, with a written reason."""

    project: str
    person: str
    reason: str
    etag: str = ""
