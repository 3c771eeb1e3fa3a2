"""Resources as a caller may see them (2.5, 2.6)."""

from dataclasses import dataclass

from chassis.access.views import ANYBODY, ITSELF, Hidden, Shown, View
from chassis.rpc.answers import With
from services.registry.domain.applications import Application
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.projects import Project
from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.task_books import TaskBook
from services.registry.domain.words import OrganizationKind, PersonRole
from services.registry.store import RegistryTransaction

_SEES_ALL = {"science_bureau", "auditor"}


def _all_in(application: Application) -> bool:
    return application.review is None or application.review.open_to_view


# What qualifies a person, and why they left, is for the bureau, an auditor, a service and the person.
PERSON = View(Hidden("birth_year", "educations", "experiences", "attestations", "absences", to={*_SEES_ALL, "service"}, own={"name"}))
# Scores are hidden until all are in; who reviewed, and the lead's values, are not for everybody.
APPLICATION = View(
    Hidden(
        "review.sheets",
        to=_SEES_ALL,
        own={"expert"},
        once=_all_in,
    ),
    # A total that the last sheet would make is not shown to who only tries that sheet out.
    Hidden("review.means", "review.total", "review.total_without_lead", "review.reached", to={ANYBODY}, once=_all_in),
    # 3.6: offered to reviewers; the rated person may read it.
    Hidden("lead_rating", to={*_SEES_ALL, "expert", "lead"}),
    Hidden("review.experts", to=_SEES_ALL, own={ITSELF}),
    Hidden("open_conditions.message", to={*_SEES_ALL, "lead"}),
)


@dataclass(frozen=True)
class PersonWithOffice(With[Person]):
    """A person, with the organisation's kind and area, the roles of their own and those that a token of theirs carries."""

    organization_kind: OrganizationKind | None
    area: str
    roles: list[PersonRole]
    global_roles: list[str]


@dataclass(frozen=True)
class ProjectWithBook(With[Project]):
    """A project, with what its task book says now."""

    task_book: TaskBookTerms
    task_book_version: int


def person_for(tx: RegistryTransaction, person: Person, organization: Organization | None) -> Shown[PersonWithOffice]:
    """What the token issuer needs is open."""
    kind, area = (organization.kind, organization.area) if organization else (None, "")
    return tx.show(PersonWithOffice(person, kind, area, person.roles_at(tx.now), sorted(person.global_roles(tx.now))), PERSON)


def application_for(tx: RegistryTransaction, application: Application) -> Shown[Application]:
    """The application as the caller may see it."""
    return tx.show(application, APPLICATION, tx.roles_in(application))


def project_with(project: Project, book: TaskBook) -> ProjectWithBook:
    """A project, with what its task book says now."""
    return ProjectWithBook(project, book.current.terms, book.current_version)
