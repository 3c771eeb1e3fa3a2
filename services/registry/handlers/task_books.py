"""The task book: accepted, and changed by new versions (1.8)."""

from services.registry.commands.projects import ProposeTaskBookChange
from services.registry.commands.resources import Accept, Decide, DecideWithReason, GetResource
from services.registry.domain.projects import Project
from services.registry.domain.task_books import TaskBook
from services.registry.handlers.projects import answer, is_bureau
from services.registry.store import RegistryTransaction


async def get_task_book(command: GetResource, tx: RegistryTransaction) -> TaskBook:
    """All versions; the old ones stay readable."""
    book = await tx.task_books.read(command.name)
    tx.require(on=await tx.projects.read(book.project))
    return book


async def accept_task_book(command: Accept, tx: RegistryTransaction) -> TaskBook:
    """1.8: by an owner or the unit; once all have, the project may run."""
    book = await tx.task_books.get(command.name)
    project = await tx.projects.get(book.project)
    tx.require(on=project, rule="1.8")
    project.demand_open("1.8")
    tx.publish(*book.accept(answer(tx)))
    await tx.task_books.save(book)
    if book.accepted:
        tx.publish(*project.task_book_taken(tx.now))
        await tx.projects.save(project)
    return book


async def propose_task_book_change(command: ProposeTaskBookChange, tx: RegistryTransaction) -> TaskBook:
    """1.8: by an owner, the unit or the lead, who works at an owner perhaps and consents for none (1.1)."""
    book = await tx.task_books.get(command.name)
    project = await tx.projects.get(book.project)
    tx.require(on=project, rule="1.8")
    project.demand_open("1.8")
    project.demand_changeable(command.terms, tx.today)
    for_owner = "owner" in tx.roles_in(project)
    tx.publish(*book.propose(command.terms, command.reason, answer(tx, command.reason), for_owner=for_owner))
    await tx.task_books.save(book)
    return book


async def consent_to_task_book_change(command: Decide, tx: RegistryTransaction) -> TaskBook:
    """1.1: a joint act waits for all owners."""
    book = await tx.task_books.get(command.name)
    project = await tx.projects.get(book.project)
    tx.require(on=project, rule="1.8")
    demand_still_changeable(project, book, tx)
    tx.publish(*book.consent(answer(tx, command.reason)))
    await tx.task_books.save(book)
    return book


async def refuse_task_book_change(command: DecideWithReason, tx: RegistryTransaction) -> TaskBook:
    """1.1: one refusal refuses it."""
    book = await tx.task_books.get(command.name)
    tx.require(on=await tx.projects.read(book.project), rule="1.8")
    tx.publish(*book.refuse(answer(tx, command.reason, agreed=False), by_bureau=is_bureau(tx)))
    await tx.task_books.save(book)
    return book


async def approve_task_book_change(command: Decide, tx: RegistryTransaction) -> TaskBook:
    """1.8: by the bureau; deadlines that follow are set anew by milestones."""
    book = await tx.task_books.get(command.name)
    project = await tx.projects.get(book.project)
    demand_still_changeable(project, book, tx)
    tx.publish(*book.approve(answer(tx, command.reason)))
    await tx.task_books.save(book)
    return book


def demand_still_changeable(project: Project, book: TaskBook, tx: RegistryTransaction) -> None:
    """Refuse what was proposed while it made sense and does not any more: PROJECT_ENDED, TERM_OVER, EVALUATION_STARTED (1.8, 6.2)."""
    project.demand_open("1.8")
    if book.change is not None and book.change.pending:
        project.demand_changeable(book.change.terms, tx.today)
