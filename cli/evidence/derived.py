"""What follows from the records alone: decisions with their clauses, refusals. Made at the export, and again by whoever verifies."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.sealing.statement import canonical
from cli.evidence.records import Record

FILED = "sanzhi.evaluation.filing.filed.v1"
Laws = Mapping[str, Mapping[str, Any]]
Told = dict[str, Any]


@dataclass(frozen=True)
class NamedFile:
    """A file that a fact names: whose service keeps it, of which resource, by which digest."""

    service: str
    resource: str
    digest: str
    name: str


class NoClause(Exception):
    """A fact follows a rule or a version that is not in the package. The message is zh-CN."""


def happenings(records: Iterable[Record]) -> list[Told]:
    """All facts, in the order in which they happened."""
    facts = [{**fact["attributes"], **fact, "service": record.service} for record in records for fact in record.facts]
    return sorted(facts, key=lambda fact: (fact["time"], fact["id"]))


def written(rows: Iterable[Told]) -> bytes:
    """Canonical JSON, a line each."""
    return b"".join(canonical(row) + b"\n" for row in rows)


def rules_of(data: Mapping[str, Any]) -> list[str]:
    """The rules that a fact names."""
    return [rule for each in str(data.get("rule") or "").split(",") if (rule := each.strip())]


def decision(fact: Told, data: Mapping[str, Any], laws: Laws) -> Told:
    """A fact that follows rules, with these and their clauses word by word, as the version has them under which it was decided.

    Raises NoClause.
    """
    version = str(fact["policyversion"])
    return {
        "fact": fact["id"],
        "type": fact["type"],
        "subject": fact["subject"],
        "time": fact["time"],
        "actor": fact["actor"],
        "policy_version": version,
        "rules": [_rule(rule, version, laws) for rule in rules_of(data)],
    }


def _rule(rule: str, version: str, laws: Laws) -> Told:
    if version not in laws:
        raise NoClause(f"政策版本 {version or '（未写明）'} 不在包内")
    law = laws[version]
    if rule not in law["rules"]:
        raise NoClause(f"政策版本 {version} 没有规则 {rule}")
    found = law["rules"][rule]
    texts = {clause["id"]: clause["text"] for part in law["parts"] for clause in part["clauses"]}
    if missing := [clause for clause in found["clauses"] if clause not in texts]:
        raise NoClause(f"政策版本 {version} 没有条款 {'、'.join(missing)}")
    clauses = [{"id": clause, "text": texts[clause]} for clause in found["clauses"]]
    return {"rule": rule, "title": found["title"], "basis": found["basis"], "clauses": clauses}


def files_of(records: Iterable[Record]) -> dict[str, NamedFile]:
    """By digest, all that facts name. Raises ValueError, KeyError, TypeError."""
    found = dict[str, NamedFile]()
    for record in records:
        for fact in record.facts:
            data = json.loads(fact["data"])
            for digest, name in _files_in(data):
                found.setdefault(digest, NamedFile(record.service, str(data["name"]), digest, name))
    return found


def _files_in(data: Any) -> Iterator[tuple[str, str]]:
    """Digest and name: of files as facts describe them, and of reports of which they say the digest alone."""
    if isinstance(data, list):
        for each in data:
            yield from _files_in(each)
    elif isinstance(data, Mapping):
        if {"digest", "name", "size"} <= data.keys():
            yield data["digest"], data["name"]
        if data.get("report_digest"):
            yield data["report_digest"], str(data.get("report_name") or "报告")
        for each in data.values():
            yield from _files_in(each)


def filed(records: Iterable[Record]) -> str:
    """The digest of the result that was filed with the finance bureau (6.4); empty where none was."""
    facts = [fact for record in records if record.service == "evaluation" for fact in record.facts]
    digests = [json.loads(fact["data"])["digest"] for fact in facts if fact["attributes"]["type"] == FILED]
    return str(digests[-1]) if digests else ""


def refusals(records: Iterable[Record]) -> list[Told]:
    """What was tried and refused, in order, as the sealed entries have it."""
    found = [(entry.told, record.service) for record in records for entry in record.entries]
    told = [
        {
            "service": service,
            "entry": row["_id"],
            "time": row["time"].isoformat(),
            "actor": row["actor"],
            "action": row["action"],
            "reason": row["outcome"],
            "rule": row["rule"],
            "message": row["message"],
            "policy_version": row["policy_version"],
            "times": row.get("times", 0),
        }
        for row, service in found
        if row["outcome"] != "OK"
    ]
    return sorted(told, key=lambda row: (row["time"], row["entry"]))
