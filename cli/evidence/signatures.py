"""The signatures of a contract set beside what the service told of them (1.6)."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

SIGNED = "sanzhi.contracts.document.signed.v1"
_WHICH = 3  # name, party and digest tell which one it is


def unlike_facts(contract_set: Mapping[str, Any], facts: Iterable[Mapping[str, Any]]) -> list[str]:
    """Signatures of which the service told otherwise, or not at all, and those that it told of and the contract set does not have.

    The signature itself is over the document alone: whose it is, on which side and when, is the service's word (1.6).
    """
    there = {
        _signed(document | signature)
        for engagement in contract_set["engagements"]
        for document in engagement["documents"]
        for signature in document["signatures"]
    }
    told = {_signed(json.loads(fact["data"])) for fact in facts if fact["attributes"]["type"] == SIGNED}
    placed, named = {each[:_WHICH] for each in there}, {each[:_WHICH] for each in told}
    return [
        *(f"{each[0]}：{each[1]} 的签署{'与事实所述不符' if each[:_WHICH] in named else '没有事实'}" for each in sorted(there - told)),
        *(f"{each[0]}：{each[1]} 的签署不在合同组内" for each in sorted(told - there) if each[:_WHICH] not in placed),
    ]


def _signed(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a document by a party: what both the contract set and the fact say of a signature."""
    at = datetime.fromisoformat(said["signed_at"]).astimezone(UTC).isoformat()
    return (
        said["name"],
        said["party"],
        said["digest"],
        said["kind"],
        str(said["version"]),
        said["side"],
        said["signer"],
        said["key_id"],
        at,
    )
