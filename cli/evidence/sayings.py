"""What facts say of last days: those of deadlines, and those of which a last day is a field (2.6, 7.2, 7.4, 8.2, 9.1, 9.2).

The latter are read as if they were of deadlines, so that all are counted alike.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any

from cli.evidence.records import Record

SET, REDATED, WARNED = "deadline.set.v1", "deadline.redated.v1", "deadline.warned.v1"
OVERDUE, MET, CANCELLED = "deadline.overdue.v1", "deadline.met.v1", "deadline.cancelled.v1"
Told = dict[str, Any]


@dataclass(frozen=True)
class Saying:
    """A fact, what it says of a last day, and that as a fact of a deadline has it. own: it is one."""

    fact: Told
    what: str
    data: Told
    own: bool

    @property
    def counts(self) -> bool:
        """Whether it says which day it is, and not what became of it."""
        return self.what in (SET, REDATED)


@dataclass(frozen=True)
class _Field:
    """How a fact tells of a last day, by the names of its fields. kind: what is due; empty: the fact's `step`.

    at: when it was done; empty: when the fact happened. heard: an answer is never late, and it is decided after one or that day (7.4).
    """

    what: str
    kind: str
    day: str = "last_day"
    previous: str = "previous_last_day"
    responsible: str = "responsible"
    at: str = ""
    heard: bool = False

    @property
    def counts(self) -> bool:
        """Whether the fact says which day it is."""
        return self.what in (SET, REDATED)

    def read(self, fact: Told, data: Told) -> Told:
        """Raises KeyError, ValueError, TypeError."""
        told = {"name": data["name"] if self.counts else data.get("name", ""), "kind": self.kind or data["step"]}
        told |= {"responsible": data[self.responsible]} if self.responsible in data else {}
        if data.get(self.day) and self.what != MET:  # one that is done may say until when what comes next is due
            told["last_day"] = data[self.day]
        if self.counts:
            told |= {"node": "", "rule": data["rule"], "responsible": told.get("responsible", ""), **(data.get("basis") or {})}
            told |= {"provisional": data["provisional"]} if "provisional" in data else {}
        if self.what == REDATED:
            told |= {"previous_last_day": data[self.previous], "reason": data.get("reason", "")}
        if self.what == MET:
            told |= {"met_at": data[self.at] if self.at else fact["attributes"]["time"]}
        told |= {name: data[name] for name in ("late", "overdue_at") if name in data and self.what in (MET, OVERDUE)}
        if self.heard:
            told |= {"late": False} if self.what == MET else {"decided_at": fact["attributes"]["time"]}
        return told


def _steps(*fields: tuple[str, _Field]) -> dict[str, tuple[_Field, ...]]:
    found = dict[str, tuple[_Field, ...]]()
    for kind, field in fields:
        found[kind] = (*found.get(kind, ()), field)
    return found


def _correction(what: str) -> _Field:
    return _Field(what, "deviation", "due", "previous_due", "assignee", "reported_at")


def _answer(what: str, *, heard: bool = False) -> _Field:
    return _Field(what, "finding_answer", "answer_last_day", responsible="subject", at="answered_at", heard=heard)


def _resubmission(what: str) -> _Field:
    return _Field(what, "application_correction", "correction_last_day", responsible="undertaking_unit")


FIELDS = _steps(
    ("supervision.deviation.opened.v1", _correction(SET)),
    ("supervision.deviation.assigned.v1", _correction(SET)),
    ("supervision.deviation.redated.v1", _correction(REDATED)),
    ("supervision.deviation.warned.v1", _correction(WARNED)),
    ("supervision.deviation.overdue.v1", _correction(OVERDUE)),
    ("supervision.deviation.corrected.v1", _correction(MET)),
    ("supervision.deviation.closed.v1", _correction(CANCELLED)),
    ("supervision.finding.notified.v1", _answer(SET)),
    ("supervision.finding.redated.v1", _answer(REDATED)),
    ("supervision.finding.answered.v1", _answer(MET, heard=True)),
    ("supervision.finding.unanswered.v1", _answer(OVERDUE)),
    ("supervision.finding.confirmed.v1", _answer(CANCELLED, heard=True)),
    ("supervision.finding.dismissed.v1", _answer(CANCELLED, heard=True)),
    ("registry.application.returned.v1", _resubmission(SET)),
    ("registry.application.correction_redated.v1", _resubmission(REDATED)),
    ("registry.application.submitted.v1", _resubmission(MET)),
    ("sharing.request.made.v1", _Field(SET, "use_answer")),
    ("sharing.request.ruled_on.v1", _Field(SET, "use_answer")),
    ("sharing.request.redated.v1", _Field(REDATED, "use_answer")),
    ("sharing.request.due_soon.v1", _Field(WARNED, "use_answer")),
    ("sharing.request.overdue.v1", _Field(OVERDUE, "use_answer")),
    ("sharing.request.answered.v1", _Field(MET, "use_answer", at="answered_at")),
    ("sharing.request.withdrawn.v1", _Field(CANCELLED, "use_answer")),
    ("sharing.request.lapsed.v1", _Field(CANCELLED, "use_answer")),
    ("support.claim.submitted.v1", _Field(SET, "claim_decision")),
    ("support.claim.returned.v1", _Field(MET, "claim_decision")),
    ("support.claim.returned.v1", _Field(SET, "claim_completion")),
    ("support.claim.completed.v1", _Field(MET, "claim_completion")),
    ("support.claim.completed.v1", _Field(SET, "claim_decision")),
    ("support.claim.decided.v1", _Field(MET, "claim_decision")),
    ("support.claim.decided.v1", _Field(SET, "claim_payment")),
    ("support.claim.paid.v1", _Field(MET, "claim_payment")),
    *(("support.claim.withdrawn.v1", _Field(CANCELLED, kind)) for kind in ("claim_decision", "claim_completion", "claim_payment")),
    ("support.service.requested.v1", _Field(SET, "service")),
    ("support.service.assigned.v1", _Field(WARNED, "service", responsible="assignee")),
    ("support.service.completed.v1", _Field(MET, "service")),
    ("support.service.withdrawn.v1", _Field(CANCELLED, "service")),
    ("support.step.redated.v1", _Field(REDATED, "")),
    ("support.step.due_soon.v1", _Field(WARNED, "")),
    ("support.step.overdue.v1", _Field(OVERDUE, "")),
)


def sayings(records: Iterable[Record]) -> Iterator[Saying]:
    """All, service by service, as they happened; within a topic in the order of the facts, whatever clocks say.

    Raises ValueError, KeyError, TypeError.
    """
    for record in records:
        topics = dict[str, list[Told]]()
        for fact in record.facts:
            topics.setdefault(fact["topic"], []).append(fact)
        for fact in merge(*topics.values(), key=lambda each: each["attributes"]["time"]):
            kind = fact["attributes"]["type"].removeprefix("sanzhi.")
            what = kind.partition(".")[2]
            if what.startswith("deadline."):
                yield Saying(fact, what, json.loads(fact["data"]), own=True)
            elif kind in FIELDS:
                data = json.loads(fact["data"])
                yield from (Saying(fact, field.what, field.read(fact, data), own=False) for field in FIELDS[kind])
