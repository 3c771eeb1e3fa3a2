"""What a run reached: nothing lost where nothing happened proves nothing."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chaos.ledger import Ledger
from chaos.reconcile.commands import audited, key_of
from chaos.reconcile.databases import Documents, Record
from chaos.reconcile.finding import Found
from cli.story.methods import all_methods, is_mutation

DEADLINES = ("期限：设定", "期限：预警", "期限：逾期", "期限：完成")


@dataclass(frozen=True)
class Reached:
    """Of one service. `struck`: commands of which at least one try got no answer, and which were sent again."""

    sent: int
    acknowledged: int
    found: int
    refused: int
    struck: int
    facts: int
    effects: int
    timers: int


def reached(ledger: Ledger, records: Sequence[Record], stores: Mapping[str, Documents]) -> dict[str, Reached]:
    """By service."""
    return {service: _of(service, ledger, records, store) for service, store in stores.items()}


def _of(service: str, ledger: Ledger, records: Sequence[Record], store: Documents) -> Reached:
    commands = [command for command in ledger.commands.values() if command.service == service]
    acknowledged = [command for command in commands if command.answer is not None]
    there = audited(store)
    return Reached(
        sent=len(commands),
        acknowledged=len(acknowledged),
        found=sum(bool(there[key_of(command)]) for command in acknowledged),
        refused=sum(command.answer is None and bool(command.refused) for command in commands),
        struck=sum(command.unanswered > 0 for command in commands),
        facts=len({record.id for record in records if record.topic.split(".")[1] == service}),
        effects=store["inbox"].count_documents({}),
        timers=store["audit"].count_documents({"outcome": "OK", "action": {"$regex": "^timer "}}),
    )


def not_reached(by_service: Mapping[str, Reached], found: Found) -> list[str]:
    """What did not happen at all, and so was not tried."""
    missing = []
    for service, each in by_service.items():
        possible = {"命令": _is_commanded(service), "事实": bool(_facts_of(service)), "订阅生效": True}
        times = {"命令": each.acknowledged, "事实": each.facts, "订阅生效": each.effects}
        missing += [f"{service}：没有{what}" for what in times if possible[what] and not times[what]]
    missing += [f"没有{name}" for name in DEADLINES if not found.figures.get(name)]
    if not any(each.struck for each in by_service.values()):
        missing.append("打击没有碰到任何进行中的命令")
    return missing


def _is_commanded(service: str) -> bool:
    """Whether it has a command at all: who only answers questions, such as the desk, has none."""
    return any(is_mutation(method) for name, method in all_methods().items() if name.startswith(f"sanzhi.{service}."))


def _facts_of(service: str) -> Sequence[str]:
    """The facts that it publishes."""
    facts: Sequence[str] = importlib.import_module(f"services.{service}.domain.facts").__all__
    return facts
