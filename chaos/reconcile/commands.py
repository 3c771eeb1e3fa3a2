"""Every command that got an OK took effect exactly once, none that was refused did, and all of it is on record."""

from collections import Counter
from collections.abc import Mapping

from chaos.background import Background
from chaos.ledger import Command, Ledger
from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found


def commands(ledger: Ledger, stores: Mapping[str, Documents]) -> Found:
    """By audit entries and stored answers."""
    found = Found()
    in_audit = {service: audited(store) for service, store in stores.items()}
    refusals = {service: _refusals(store) for service, store in stores.items()}
    for command in ledger.acknowledged:
        times = in_audit[command.service][key_of(command)]
        said = f"{command.method} {command.request_id} of {command.person}"
        if times == 0:
            found.lost.append(said)
        elif times > (1 + command.unanswered if command.shown_once else 1):
            found.doubled.append(f"{said}: {times} times")
        _compare_answer(command, stores[command.service], found)
    for command in [*ledger.refused, *ledger.open_commands]:
        if in_audit[command.service][key_of(command)]:
            found.wrong.append(f"{command.method} {command.request_id} took effect though it was answered {command.refused or 'never'}")
    # Like refusals of a minute are one entry with their number, and the number dies with its replica: one of the kind must be there.
    unrecorded = [command for command in ledger.refused if _kind_of(command) not in refusals[command.service]]
    found.wrong += [f"refusal {command.refused} of {command.request_id} is not on record" for command in unrecorded]
    found.wrong += [f"another answer to a repetition: {each}" for each in ledger.changed_answers]
    found.wrong += [f"{count} × {error}" for error, count in ledger.broken.items()]
    found.wrong += [f"{command.method} {command.request_id} was never answered" for command in ledger.open_commands]
    found.figures = {
        "命令：发出": len(ledger.commands),
        "命令：尝试次数": sum(command.tries for command in ledger.commands.values()),
        "命令：确认": len(ledger.acknowledged),
        "命令：确认且在状态中找到": sum(bool(in_audit[command.service][key_of(command)]) for command in ledger.acknowledged),
        "命令：拒绝": len(ledger.refused),
        "命令：拒绝且有审计": len(ledger.refused) - len(unrecorded),
    }
    return found


def _compare_answer(command: Command, store: Documents, found: Found) -> None:
    stored = store["requests"].find_one({"_id": f"{command.person}|{command.method}|{command.request_id}"})
    answer = command.answer
    assert answer is not None
    if command.shown_once:
        found.wrong += [] if stored is None else [f"{command.method} {command.request_id}: what is shown once is kept"]
    elif stored is None or type(answer).FromString(stored["response"]) != answer:
        found.wrong.append(f"{command.method} {command.request_id}: the stored answer is not the one that was given")


def states(background: Background, store: Documents) -> Found:
    """The organisations that many wrote to: each creation and each acknowledged update is one version, no more and no less."""
    found = Found()
    there = {
        document["_id"]: document["version"] for document in store["organizations"].find({"_id": {"$regex": "^organizations/chaos-[0-9]"}})
    }
    for name in background.created:
        expected = 1 + background.updated[name]
        if there.get(name, 0) < expected:
            found.lost.append(f"{name}: version {there.get(name, 0)} of {expected}")
        elif there[name] > expected:
            found.doubled.append(f"{name}: version {there[name]} of {expected}")
    found.wrong += [f"{name} was never acknowledged" for name in there.keys() - set(background.created)]
    found.wrong += [f"was not refused: {body}" for body in background.unexpected]
    refused = store["organizations"].count_documents({"_id": {"$regex": "^organizations/refused-"}})
    found.wrong += [f"{refused} organisations that were refused are there"] if refused else []
    found.figures = {"状态：并发更新的版本数": sum(there.values())}
    return found


def audited(store: Documents) -> Counter[tuple[str, str, str]]:
    """How often each command is on record as done, by person, method and request id."""
    entries = store["audit"].find({"outcome": "OK", "request_id": {"$ne": ""}}, {"actor": 1, "action": 1, "request_id": 1})
    return Counter((entry["actor"], entry["action"], entry["request_id"]) for entry in entries)


def _refusals(store: Documents) -> set[tuple[str, str, str]]:
    entries = store["audit"].find({"outcome": {"$ne": "OK"}}, {"actor": 1, "action": 1, "outcome": 1})
    return {(entry["actor"], entry["action"], entry["outcome"]) for entry in entries}


def _kind_of(command: Command) -> tuple[str, str, str]:
    return command.person, command.method, command.refused


def key_of(command: Command) -> tuple[str, str, str]:
    """As `audited` has it."""
    return command.person, command.method, command.request_id
