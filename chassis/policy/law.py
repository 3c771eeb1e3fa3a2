"""The plan's clauses and the rules read out of them: what a refusal quotes, and what `sanzhi law` starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from chassis.policy.loading import Edition, PolicyError, Version, in_force, policy_folder, read_editions

LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Clause:
    """One clause of the plan, verbatim; id: part and number in it, 四（四）.1."""

    id: str
    text: str


@dataclass(frozen=True)
class Part:
    """A numbered part of the plan: 四（四） 建立中期评估机制."""

    id: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Rule:
    """title, quote and basis are zh-CN. quote: words of one of the clauses. basis: what the rule follows where the plan is silent."""

    title: str
    clauses: tuple[str, ...]
    quote: str = ""
    basis: str = ""


@dataclass(frozen=True)
class _Clauses:
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class _Rules:
    rules: dict[str, Rule]


@dataclass(frozen=True)
class Law:
    """The plan and the rulebook of one policy version."""

    version: Version
    parts: tuple[Part, ...]
    rules: Mapping[str, Rule]

    @property
    def valid_from(self) -> date:
        """China's date from which on it holds."""
        return self.version.valid_from

    def clause(self, clause_id: str) -> Clause:
        """A clause by its id; KeyError if there is none."""
        for part in self.parts:
            for clause in part.clauses:
                if clause.id == clause_id:
                    return clause
        raise KeyError(clause_id)

    def plain(self) -> dict[str, Any]:
        """All that it says, as values of JSON."""
        told: dict[str, Any] = TypeAdapter(Law).dump_python(self, mode="json")
        return told

    def quote(self, rule: str) -> str:
        """What a refusal shows of a rule: 《试点方案》四（三）：“…”, and how the plan is read where that is not plain.

        Several rules ("1.6,1.7") are quoted one after the other. Empty for an id that is no rule, so that a refusal
        never fails for its quotation; the test of `sanzhi law` finds such ids.
        """
        quotes = (self._quote(self.rules[each]) for each in map(str.strip, rule.split(",")) if each in self.rules)
        return "；".join(quotes)

    def _quote(self, rule: Rule) -> str:
        if not rule.quote:
            return f"执行口径：{rule.basis}"
        source = next(clause for clause in rule.clauses if rule.quote in self.clause(clause).text)
        reading = f"；执行口径：{rule.basis}" if rule.basis else ""
        return f"《{self.version.short_title}》{source.rpartition('.')[0]}：“{rule.quote}”{reading}"


@dataclass(frozen=True)
class Laws:
    """The law of every policy version, the earliest first."""

    versions: tuple[Law, ...]

    @classmethod
    def load(cls, folder: Path | None = None) -> "Laws":
        """All that are installed. Raises PolicyError with file and key."""
        return _load(folder or policy_folder())

    @property
    def newest(self) -> Law:
        """The one that comes last, in force already or not."""
        return self.versions[-1]

    def on(self, day: date) -> Law:
        """The one in force on this day (China's date)."""
        return in_force(self.versions, day)

    def at(self, version: str) -> Law:
        """The one of this version. Raises KeyError for an unknown one."""
        for law in self.versions:
            if law.version.version == version:
                return law
        raise KeyError(f"no policy version {version}")


@lru_cache(maxsize=8)
def _load(folder: Path) -> Laws:
    return Laws(tuple(_law(edition) for edition in read_editions(folder)))


def _law(edition: Edition) -> Law:
    law = Law(edition.version, edition.read("clauses.yaml", _Clauses).parts, edition.read("rules.yaml", _Rules).rules)
    for rule_id, rule in law.rules.items():
        _check(law, rule_id, rule, edition.folders[-1] / "rules.yaml")
    return law


def _check(law: Law, rule_id: str, rule: Rule, file: Path) -> None:
    known = {clause.id: clause.text for part in law.parts for clause in part.clauses}
    key = f"rules.{rule_id}"
    if strangers := [clause for clause in rule.clauses if clause not in known]:
        raise PolicyError(file, f"{key}.clauses", f"no such clause: {', '.join(strangers)}")
    if not rule.quote and not rule.basis:
        raise PolicyError(file, key, "has neither a quote nor a basis")
    if len(rule.quote) > LONGEST_QUOTE:
        raise PolicyError(file, f"{key}.quote", f"is longer than {LONGEST_QUOTE} characters")
    if rule.quote and not any(rule.quote in known[clause] for clause in rule.clauses):
        raise PolicyError(file, f"{key}.quote", "is not in any of its clauses")
