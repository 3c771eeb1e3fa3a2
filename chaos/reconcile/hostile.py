"""Hostile traffic: every call of it was refused by name, every record of it set aside by whoever read it, and nobody else was harmed."""

import importlib
from collections.abc import Mapping, Sequence

from chaos.hostile.calls import KINDS, SLOW_REASONS
from chaos.hostile.crowd import Ends
from chaos.hostile.records import FORGERIES
from chaos.ledger import Ledger
from chaos.reconcile.databases import Documents, Foreign, letters_of
from chaos.reconcile.finding import Found
from chassis.messaging.subscription import topics_of

# What says nothing but that the service was not there: a blow, as others meet them.
_AWAY = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"}


def hostile_calls(ends: Ends) -> Found:
    """By what each ended with."""
    found, refused, away, held = Found(), 0, 0, 0
    for (kind, code, reason), times in sorted(ends.items()):
        if code in _AWAY and reason not in SLOW_REASONS:
            away += times
        elif code == "HELD" and code in KINDS[kind].codes:
            held += times
        elif code in KINDS[kind].codes and reason:
            refused += times
        else:
            found.wrong.append(f"{times} × hostile call “{kind}” ended with {code} {reason or 'without a reason'}")
    found.figures = {"敌对：调用": ends.total(), "敌对：具名拒绝": refused, "敌对：遇打击而无答复": away, "敌对：一直开着的流": held}
    return found


def harmed(ledger: Ledger) -> Found:
    """Those who did nothing wrong and were turned away for it."""
    found = Found(wrong=[f"{times} × innocent call was refused: {said}" for said, times in ledger.harmed.items()])
    found.figures = {"敌对：无辜者的尝试": ledger.calls, "敌对：无辜者被拒": ledger.harmed.total()}
    return found


def hostile_records(foreign: Sequence[Foreign], stores: Mapping[str, Documents]) -> Found:
    """By the letters of each service that reads the topic, and acts on the type where no other looks so closely."""
    found, letters = Found(), 0
    for service, store in stores.items():
        due = due_letters(service, foreign)
        there = due.keys() & {letter["_id"] for letter in letters_of(store)}
        letters += len(there)
        found.wrong += [f"{service} did not set aside {due[place].kind} {place}: {due[place].type}" for place in sorted(due.keys() - there)]
    found.figures = {"敌对：记录": len(foreign), "敌对：各服务的死信": letters}
    return found


def due_letters(service: str, foreign: Sequence[Foreign]) -> dict[str, Foreign]:
    """The records that a service has to set aside, by place."""
    wanted = importlib.import_module(f"services.{service}.subscriptions").SUBSCRIPTIONS
    topics = set(topics_of(wanted, "sanzhi"))
    return {each.place: each for each in foreign if each.topic in topics and (each.type in wanted or not FORGERIES[each.kind].typed)}


def not_tried(ends: Ends, foreign: Sequence[Foreign]) -> list[str]:
    """Kinds of which none got as far as a refusal, or onto a topic."""
    refused = {kind for kind, code, _ in ends if code not in _AWAY}
    written = {each.kind for each in foreign}
    calls = [f"没有敌对调用“{kind}”" for kind in KINDS if kind not in refused]
    return calls + [f"没有敌对记录“{kind}”" for kind in FORGERIES if kind not in written]
