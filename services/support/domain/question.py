"""Questions about policies, and answers that others can find (咨询). Part of 9.1."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from plan.grams import grams_of
from plan.seen import version_of
from plan.states import StateTable
from services.support.domain import facts
from services.support.domain.due import Due, Facts
from services.support.domain.states import QUESTION
from services.support.domain.words import QuestionState


@dataclass(kw_only=True)
class Question(Due):
    """`name` is "questions/{question}". policy: "policies/{policy}", or empty. A later answer replaces the one before, which is kept."""

    TABLE: ClassVar[StateTable[Any]] = QUESTION
    state: QuestionState = QuestionState.OPEN
    policy: str
    text: str
    asked_by: str
    asked_for: str
    asked_at: datetime
    policy_version: str
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    earlier_answers: list[str] = field(default_factory=list)
    grams: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """What is asked, and what was answered so far (4.7a)."""
        return version_of(self.name, self.text, self.answer)

    def ask(self) -> Facts:
        """Say what is asked."""
        self.grams = grams_of([self.text])
        return [facts.QuestionAsked(name=self.name, policy=self.policy, **self.counted)]

    def reply(self, answer: str, by: str, now: datetime) -> Facts:
        """Answer it, or answer it better."""
        self.state = QUESTION.after(self.state, "answer")
        said = self.done(now)
        self.earlier_answers += [self.answer] if self.answer else []
        self.answer, self.answered_by, self.answered_at = answer, by, now
        self.grams = grams_of([self.text, answer])
        return [*said, facts.QuestionAnswered(name=self.name, policy=self.policy, answered_by=by, late=self.deadline.late)]

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what its state does not admit."""
        QUESTION.after(self.state, act)
