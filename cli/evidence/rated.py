"""A lead's rating made again, entry by entry, of what evaluation told of it over all projects (3.6)."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chassis.calendar import china_date
from chassis.policy import Policies
from cli.rating.recompute import CAUSES
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, Objection, ObjectionAnswer, RatingEntry, Standing
from services.evaluation.domain.rating.standing import standing_of
from services.evaluation.domain.rating.working import cells, rule_steps, signed, sum_line
from services.evaluation.domain.states import RATING_ENTRY
from services.evaluation.domain.words import RatingCause

Told = Mapping[str, Any]
ENTERED = "sanzhi.evaluation.rating.entered.v1"
_WITHDRAWN = "sanzhi.evaluation.rating.withdrawn.v1"
_OBJECTED = "sanzhi.evaluation.rating.objected.v1"
_ANSWERED = "sanzhi.evaluation.rating.objection_answered.v1"
OF_RATINGS = frozenset({ENTERED, _WITHDRAWN, _OBJECTED, _ANSWERED})
_MEAN = re.compile(r"，专家评分平均 (\d+(?:\.\d+)?)$")


@dataclass
class Causes:
    """What is entered in ratings, as the facts of this project say it; of other projects there is what the entry itself says."""

    known: dict[tuple[str, RatingCause], list[Cause]] = field(default_factory=dict)

    def take(self, kind: str, data: Told) -> None:
        """A fact of any service. Raises ValueError, TypeError."""
        with suppress(KeyError):  # a fact of an older form, which lacks something: what the entry itself says counts
            cause = CAUSES[kind](data) if kind in CAUSES else None
            if cause is not None:
                self.known.setdefault((cause.name, cause.kind), []).append(cause)

    def of(self, data: Told, on: date) -> list[Cause]:
        """Which an entry may be of: a mean that is shown lies in the band that was decided by (plan/figures.py)."""
        kind = RatingCause(data["kind"])
        shown = _MEAN.search(data["about"])
        if kind is RatingCause.REVIEW_SCORED and shown is None:
            raise ValueError("an entry for a score that shows none")
        score = Fraction(shown[1]) if kind is RatingCause.REVIEW_SCORED and shown else None
        itself = Cause(data["cause"], data["person"], kind, "", on, "", score)
        return self.known.get((data["cause"], kind), []) or [itself]


@dataclass
class Rated:
    """One person's rating, fact by fact. problems: what does not come out (zh-CN)."""

    person: str
    policies: Policies[EvaluationPolicy]
    problems: list[str]
    entries: dict[str, RatingEntry] = field(default_factory=dict)

    def take(self, fact: Told, data: Told, causes: Causes) -> list[str]:
        """The working of one fact of it. Raises KeyError, ValueError, TypeError."""
        lines = {ENTERED: self._entered, _WITHDRAWN: self._withdrawn, _OBJECTED: self._objected, _ANSWERED: self._answered}[fact["type"]](
            data, causes
        )
        return [*lines, self.sum_on(_day(fact["time"]))]

    def sum_on(self, day: date) -> str:
        """All that counts at the end of a day, term by term, and the grade."""
        return sum_line(self._standing(day))

    def shown_on(self, day: date) -> list[str]:
        """As it was offered to reviewers on a day: rule, entries and sum."""
        standing = self._standing(day)
        rows = ["；".join(cells(row)) for row in standing.entries]
        return [*rule_steps(self.policies.current(day).values.rating), *rows, sum_line(standing)]

    def _standing(self, day: date) -> Standing:
        version = self.policies.current(day)
        return standing_of(self.person, self.entries.values(), day, version.values.rating, version.version)

    def _entered(self, data: Told, causes: Causes) -> Iterable[str]:
        on = date.fromisoformat(data["entered_on"])
        version = self.policies.current(on)
        worth = [cause.points(version.values.rating) for cause in causes.of(data, on)]
        points = int(data["points"])
        if points not in worth:
            wanted = " 或 ".join(map(str, dict.fromkeys(worth)))
            self.problems.append(f"{data['entry']}：{data['about']}，按政策 {version.version} 推算为 {wanted} 分，所记为 {points} 分")
        if data["corrects"] and RATING_ENTRY.admits(self.entries[data["corrects"]].state, "correct"):
            self.entries[data["corrects"]].correct(on)
        entry = RatingEntry(data["entry"], data["cause"], RatingCause(data["kind"]), "", on, data["about"], points, version.version)
        self.entries[entry.name] = entry
        instead = f"，代替第 {_number(data['corrects'])} 项" if data["corrects"] else ""
        told = f"{entry.kind.label}：{entry.about}，{on}，{signed(Decimal(points))} 分，分值依政策 {version.version}"
        yield f"{self.person} 的评级第 {_number(entry.name)} 项{instead}：{told}"

    def _withdrawn(self, data: Told, _: Causes) -> Iterable[str]:
        on = date.fromisoformat(data["withdrawn_on"])
        self.entries[data["entry"]].withdraw(on)
        yield f"{self.person} 的评级第 {_number(data['entry'])} 项自 {on} 起不计分"

    def _objected(self, data: Told, _: Causes) -> Iterable[str]:
        at = datetime.fromisoformat(data["objected_at"])
        entry = self.entries[data["entry"]]
        said = Objection("", self.person, at)  # what was said is in no fact
        self.entries[entry.name] = replace(entry, state=entry.admit("object", at), objection=said)
        yield f"{self.person} 的评级第 {_number(entry.name)} 项提出陈述，未答复以前照常计分"

    def _answered(self, data: Told, _: Causes) -> Iterable[str]:
        answer = ObjectionAnswer(data["sustained"], data["reason"], "", datetime.fromisoformat(data["answered_at"]))
        self.entries[data["entry"]].answer(answer)
        yield f"{self.person} 的评级第 {_number(data['entry'])} 项的陈述{'采纳，该项不计分' if answer.sustained else '未采纳，照常计分'}"


def _number(entry: str) -> str:
    return entry.rpartition("/")[2]


def _day(instant: str) -> date:
    return china_date(datetime.fromisoformat(instant))
