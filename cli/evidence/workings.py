"""The working of decisions that are numbers: totals of scores (3.5, 1.2a), leads' ratings (3.6), a chief's pay (3.7), results (6.3).

Made of the records at the export, and again by whoever verifies; what does not come out is a problem. By the numbers of the policy
whose digests the service stated.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from chassis.calendar import china_date
from chassis.policy import Policies, PolicyVersion
from chassis.sealing.statement import digest_of
from cli.evidence import derived, package
from cli.evidence.derived import Laws, Told
from cli.evidence.evaluated import OF_EVALUATION, Evaluated
from cli.evidence.numbers import RATES, numbers_name
from cli.evidence.paid import OF_PAY, Paid, terms_in
from cli.evidence.rated import OF_RATINGS, Causes, Rated
from cli.evidence.records import Record
from cli.evidence.scored import OF_SCORES, Scored
from cli.services import NAMES
from services.evaluation.domain.policy import EvaluationPolicy

_REVIEWED = "sanzhi.registry.expert_review.opened.v1"
_REPLACED = "sanzhi.registry.expert_review.expert_replaced.v1"
_REMEDY = "sanzhi.milestones.remedy.decided.v1"
_NUMBERS = TypeAdapter(EvaluationPolicy)
Policy = Policies[EvaluationPolicy]


@dataclass
class Workings:
    """rows: the decisions, each as it is among the decisions, with its working. problems: what does not come out (zh-CN)."""

    rows: list[Told] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def leads_of(records: Iterable[Record]) -> list[str]:
    """Who was nominated or engaged to lead the project, whose ratings go along. Raises ValueError, KeyError, TypeError."""
    found = set[str]()
    for record in records:
        for fact in record.facts:
            data = json.loads(fact["data"])
            found |= {str(data.get("nominated_lead") or ""), str(data["person"]) if data.get("is_lead") is True else ""}
    return sorted(found - {""})


def policies_of(members: Mapping[str, bytes], stated: Mapping[str, str]) -> Policy:
    """The numbers in the package, of the versions that the service stated. Raises ValueError, KeyError, TypeError."""
    told = [json.loads(members[numbers_name(version)]) for version in stated]
    versions = [
        PolicyVersion(str(each["version"]), date.fromisoformat(each["valid_from"]), _NUMBERS.validate_python(each["values"]))
        for each in told
    ]
    return Policies(tuple(sorted(versions, key=lambda each: each.valid_from)))


def checked(members: Mapping[str, bytes], records: Sequence[Record], ratings: Sequence[Record], laws: Laws) -> Workings:
    """The workings of a package, with what is wrong of them. Of records from before their numbers were stated there are none.

    Raises ValueError, KeyError, TypeError, AttributeError.
    """
    stated = numbers_stated(records)
    if not stated:
        return Workings()
    wrong = [version for version, digest in stated.items() if digest_of(members.get(numbers_name(version), b"")) != digest]
    if wrong:
        return Workings(problems=[f"政策版本 {version} 的数值与{NAMES[RATES]}所声明的不符，或不在包内" for version in wrong])
    missing = sorted(set(leads_of(records)) - {record.key.removesuffix("/rating") for record in ratings})
    made = workings(records, ratings, policies_of(members, stated), laws)
    made.problems += [f"{person} 的评级记录不在包内" for person in missing]
    if derived.written(made.rows) != members.get(package.WORKINGS):
        made.problems.append("所列评分、评级、评价结果、浮动绩效工资的计算与事实和政策数值不符")
    return made


def numbers_stated(records: Iterable[Record]) -> dict[str, str]:
    """Digests of the numbers by which ratings and pay are computed, by policy version."""
    return next((record.numbers for record in records if record.service == RATES), {})


def workings(records: Sequence[Record], ratings: Sequence[Record], policies: Policy, laws: Laws) -> Workings:
    """Of all facts, in the order in which they happened."""
    made = Workings()
    reckoned = _Reckoned(policies, made.problems)
    for fact in derived.happenings([*records, *ratings]):
        try:
            data = json.loads(fact["data"])
            lines = reckoned.working(fact, data)
            if lines:
                rules = {"rule": "3.6"} if fact["type"] == _REVIEWED else data
                made.rows.append(derived.decision(fact, rules, laws) | {"working": lines})
        except (derived.NoClause, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            why = error if isinstance(error, derived.NoClause) else "无法推算"
            made.problems.append(f"{fact['type']}（{fact['id']}）：{why}")
    return made


class _Reckoned:
    """What the facts so far come to."""

    def __init__(self, policies: Policy, problems: list[str]) -> None:
        self._policies, self._problems = policies, problems
        self._paid = Paid(policies, problems)
        self._scored = Scored(problems)
        self._evaluated = Evaluated(policies, problems)
        self._rated = dict[str, Rated]()
        self._causes, self._nominated = Causes(), ""

    def working(self, fact: Told, data: Told) -> list[str]:
        """Nothing for a fact that is no such decision."""
        if fact["type"] in OF_RATINGS:
            return self._of(data["person"]).take(fact, data, self._causes)
        if fact["type"] in OF_PAY:
            return self._paid.take(fact, data)
        self._note(fact, data)
        if fact["type"] in OF_SCORES:
            return self._scored.take(fact, data)
        if fact["type"] in OF_EVALUATION:
            return self._evaluated.take(fact, data)
        if fact["type"] == _REVIEWED and self._nominated:
            day = china_date(datetime.fromisoformat(fact["time"]))
            return [f"提名的责任人 {self._nominated} 的评级，供评审参考", *self._of(self._nominated).shown_on(day)]
        return []

    def _of(self, person: str) -> Rated:
        return self._rated.setdefault(person, Rated(person, self._policies, self._problems))

    def _note(self, fact: Told, data: Mapping[str, Any]) -> None:
        """What ratings and pay follow from."""
        self._causes.take(fact["type"], data)
        self._nominated = str(data.get("nominated_lead") or self._nominated)
        if "budget" in (book := data.get("task_book") or {}):
            day = data.get("approved_on") or str(china_date(datetime.fromisoformat(fact["time"])))
            self._paid.books[int(book["version"])] = (date.fromisoformat(day), terms_in(book))
            self._evaluated.note(book)
        if fact["type"] in (_REVIEWED, _REPLACED):
            self._scored.experts = frozenset(data.get("experts", ()))
        if fact["type"] == _REMEDY and data.get("rectify_by"):
            self._paid.reopen(str(data["node"]))
