"""A package out of its parts: what the services stated, the contract set, and what follows from them. Pure but for the installed policy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.access.certificates import Root
from chassis.policy import Laws, Policies
from cli.evidence import derived, package, reckoning
from cli.evidence.numbers import RATES, numbers_name, numbers_written, rating_name
from cli.evidence.package import Manifest, file_name, law_name, law_written, notice_name, record_name
from cli.evidence.reckoning import Counted
from cli.evidence.records import Record, record_in
from cli.evidence.workings import numbers_stated, policies_of, workings
from services.evaluation.domain.policy import EvaluationPolicy


@dataclass(frozen=True)
class Parts:
    """What a running suite gives. records: of the project, by service. notices: those of holiday notices, by year.

    ratings: those of leads' ratings, by person. contracts: the set. filing: the record with its working that was filed (6.4).
    files: those that facts name, by digest.
    """

    project: str
    records: Mapping[str, bytes]
    notices: Mapping[str, bytes]
    contracts: bytes | None = None
    filing: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    ratings: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Assembled:
    """members: by name, in order, without index and list. deadlines: as they were counted, for the index."""

    project: str
    title: str
    records: Sequence[Record]
    deadlines: Sequence[Counted]
    members: dict[str, bytes]
    left_out: Sequence[str]

    def listed(self, index: bytes, at: datetime) -> dict[str, bytes]:
        """All members of the package. index: PDF; nothing where there is none."""
        members = ({package.INDEX: index} if index else {}) | self.members
        manifest = Manifest.of(self.project, self.title, at.isoformat(timespec="seconds"), members, self.left_out)
        return {package.MANIFEST: manifest.written(), **members}


def assembled(parts: Parts, root: Root) -> Assembled:
    """Raises NotARecord, NoClause."""
    read = [record_in(content, service, parts.project, root) for service, content in parts.records.items()]
    notices = [record_in(content, package.KEEPS_CALENDAR, f"holidayNotices/{year}", root) for year, content in parts.notices.items()]
    ratings = [record_in(content, RATES, f"{person}/rating", root) for person, content in parts.ratings.items()]
    members = {record_name(service): content for service, content in parts.records.items()}
    members |= {notice_name(year): content for year, content in parts.notices.items()}
    members |= {rating_name(person): content for person, content in parts.ratings.items()}
    if parts.contracts is not None:
        members[package.CONTRACTS] = parts.contracts
    if parts.filing is not None:
        members[package.FILING] = parts.filing
    known = reckoning.known_notices(reckoning.years_of(read))
    counted = reckoning.counted(read, reckoning.notices_of(notices, known))
    members |= _derived(read, ratings)
    members |= {package.CALENDAR: reckoning.written(known), package.DEADLINES: derived.written(reckoning.rows(counted))}
    named = derived.files_of(read)
    members |= {file_name(digest, named[digest].name): content for digest, content in parts.files.items()}
    listed = [each for each in counted if each.told]
    return Assembled(parts.project, _title(read) or parts.project, read, listed, members, sorted(named.keys() - parts.files.keys()))


def _derived(records: Sequence[Record], ratings: Sequence[Record]) -> dict[str, bytes]:
    laws = {law.version.version: law for law in Laws.load().versions}
    plain: dict[str, Any] = {version: law.plain() for version, law in laws.items()}
    decided = [(fact, data) for fact in derived.happenings(records) if derived.rules_of(data := json.loads(fact["data"]))]
    decisions = [derived.decision(fact, data, plain) for fact, data in decided]
    numbers = _numbers(numbers_stated(records))
    computed = workings(records, ratings, policies_of(numbers, numbers_stated(records)), plain).rows if numbers else []
    members = {
        law_name(version): law_written(laws[version]) for version in sorted({row["policy_version"] for row in (*decisions, *computed)})
    }
    members |= {package.DECISIONS: derived.written(decisions), package.REFUSALS: derived.written(derived.refusals(records))}
    return members | numbers | ({package.WORKINGS: derived.written(computed)} if numbers else {})


def _numbers(stated: Mapping[str, str]) -> dict[str, bytes]:
    """Of the versions that the service stated. Raises NoClause for one that is not installed here."""
    installed = {each.version: each for each in Policies.load(RATES, EvaluationPolicy).versions}
    if strangers := stated.keys() - installed.keys():
        raise derived.NoClause(f"政策版本 {'、'.join(sorted(strangers))} 没有安装在这里")
    return {numbers_name(version): numbers_written(installed[version]) for version in stated}


def _title(records: Sequence[Record]) -> str:
    """The last that a fact of registry says."""
    bodies = [json.loads(fact["data"]) for record in records if record.service == "registry" for fact in record.facts]
    return next((str(body["title"]) for body in reversed(bodies) if body.get("title")), "")
