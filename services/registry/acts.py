"""What can be done with the resources of registry, and by whom: the checks that each handler makes before it looks at its request.

Where only the act itself says it, it is done to the copy that a check gets, with an answer beyond reproach.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from chassis.rpc.acts import Act, ActsOn, Check, may
from services.registry.commands.projects import AnswerAgeException
from services.registry.domain.age_exceptions import AgeException, exception_name
from services.registry.domain.applications import Application
from services.registry.domain.failures import refuse
from services.registry.domain.guides import Guide
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.personal_data import PersonalRecord
from services.registry.domain.projects import Project
from services.registry.domain.reviews import FactorScore, ScoreSheet
from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.task_books import TaskBook
from services.registry.handlers.age_exceptions import demand_not_engaged, owners_asked, project_or_application
from services.registry.handlers.applications import barred_nominees, demand_not_nominated, step, submission_of
from services.registry.handlers.desks import Desk
from services.registry.handlers.people import demand_keeper, demand_self
from services.registry.handlers.personal_data import Oneself, record_of
from services.registry.handlers.projects import answer, is_bureau
from services.registry.handlers.qualifications import desk
from services.registry.handlers.reviews import demand_fit, demand_fit_panel
from services.registry.handlers.task_books import demand_still_changeable
from services.registry.store import RegistryTransaction as Tx

_REASON = "理由"


async def _application(name: str, tx: Tx) -> Application:
    return await tx.applications.read(name)


async def _project(name: str, tx: Tx) -> Project:
    return await tx.projects.read(name)


async def _task_book(name: str, tx: Tx) -> TaskBook:
    return await tx.task_books.read(name)


async def _guide(name: str, tx: Tx) -> Guide:
    return await tx.guides.read(name)


async def _organization(name: str, tx: Tx) -> Organization:
    return await tx.organizations.read(name)


async def _person(name: str, tx: Tx) -> Person:
    return await tx.people.read(name)


async def _desk(person: Person, tx: Tx) -> Desk:
    return await desk(tx)


async def _itself(resource: Any, tx: Tx) -> Any:
    return resource


async def _project_of(book: TaskBook, tx: Tx) -> Project:
    return await tx.projects.read(book.project)


async def _open_project(book: TaskBook, tx: Tx) -> None:
    (await _project_of(book, tx)).demand_open("1.8")


async def _not_evaluated(book: TaskBook, tx: Tx) -> None:
    (await _project_of(book, tx)).demand_not_evaluated()


async def _still_changeable(book: TaskBook, tx: Tx) -> None:
    demand_still_changeable(await _project_of(book, tx), book, tx)


def _admits(act: str) -> Check:
    return lambda application, tx: application.admit(act)


async def _submitted(application: Application, tx: Tx) -> None:
    application.submit(await submission_of(application, tx), step(tx, "submitted"))


async def _scored(application: Application, tx: Tx) -> None:
    application.admit("score")
    await demand_fit(application, [tx.actor.person], tx)
    factors = application.review.factors if application.review else []
    scores = [FactorScore(factor.id, Decimal(0)) for factor in factors]
    application.score(ScoreSheet(tx.actor.person, scores, _REASON, tx.now))


async def _approved(application: Application, tx: Tx) -> None:
    application.admit("approve")
    await demand_fit_panel(application, tx)
    if application.review is not None:
        refuse(application.review.failures + await barred_nominees(application, tx))


async def _declined(application: Application, tx: Tx) -> None:
    application.admit("decline")
    await demand_fit_panel(application, tx)
    application.decline(step(tx, "declined", _REASON))


def _termination_consented(project: Project, tx: Tx) -> None:
    project.consent_to_termination(answer(tx))


def _termination_refused(project: Project, tx: Tx) -> None:
    project.refuse_termination(answer(tx, _REASON, agreed=False), by_bureau=is_bureau(tx))


def _termination(project: Project) -> str:
    return project.termination.etag if project.termination else ""


def _change_refused(book: TaskBook, tx: Tx) -> None:
    book.refuse(answer(tx, _REASON, agreed=False), by_bureau=is_bureau(tx))


async def _age_exception(name: str, tx: Tx) -> AgeException:
    return await tx.age_exceptions.read(name)


async def _owners(exception: AgeException, tx: Tx) -> Project | Application:
    return await project_or_application(exception.project, tx)


async def _not_engaged(exception: AgeException, tx: Tx) -> None:
    demand_not_engaged(await project_or_application(exception.project, tx), await tx.people.read(exception.person))


async def _granted(exception: AgeException, tx: Tx) -> None:
    exception.ask(await owners_asked(await _owners(exception, tx), tx))
    exception.grant(answer(tx, _REASON))


async def _exception_refused(exception: AgeException, tx: Tx) -> None:
    exception.ask(await owners_asked(await _owners(exception, tx), tx))
    exception.refuse(answer(tx, _REASON, agreed=False))


def _exception_meant(command: AnswerAgeException) -> str:
    return exception_name(command.project, command.person)


APPLICATION = ActsOn(
    "applications/*",
    _application,
    Act("UpdateApplication", may(_itself, rule="2.3"), _admits("update")),
    Act("SubmitApplication", may(_itself, rule="2.3"), _submitted),
    Act("RecommendApplication", may(_itself, rule="2.2"), demand_not_nominated, _admits("recommend")),
    Act("ReturnApplication", may(_itself, rule="2.2"), demand_not_nominated, _admits("give_back")),
    Act("PassFormalReview", demand_not_nominated, _admits("pass_formal_review")),
    Act("ReturnForCorrection", demand_not_nominated, _admits("give_back_for_correction")),
    Act("RefuseApplication", demand_not_nominated, _admits("refuse")),
    Act("OpenExpertReview", demand_not_nominated, _admits("open_review")),
    Act("ReplaceExpert", demand_not_nominated, _admits("replace_expert")),
    Act("ScoreApplication", may(_itself, rule="4.7"), _scored),
    Act("ApproveApplication", demand_not_nominated, _approved),
    Act("DeclineApplication", demand_not_nominated, _declined),
)
PROJECT = ActsOn(
    "projects/*",
    _project,
    Act("DecideTermination", may(_itself, rule="1.10"), lambda project, tx: project.decide_termination(answer(tx, _REASON))),
    Act(
        "ConsentToTermination",
        may(_itself, rule="1.10"),
        lambda project, tx: project.consent_to_termination(answer(tx)),
        version=_termination,
    ),
    Act("RefuseTermination", may(_itself, rule="1.10"), _termination_refused, version=_termination),
    Act("ApproveTermination", lambda project, tx: project.approve_termination(answer(tx)), version=_termination),
)


def _lasting(terms: TaskBookTerms, tx: Tx) -> TaskBookTerms:
    """Terms beyond reproach: a term that is over can only be prolonged (1.10a)."""
    return replace(terms, term_end=max(terms.term_end or tx.today, tx.today))


TASK_BOOK = ActsOn(
    "projects/*/taskBook",
    _task_book,
    Act("AcceptTaskBook", may(_project_of, rule="1.8"), _open_project, lambda book, tx: book.accept(answer(tx))),
    Act(
        "ProposeTaskBookChange",
        may(_project_of, rule="1.8"),
        _open_project,
        _not_evaluated,
        lambda book, tx: book.propose(_lasting(book.current.terms, tx), _REASON, answer(tx, _REASON)),
    ),
    Act("ConsentToTaskBookChange", may(_project_of, rule="1.8"), _still_changeable, lambda book, tx: book.consent(answer(tx))),
    Act("RefuseTaskBookChange", may(_project_of, rule="1.8"), _change_refused),
    Act("ApproveTaskBookChange", _still_changeable, lambda book, tx: book.approve(answer(tx))),
)
ORGANIZATION = ActsOn("organizations/*", _organization, Act("UpdateOrganization"), Act("AuthorizeSignatory"), Act("RevokeSignatory"))


async def _confirmed(person: Person, tx: Tx) -> None:
    person.confirm_office(person.waiting_office, tx.actor.person, tx.now)


async def _ended(person: Person, tx: Tx) -> None:
    office = person.standing_office(person.last_office, tx.now)
    if not office.organization:
        tx.require("administrator", "security_administrator")


async def _personal_data(name: str, tx: Tx) -> PersonalRecord:
    return await record_of(await _person(name, tx), tx)


async def _oneself(record: PersonalRecord, tx: Tx) -> Oneself:
    return Oneself(record.person)


PERSON = ActsOn(
    "people/*",
    _person,
    Act("UpdatePerson"),
    Act("RecordDeparture", demand_keeper, lambda person, tx: person.depart(tx.actor.person, _REASON, tx.now)),
    Act("RecordReturn", demand_keeper, lambda person, tx: person.come_back(tx.now)),
    Act("ConfirmOffice", _confirmed),
    Act("EndOffice", _ended),
    Act("GrantOfficeInEmergency"),
    Act("AttestPerson", may(_desk)),
    Act("RegisterSigningKey", lambda person, tx: demand_self(person.name, tx)),
    Act("RevokeSigningKey", lambda person, tx: demand_self(person.name, tx)),
)
# On the same name: what is seen of it, and its version, is not the person's.
PERSONAL_DATA = ActsOn(
    "people/*",
    _personal_data,
    Act("SetPersonalData", may(_oneself)),
    Act("ReadPersonalData", may(_oneself), lambda record, tx: record.demand_some()),
    Act("RequestErasure", may(_oneself), lambda record, tx: record.request_erasure("", _REASON, tx.now)),
    Act("ConfirmErasure", lambda record, tx: record.confirm_erasure(tx.actor.person, tx.now)),
    Act("RefuseErasure", lambda record, tx: record.refuse_erasure(tx.actor.person, _REASON)),
)
AGE_EXCEPTION = ActsOn(
    "projects/*/ageExceptions/*",
    _age_exception,
    Act("GrantAgeException", may(_owners, rule="3.4"), _not_engaged, _granted, about=_exception_meant),
    Act("RefuseAgeException", may(_owners, rule="3.4"), _exception_refused, about=_exception_meant),
)
GUIDE = ActsOn("guides/*", _guide, Act("PublishGuide", lambda guide, tx: guide.publish(tx.now)))
ACTS = (APPLICATION, PROJECT, TASK_BOOK, AGE_EXCEPTION, ORGANIZATION, PERSON, PERSONAL_DATA, GUIDE)
