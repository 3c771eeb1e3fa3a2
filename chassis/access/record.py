"""What the record shows to whom. One rule for facts, their places, the audit log and dead letters (2.5, 4.7, 7.4).

What is told on an internal topic (who reviews, what is charged and not yet confirmed, who attests) is for the bureau and for auditors.
The record is no way round: of an act that is told there, or by which an expert delivers, everybody else is shown that it was done, when
and with which outcome, not by whom. What a refused caller was told names people and what stands against them: others than those two and
the caller read the reason and the rule instead.
"""

from collections.abc import Mapping
from typing import Any

from chassis.access.roles import AccessRule, Actor

INTERNAL = ".internal"
_SEES_INTERNAL = frozenset({"science_bureau", "auditor"})
# What tells who it was, or was answered to a request of their own choosing.
_WHO = ("actor", "organization", "message", "request_id", "seen_version")


def is_internal(topic: str) -> bool:
    """Whether what is on the topic is for the bureau and for auditors alone."""
    return topic.endswith(INTERNAL)


def sees_internal(actor: Actor) -> bool:
    """Whether the caller may read what is on internal topics. Who runs the installation need not."""
    return not actor.roles.isdisjoint(_SEES_INTERNAL)


def places_told(rows: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """Of the facts that a call committed, those whose places the caller is told: an internal number counts what others did unseen."""
    if sees_internal(actor) or "service" in actor.roles:
        return rows
    return [row for row in rows if not is_internal(row["topic"])]


def by_experts(rule: AccessRule | None) -> bool:
    """Whether a method is one by which the experts of a panel deliver: who calls it is one of them."""
    return rule is not None and "expert" in rule.roles


def entries_of(actor: Actor, wanted: str) -> dict[str, Any]:
    """The clause for the audit entries of one person: what is closed to the caller is not found by it either."""
    if sees_internal(actor) or wanted == actor.person:
        return {"actor": wanted}
    return {"actor": wanted, "closed": {"$ne": True}}


def entry_shown(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """An audit entry as the caller may read it."""
    entry = {**row, "id": row["_id"]}
    if sees_internal(actor) or row["actor"] == actor.person:
        return entry
    if row.get("closed"):
        return entry | dict.fromkeys(_WHO, "") | {"resources": _no_people(row)}
    if row.get("refused"):
        return entry | {"message": "", "resources": _no_people(row)}
    return entry


def letter_shown(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """A dead letter as the caller may read it."""
    letter = {**row, "id": row["_id"], "state": "redriven" if "redriven_at" in row else "dead"}
    hidden = is_internal(row["_id"].partition("/")[0]) and not sees_internal(actor)
    return letter | ({"value": b"", "detail": ""} if hidden else {})


def _no_people(row: Mapping[str, Any]) -> list[str]:
    return [name for name in row["resources"] if not name.startswith("people/")]
