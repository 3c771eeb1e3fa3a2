"""Formal review, expert review and decision, by the bureau and its experts (2.1, 2.6)."""

from collections.abc import Sequence

from chassis.access.views import Shown
from plan.independence import Circle
from plan.panels import check_composition
from services.registry.commands.applications import ApproveApplication, GiveBack, OpenExpertReview, ReplaceExpert, ScoreApplication
from services.registry.commands.resources import Decide, DecideWithReason
from services.registry.domain.applications import Application
from services.registry.domain.approvals import found
from services.registry.domain.reviews import Reviewer, ScoreSheet
from services.registry.domain.task_books import TaskBook
from services.registry.handlers.applications import barred_nominees, earlier_results, parties_of, step, to_decide
from services.registry.handlers.views import ProjectWithBook, application_for, project_with
from services.registry.neighbours import candidate, rating_of
from services.registry.store import RegistryTransaction


async def pass_formal_review(command: Decide, tx: RegistryTransaction) -> Shown[Application]:
    """形式审查 passed; what it saw of earlier results stays on record (6.5)."""
    application = await to_decide(command.name, tx)
    application.offer_record(await earlier_results(application, tx))
    tx.publish(*application.pass_formal_review(step(tx, "passed", command.reason)))
    return await _saved(application, tx)


async def return_for_correction(command: GiveBack, tx: RegistryTransaction) -> Shown[Application]:
    """It comes back to the bureau."""
    application = await to_decide(command.name, tx)
    application.offer_record(await earlier_results(application, tx))
    returned = step(tx, "returned_for_correction", "；".join(command.reasons))
    tx.publish(*application.give_back_for_correction(command.reasons, await tx.calendar(), tx.policy, returned))
    return await _saved(application, tx)


async def refuse_application(command: DecideWithReason, tx: RegistryTransaction) -> Shown[Application]:
    """The formal review is not passed."""
    application = await to_decide(command.name, tx)
    application.offer_record(await earlier_results(application, tx))
    tx.publish(*application.refuse(step(tx, "refused", command.reason)))
    return await _saved(application, tx)


async def open_expert_review(command: OpenExpertReview, tx: RegistryTransaction) -> Shown[Application]:
    """4.7, 7.5: asks supervision about every expert; offers them earlier results (6.5) and the lead's rating of today (3.6)."""
    application = await to_decide(command.name, tx)
    application.admit("open_review")
    check_composition(command.experts, tx.policy.panel)
    candidates = [await candidate(expert, application.project_name, tx) for expert in command.experts]
    (await _circle(application, tx)).check(candidates)
    panel = [Reviewer.of(each) for each in candidates]
    application.offer_record(await earlier_results(application, tx))
    application.offer_rating(await rating_of(application.proposal.nominated_lead, tx))
    guide = await tx.guides.read(application.guide)
    tx.publish(*application.open_review(guide, panel, tx.policy.panel, step(tx, "expert_review_opened")))
    return await _saved(application, tx)


async def replace_expert(command: ReplaceExpert, tx: RegistryTransaction) -> Shown[Application]:
    """4.7: whoever has scored and may still sit is not replaced; both are looked at as they are today."""
    application = await to_decide(command.name, tx)
    application.admit("replace_expert")
    circle = await _circle(application, tx)
    successor = await candidate(command.successor, application.project_name, tx)
    circle.check([successor])
    unfit = bool(circle.unfit(await candidate(command.expert, application.project_name, tx)))
    replaced = step(tx, "expert_replaced", command.reason)
    tx.publish(*application.replace_expert(command.expert, Reviewer.of(successor), replaced, unfit=unfit))
    return await _saved(application, tx)


async def score_application(command: ScoreApplication, tx: RegistryTransaction) -> Shown[Application]:
    """An expert's own scores; who lost independence or was barred meanwhile gives none (4.7, 7.5)."""
    application = await tx.applications.get(command.name)
    tx.require(on=application, rule="4.7")
    application.admit("score")
    await demand_fit(application, [tx.actor.person], tx)
    sheet = ScoreSheet(tx.actor.person, command.scores, command.comment, tx.now, tx.seen)
    tx.publish(*application.score(sheet))
    return await _saved(application, tx)


async def decline_application(command: DecideWithReason, tx: RegistryTransaction) -> Shown[Application]:
    """不予立项; not on scores of somebody who may not sit today either (4.7)."""
    application = await to_decide(command.name, tx)
    application.admit("decline")
    await demand_fit_panel(application, tx)
    tx.publish(*application.decline(step(tx, "declined", command.reason)))
    return await _saved(application, tx)


async def approve_application(command: ApproveApplication, tx: RegistryTransaction) -> ProjectWithBook:
    """立项: the project and its task book come about; not on scores of somebody who may not sit today (4.7)."""
    application = await to_decide(command.name, tx)
    application.admit("approve")
    await demand_fit_panel(application, tx)
    terms = application.approve(command.task_book, await barred_nominees(application, tx), step(tx, "approved", command.reason))
    parties = await parties_of(application.proposal, tx)
    assert parties is not None  # complete since its submission
    project = found(application, parties, tx.today)
    book = TaskBook.of(project.name, project.owners, project.undertaking_unit, terms, tx.now)
    tx.publish(*project.approve(terms))
    tx.projects.create(project)
    tx.task_books.create(book)
    await tx.applications.save(application)
    return project_with(project, book)


async def demand_fit_panel(application: Application, tx: RegistryTransaction) -> None:
    """Refuse PANEL_INCOMPLETE, DELIVERY_MISSING, and what `demand_fit` refuses of any of its experts."""
    if application.review is not None:
        application.review.demand_delivered()
        await demand_fit(application, sorted(application.review.people), tx)


async def demand_fit(application: Application, experts: Sequence[str], tx: RegistryTransaction) -> None:
    """Refuse EXPERT_NOT_INDEPENDENT (4.7), EXPERT_BARRED (7.5), as things stand today."""
    (await _circle(application, tx)).check([await candidate(expert, application.project_name, tx) for expert in experts])


async def _circle(application: Application, tx: RegistryTransaction) -> Circle:
    """From whom the experts are independent (4.7)."""
    lead = await tx.people.read(application.proposal.nominated_lead)
    return application.circle(lead.organization)


async def _saved(application: Application, tx: RegistryTransaction) -> Shown[Application]:
    await tx.applications.save(application)
    return application_for(tx, application)
