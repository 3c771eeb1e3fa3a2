"""The record of one project, or of what else has facts under a key of its own: lines of canonical JSON, and last the service's word for
all of them (docs/decisions/0043).
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from chassis.sealing.proofs import Proven
from chassis.sealing.statement import Stating, canonical

RECORD = "sanzhi.record/v1"


@dataclass(frozen=True)
class Content:
    """laws: digests of the plan and rulebook, by policy version; numbers: of the service's own policy data, likewise.

    facts: by topic, in order. certificates: DER, of all keys there were.
    """

    service: str
    key: str
    laws: dict[str, str]
    facts: Sequence[dict[str, Any]]
    entries: Sequence[Proven]
    certificates: Sequence[bytes]
    numbers: dict[str, str] = field(default_factory=dict)


def written(content: Content, stating: Stating, at: datetime) -> Iterator[bytes]:
    """What it is of, facts, seals, entries, certificates, statement: a line each."""
    whole = sha256()
    for line in _lines(content):
        whole.update(line)
        yield line
    counts = {"facts": dict(Counter(fact["topic"] for fact in content.facts)), "entries": len(content.entries)}
    claims = {"says": "record", "key": content.key, "digest": f"sha256:{whole.hexdigest()}", **counts}
    yield _line({"statement": stating.state(claims, at)})


def _lines(content: Content) -> Iterator[bytes]:
    said = {"format": RECORD, "service": content.service, "key": content.key}
    yield _line(said | {"laws": content.laws, "numbers": content.numbers})
    for fact in content.facts:
        yield _line({"fact": fact})
    for number, text in sorted({each.seal.number: each.text for each in content.entries}.items()):
        yield _line({"seal": {"number": number, "text": text}})
    for each in content.entries:
        proof = {"seal": each.seal.number, "place": each.place, "path": [beside.hex() for beside in each.path]}
        yield _line({"entry": {"bson": b64encode(each.entry).decode(), **proof}})
    yield _line({"certificates": [b64encode(each).decode() for each in content.certificates]})


def _line(value: dict[str, Any]) -> bytes:
    return canonical(value) + b"\n"
