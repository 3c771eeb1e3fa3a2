"""Rule 2.5 at the door of the running services: every method, called as every role, with nothing in the request."""

import asyncio

import pytest

from chassis.access.roles import RELATIVE, rule_of
from cli.access import MAY, NOT, READS, ROLES, cell, methods_of, mutates
from cli.services import SERVICES
from tests.conftest import Running
from tests.harness.suite import Person, Refused, Suite, service

AT_THE_DOOR = "您的身份无权进行此操作"


async def outcome(suite: Suite, name: str, role: str, method: str) -> str:
    """ "door" if the interceptor refuses, else what the handler says: a reason, or OK."""
    keys = {"service": "contracts", "reminder": "console"}
    token = suite.issuer.service_token(keys[role]) if role in keys else None
    try:
        await suite.call(method, {}, Person("people/nobody", (role,)), token=token)
    except Refused as refused:
        assert refused.code.name not in ("INTERNAL", "UNKNOWN"), f"{method} as {role}: {refused}"
        return "door" if refused.message.startswith(AT_THE_DOOR) else refused.reason
    return "OK"


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("name", SERVICES)
async def test_every_method_as_every_role(running: Running, name: str) -> None:
    async with running(service(name)) as suite:

        async def check(role: str) -> None:
            for method in methods_of(name):
                rule = rule_of(method)
                path = method.full_name[::-1].replace(".", "/", 1)[::-1]
                shown = cell(rule, role, changes=mutates(method))
                found = await outcome(suite, name, role, path)
                if shown in (MAY, READS):
                    assert found != "door", f"{path} as {role}"
                elif shown == NOT and (not rule.roles & RELATIVE or role in ("service", "reminder")):
                    assert found == "door", f"{path} as {role}: {found}"
                else:  # another role of the project at hand might be the caller's, but there is no project
                    assert found not in ("door", "OK") or method.name.startswith("List"), f"{path} as {role}: {found}"

        await asyncio.gather(*(check(role) for role in ROLES))
