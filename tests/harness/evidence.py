"""A whole small package without any service: records as services write them, with seals and statements by certified keys."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bson import encode
from cryptography.hazmat.primitives.serialization import Encoding

from chassis.access.certificates import Root, certificates_of, root_in
from chassis.policy import Laws
from chassis.sealing.merkle import leaf_hash, path_of, root_of
from chassis.sealing.proofs import Proven
from chassis.sealing.record import Content, written
from chassis.sealing.seal import Run, Seal, Signer
from chassis.sealing.statement import Stating, canonical, digest_of
from cli.evidence.archive import signed, unsigned
from cli.evidence.assembling import Parts, assembled
from cli.evidence.package import MANIFEST, Manifest
from cli.evidence.verification import Claim, Verdict, verify_package
from cli.services import SERVICES
from cli.stack.issuer import Issuer

NOW = datetime.now(UTC).replace(microsecond=0)
Change = Callable[[dict[str, Content]], None]


@dataclass
class Maker:
    """An installation: its root and the keys of its services."""

    folder: Path
    services: tuple[str, ...] = SERVICES
    issuer: Issuer = field(init=False)

    def __post_init__(self) -> None:
        self.issuer = Issuer(self.folder)
        self.issuer.prepare(self.services)

    @property
    def root(self) -> Root:
        """Of this installation."""
        return root_in(self.issuer.root.read_bytes())

    def stating(self, service: str) -> Stating:
        """A service's key."""
        return Stating(service, str(self.issuer.service_key(service)))

    def content(self, service: str, project: str, facts: list[dict[str, Any]] = (), outcomes: tuple[str, ...] = ("OK",)) -> Content:  # type: ignore[assignment]
        """A service's record of a project: its facts, and an entry for each outcome, all under one seal with another project's."""
        key = str(self.issuer.service_key(service))
        entries = [_entry(number, outcome, project) for number, outcome in enumerate(outcomes, 1)]
        other = _entry(len(entries) + 1, "OK", "projects/other")
        leaves = [leaf_hash(each) for each in (*entries, other)]
        seal = Seal(service, 1, "", 0, (Run("w", 1, len(leaves)),), root_of(leaves).hex(), "2026-03-01T00:00:00.000Z")
        text = Signer(key).sign(seal)
        proven = [Proven(each, seal, text, at, tuple(path_of(leaves, at))) for at, each in enumerate(entries)]
        certificates = [each.public_bytes(Encoding.DER) for each in certificates_of(key)]
        laws = {law.version.version: digest_of(canonical(law.plain())) for law in Laws.load().versions}
        return Content(service, project, laws, facts, proven, certificates)

    def records(self, contents: Mapping[str, Content], at: datetime = NOW) -> dict[str, bytes]:
        """As services give them."""
        return {name: b"".join(written(each, self.stating(name), at)) for name, each in contents.items()}

    def sealed(self, members: Mapping[str, bytes], project: str, at: datetime = NOW) -> bytes:
        """The archive, signed."""
        body = unsigned(members)
        claims = {"says": "package", "project": project, "digest": digest_of(body), "exported_by": "people/auditor"}
        return signed(body, self.stating("registry").state(claims, at))

    def verified(self, members: Mapping[str, bytes], project: str) -> Verdict:
        """What is said of the archive with them, signed."""
        return verify_package(self.sealed(members, project), self.root)

    def members(self, contents: Mapping[str, Content], project: str, contracts: bytes | None = None, **parts: Any) -> dict[str, bytes]:
        """Of a package. contents: by service, and of holiday notices by year."""
        of_project = {name: each for name, each in contents.items() if name in SERVICES}
        notices = {name: each for name, each in contents.items() if name not in SERVICES}
        stated = {name: b"".join(written(each, self.stating(each.service), NOW)) for name, each in notices.items()}
        return assembled(Parts(project, self.records(of_project), stated, contracts, **parts), self.root).listed(b"", NOW)


def listed_anew(members: Mapping[str, bytes], project: str) -> dict[str, bytes]:
    """Members with a list that fits them, as somebody has it who can do everything but sign."""
    others = {name: content for name, content in members.items() if name != MANIFEST}
    return {MANIFEST: Manifest.of(project, project, NOW.isoformat(), others).written(), **others}


def failing(verdict: Verdict) -> set[Claim]:
    """What does not hold."""
    return {each.claim for each in verdict.found if not each.holds}


def problems(verdict: Verdict) -> str:
    """All that is said of why."""
    return "；".join(problem for each in verdict.found for problem in each.problems)


def _entry(number: int, outcome: str, project: str) -> bytes:
    return encode(
        {
            "_id": f"018bcfe5-6800-7abc-8def-{number:012}",
            "time": NOW,
            "actor": "people/li",
            "action": "sanzhi.registry.v1.RegistryService/DecideApplication",
            "resources": [project],
            "subjects": [project.partition("/")[2]],
            "outcome": outcome,
            "rule": "" if outcome == "OK" else "2.5",
            "message": "" if outcome == "OK" else "您的身份无权进行此操作",
            "policy_version": "2026.1",
            "writer": "w",
            "number": number,
        }
    )


def fact(service: str, project: str, sequence: int, kind: str, data: dict[str, Any], channel: str = "") -> dict[str, Any]:
    """A fact as an outbox has it."""
    topic = f"sanzhi.{service}{channel}"
    attributes = {
        "id": f"018bcfe5-6801-7abc-8def-{sequence:012}",
        "source": f"/sanzhi/{service}",
        "type": f"sanzhi.{service}.{kind}.v1",
        "subject": project,
        "time": (NOW + timedelta(seconds=sequence)).isoformat(),
        "actor": "people/li",
        "policyversion": "2026.1",
    }
    body = json.dumps({"project": project, **data}, ensure_ascii=False)
    return {"topic": topic, "key": project, "sequence": sequence, "attributes": attributes, "data": body}


def signed_facts(contract_set: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What contracts told of the signatures of an exported set."""
    signatures = [
        {name: document[name] for name in ("name", "digest", "kind", "version")}
        | {name: signature[name] for name in ("party", "side", "signer", "key_id", "signed_at")}
        | {"rule": "1.6"}
        for engagement in contract_set["engagements"]
        for document in engagement["documents"]
        for signature in document["signatures"]
    ]
    return [fact("contracts", contract_set["project"], at, "document.signed", each) for at, each in enumerate(signatures, 1)]
