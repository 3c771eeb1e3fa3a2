"""Kafka's users (SCRAM-SHA-512) and rights, made by its administrator on the listener that only containers reach.

Those of other departments are none of its business: exchange makes them, from its register.
"""

import asyncio
import time
from pathlib import Path

from aiokafka.errors import KafkaError

from chassis.messaging.administration import Administration, Scram
from chassis.messaging.kafka import Kafka
from chassis.messaging.rights import Right
from cli.provision.passwords import Passwords
from cli.provision.secrets import TOOLS
from cli.services import SERVICES
from cli.stack.problem import StackProblem

PATIENCE = 60.0
# Whom earlier versions made for all departments together.
FORMER = "department"


async def provision(secrets: Path, servers: str, wanted: frozenset[Right], ca: str = "") -> None:
    """Users first, then what each may do; what is allowed beyond that is taken back. `ca`: TLS, trusting it. Raises StackProblem."""
    passwords = Passwords(secrets / "provision" / "kafka")
    security = "SASL_SSL" if ca else "SASL_PLAINTEXT"
    kafka = Kafka(servers, security, "admin", passwords.of("admin"), ca, "PLAIN")  # type: ignore[arg-type]
    administration = await _reached(kafka)
    try:
        await administration.make_users({name: passwords.of(name) for name in (*SERVICES, TOOLS)})
        there = frozenset(right for right in await administration.rights() if right.user in (*SERVICES, TOOLS, FORMER))
        await administration.allow(wanted - there)
        await administration.forbid(there - wanted)
        await administration.take_users_away({(FORMER, Scram.SHA_512)})
    except KafkaError as error:
        raise StackProblem(f"Kafka 拒绝了管理请求：{type(error).__name__}") from error
    finally:
        await administration.close()


async def _reached(kafka: Kafka) -> Administration:
    end = time.monotonic() + PATIENCE
    while True:
        administration = Administration(kafka, "provision")
        try:
            await administration.start()
            return administration
        except KafkaError as error:
            if time.monotonic() > end:
                raise StackProblem(f"Kafka {kafka.servers} 在 {PATIENCE:.0f} 秒内没有应答：{error}") from error
            await asyncio.sleep(0.5)
