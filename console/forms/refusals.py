"""A refusal as a page shows it: what is wrong, each thing by itself, with the rule and its clause word for word."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.descriptor import Descriptor

from chassis.policy import Law, Laws
from chassis.words import place_of
from cli.refused import Refused


@dataclass(frozen=True)
class Clause:
    """quote: the plan's own words. source: where they stand. basis: how they are read."""

    rule: str
    quote: str
    source: str
    basis: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. path: of the field it is about, as forms name it; empty for none."""

    message: str
    rule: str
    clauses: tuple[Clause, ...]
    path: str = ""
    label: str = ""
    reason: str = ""


def faults_of(refused: Refused, laws: Laws, request: Descriptor) -> list[Fault]:
    """All that a service said at once."""
    law = _law(laws, refused.metadata.get("rule_version", ""))
    failures = _listed(refused.metadata.get("failures", ""))
    if failures:
        told = [_fault(str(one.get("message", "")), str(one.get("rule", "")), law, reason=str(one.get("reason", ""))) for one in failures]
        return each_clause_once(told)
    path = as_form_path(refused.metadata.get("field", ""))
    label = place_of(request, refused.metadata.get("field", "")) if path else ""
    return [_fault(refused.message, refused.rule, law, path, label, refused.reason)]


def each_clause_once(faults: list[Fault]) -> list[Fault]:
    """The same, each clause word for word where it is cited first; further on its rule is named alone."""
    shown: set[Clause] = set()
    told = []
    for fault in faults:
        told.append(replace(fault, clauses=tuple(clause for clause in fault.clauses if clause not in shown)))
        shown.update(fault.clauses)
    return told


def clauses_of(rule: str, law: Law) -> tuple[Clause, ...]:
    """What the plan says of "4.1" or "1.6a,4.1"."""
    return tuple(_clause(each, law) for each in map(str.strip, rule.split(",")) if each in law.rules)


def _clause(rule: str, law: Law) -> Clause:
    known = law.rules[rule]
    source = next((clause for clause in known.clauses if known.quote and known.quote in law.clause(clause).text), "")
    return Clause(rule, known.quote, f"《{law.version.short_title}》{source.rpartition('.')[0]}" if source else "", known.basis)


def _fault(message: str, rule: str, law: Law, path: str = "", label: str = "", reason: str = "") -> Fault:
    quote = law.quote(rule) if rule else ""
    said = message.replace(f"（{quote}）", "") if quote else message  # it is shown beside, in full
    return Fault(said, rule, clauses_of(rule, law), path, label, reason)


def as_form_path(path: str) -> str:
    """ "items[0].evidence" → "items.0.evidence"."""
    return re.sub(r"\[(\w+)\]", r".\1", path)


def _law(laws: Laws, version: str) -> Law:
    try:
        return laws.at(version) if version else laws.newest
    except KeyError:
        return laws.newest


def _listed(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text) if text else []
    except ValueError:  # cut short, for it was too long for the way here; the message has it whole
        return []
    return [each for each in found if isinstance(each, dict) and each.get("message")] if isinstance(found, list) else []
