"""An act that answers, signs or judges something names the version that its caller saw, and never lands on a later one (4.7a, AIP-154).

Such a method has `etag` in its request; what it is about, and the version of that, its act's row says (chassis.rpc.acts). The handler goes
first: who may not act, or comes when nothing is left to decide, is told that, and learns nothing of versions.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from chassis.rpc.acts import Act, ActsOn, names_version
from chassis.rpc.binding import Handler, Method, Unbound
from chassis.store.transaction import Transaction

RULE = "4.7a"


def demanding_versions(methods: Sequence[Method], table: Sequence[ActsOn]) -> list[Method]:
    """The methods, each that has `etag` in its request behind this check. Raises Unbound where no row says what it is about."""
    rows = [(kind, act) for kind in table for act in kind.acts]
    named = [method for method in methods if names_version(method)]
    lacking = sorted({method.name for method in named} - {act.rpc for _, act in rows})
    if lacking:
        raise Unbound(f"methods with etag, but no row in acts that says of what: {', '.join(lacking)}")
    own = {method.name: [row for row in rows if row[1].rpc == method.name] for method in named}
    return [replace(method, handler=_checked(method, own[method.name])) if method in named else method for method in methods]


def _checked(method: Method, rows: Sequence[tuple[ActsOn, Act]]) -> Handler:
    overwrites = method.name.startswith("Update")  # AIP-134: an edit that names no version takes any; it consents to nothing

    async def checked(command: Any, tx: Transaction) -> Any:
        name, current = await _current(command, rows, tx)  # before the handler changes it
        tx.seen = command.etag
        result = await method.handler(command, tx)
        if current and not (overwrites and not command.etag):
            demand_seen(command.etag, current, name)
        return result

    return checked


async def _current(command: Any, rows: Sequence[tuple[ActsOn, Act]], tx: Transaction) -> tuple[str, str]:
    """What the command is about, and its version now; empty for what is not there yet, which the act brings about or misses."""
    for kind, act in rows:
        name = act.about(command)
        if kind.covers(name):
            try:
                return name, act.version(await kind.load(name, tx))
            except NotFound:
                return name, ""
    return "", ""


def demand_seen(seen: str, current: str, name: str) -> None:
    """Refuse SEEN_MISSING, CHANGED_SINCE_SEEN; metadata: the version as it is now."""
    if not seen:
        raise InvalidArgument(
            "SEEN_MISSING", "须指明所见的版本（etag），请先查看再办理", rule=RULE, field="etag", resource=name, etag=current
        )
    if seen != current:
        message = "所办事项在您查看之后已有变动，请重新查看后再办理"
        raise RuleViolated("CHANGED_SINCE_SEEN", message, rule=RULE, resource=name, etag=current)
