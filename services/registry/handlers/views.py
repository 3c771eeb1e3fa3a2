"""Resources as a caller may see them (2.5, 2.6)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from chassis.access.roles import Actor
from services.registry.domain.applications import Application
from services.registry.domain.failures import Failure
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.projects import Project
from services.registry.domain.reviews import ExpertReview
from services.registry.domain.task_books import TaskBook
from services.registry.domain.words import OrganizationKind

_PRIVATE = ("birth_year", "educations", "experiences", "attestations")
_ROLE_OF_KIND = {
    OrganizationKind.SCIENCE_BUREAU: "science_bureau",
    OrganizationKind.COUNTY_DEPARTMENT: "county",
    OrganizationKind.FINANCE_BUREAU: "finance_bureau",
    OrganizationKind.GOVERNMENT_DEPARTMENT: "department",
}


class View:
    """A resource with some of its parts shown otherwise; the others come from the resource when they are asked for."""

    def __init__(self, resource: Any, **shown: Any) -> None:
        self._resource = resource
        self._shown = shown

    def __getattr__(self, name: str) -> Any:
        return self._shown[name] if name in self._shown else getattr(self._resource, name)


def person_for(actor: Actor, person: Person, organization: Organization | None) -> View:
    """What the token issuer needs is open; what qualifies a person is for the bureau, an auditor, a service and the person."""
    private = actor.person != person.name and actor.roles.isdisjoint({"science_bureau", "auditor", "service"})
    hidden = dict.fromkeys(_PRIVATE) if private else {}
    return View(
        person,
        organization_kind=organization.kind if organization else None,
        area=organization.area if organization else "",
        global_roles=global_roles(person, organization),
        **hidden,
    )


def global_roles(person: Person, organization: Organization | None) -> list[str]:
    """Roles given to the person, and the one of the organisation's kind."""
    of_kind = _ROLE_OF_KIND.get(organization.kind) if organization else None
    return sorted({*person.roles, *([of_kind] if of_kind else [])})


def application_for(actor: Actor, application: Application) -> View:
    """Scores are hidden until all are in; who reviewed, and the lead's values, are not for everybody."""
    sees_all = not actor.roles.isdisjoint({"science_bureau", "auditor"})
    conditions: Iterable[Failure] = application.open_conditions
    if not sees_all and actor.person != application.proposal.nominated_lead:
        conditions = [replace(failure, message="") for failure in conditions]
    review = application.review
    shown = _review_for(actor, review, sees_all) if review else None
    return View(application, review=shown, open_conditions=conditions)


def _review_for(actor: Actor, review: ExpertReview, sees_all: bool) -> View:
    own = [sheet for sheet in review.sheets if sheet.expert == actor.person]
    return View(
        review,
        sheets=review.sheets if sees_all and review.complete else own,
        experts=review.experts if sees_all else [name for name in review.experts if name == actor.person],
    )


def project_with(project: Project, book: TaskBook) -> View:
    """A project, with what its task book says now."""
    return View(project, task_book=book.current.terms, task_book_version=book.current_version)
