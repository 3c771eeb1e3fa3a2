"""Questions and answers that others can find (9.1)."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.ids import new_id
from plan.grams import found_by
from services.support.answers import QuestionPage
from services.support.commands.questions import AnswerQuestion, AskQuestion, GetQuestion, SearchQuestions
from services.support.domain.question import Question
from services.support.domain.words import QuestionState
from services.support.handlers.due import deadline_of, set_timers
from services.support.handlers.parties import as_department
from services.support.store import SupportTransaction

# Others find what was asked and answered, not who asked.
QUESTION = View(Hidden("asked_by", "asked_for", to={"science_bureau", "county", "auditor", "service"}, own=("asked_by", "asked_for")))


async def ask_question(command: AskQuestion, tx: SupportTransaction) -> Shown[Question]:
    """Anybody asks about policies."""
    if command.policy:
        await tx.policies_on_offer.read(command.policy)
    question = Question(
        name=f"questions/{new_id()}",
        project="",
        deadline=await deadline_of(tx.policy.question, tx),
        step="question",
        policy=command.policy,
        text=command.text,
        asked_by=tx.actor.person,
        asked_for=tx.actor.organization,
        asked_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*question.ask())
    tx.questions.create(question)
    set_timers(question, tx)
    return tx.show(question, QUESTION, tx.roles_in(as_department(tx)))


async def answer_question(command: AnswerQuestion, tx: SupportTransaction) -> Shown[Question]:
    """The bureau or a county department answers."""
    question = await tx.questions.get(command.name)
    tx.require(on=as_department(tx), rule="9.1")
    tx.publish(*question.reply(command.answer, tx.actor.person, tx.now))
    set_timers(question, tx)
    await tx.questions.save(question)
    return tx.show(question, QUESTION, tx.roles_in(as_department(tx)))


async def get_question(command: GetQuestion, tx: SupportTransaction) -> Shown[Question]:
    """One question."""
    return tx.show(await tx.questions.read(command.name), QUESTION, tx.roles_in(as_department(tx)))


async def search_questions(command: SearchQuestions, tx: SupportTransaction) -> QuestionPage:
    """What was answered, and the caller's own questions."""
    where: list[dict[str, Any]] = []
    if not tx.actor.roles & {"science_bureau", "county", "auditor", "service"}:
        where.append({"$or": [{"state": QuestionState.ANSWERED}, {"asked_by": tx.actor.person}]})
    where += [{"grams": found_by(command.query, "9.1")}] if command.query else []
    where += [{"policy": command.policy}] if command.policy else []
    page = await tx.questions.page({"$and": where} if where else {}, command.page_size, command.page_token)
    return QuestionPage([tx.show(each, QUESTION, tx.roles_in(as_department(tx))) for each in page.items], page.next_page_token)
