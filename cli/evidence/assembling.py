"""A package out of its parts: what the services stated, the contract set, and what follows from them. Pure but for the installed policy."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.access.certificates import Root
from chassis.policy import Laws
from cli.evidence import derived, package
from cli.evidence.package import Manifest, law_name, law_written, record_name
from cli.evidence.records import Record, record_in


def assembled(project: str, records: Mapping[str, bytes], contracts: bytes | None, root: Root, at: datetime) -> dict[str, bytes]:
    """Members by name, in order. records: by service. Raises NotARecord, NoClause."""
    read = [record_in(content, service, project, root) for service, content in records.items()]
    members = {record_name(service): content for service, content in records.items()}
    if contracts is not None:
        members[package.CONTRACTS] = contracts
    members |= _derived(read)
    manifest = Manifest.of(project, _title(read) or project, at.isoformat(timespec="seconds"), members)
    return {package.MANIFEST: manifest.written(), **members}


def _derived(records: Sequence[Record]) -> dict[str, bytes]:
    installed = {law.version.version: law for law in Laws.load().versions}
    decided = [(fact, data) for fact in derived.happenings(records) if derived.rules_of(data := json.loads(fact["data"]))]
    wanted = [version for version in sorted({str(fact["policyversion"]) for fact, _ in decided}) if version in installed]
    laws: dict[str, Any] = {version: installed[version].plain() for version in wanted}
    return {law_name(version): law_written(installed[version]) for version in wanted} | {
        package.DECISIONS: derived.written(derived.decision(fact, data, laws) for fact, data in decided),
        package.REFUSALS: derived.written(derived.refusals(records)),
    }


def _title(records: Sequence[Record]) -> str:
    """The last that a fact of registry says."""
    bodies = [json.loads(fact["data"]) for record in records if record.service == "registry" for fact in record.facts]
    return next((str(body["title"]) for body in reversed(bodies) if body.get("title")), "")
