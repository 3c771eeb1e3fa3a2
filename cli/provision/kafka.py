"""Kafka's users (SCRAM-SHA-512) and rights, made by its administrator on the listener that only containers reach."""

import asyncio
import hashlib
import os
import time
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code

from chassis.access.tls import client_context
from chassis.messaging.aiokafka_internals import ask_controller
from cli.provision.passwords import Passwords
from cli.provision.protocol import AlterUserScramCredentials, CreateAcls, DeleteAcls, DescribeAcls
from cli.provision.rights import Operation, Pattern, Resource, Right
from cli.provision.secrets import DEPARTMENT
from cli.services import SERVICES
from cli.stack.problem import StackProblem

SCRAM_SHA_512, ITERATIONS = 2, 8192
ALLOW = 3
PATIENCE = 60.0


async def provision(secrets: Path, servers: str, wanted: frozenset[Right], ca: str = "") -> None:
    """Users first, then what each may do; what is allowed beyond that is taken back. `ca`: TLS, trusting it. Raises StackProblem."""
    passwords = Passwords(secrets / "provision" / "kafka")
    admin = await _administrator(servers, passwords.of("admin"), ca)
    try:
        users = [(name, *salted(passwords.of(name))) for name in (*SERVICES, DEPARTMENT)]
        answer = await ask_controller(admin, AlterUserScramCredentials(users))
        _must_hold([result[1] for result in answer.results])
        there = await _rights(admin)
        if missing := sorted(wanted - there):
            answer = await ask_controller(admin, CreateAcls([_entry(right) for right in missing]))
            _must_hold([result[0] for result in answer.creation_responses])
        if surplus := sorted(there - wanted):
            answer = await ask_controller(admin, DeleteAcls([_entry(right) for right in surplus]))
            _must_hold([result[0] for result in answer.filter_responses])
    finally:
        await admin.close()


async def _administrator(servers: str, password: str, ca: str) -> Any:
    end = time.monotonic() + PATIENCE
    while True:
        admin = AIOKafkaAdminClient(
            bootstrap_servers=servers.split(","),
            security_protocol="SASL_SSL" if ca else "SASL_PLAINTEXT",
            ssl_context=client_context(ca) if ca else None,
            sasl_mechanism="PLAIN",
            sasl_plain_username="admin",
            sasl_plain_password=password,
        )
        try:
            await admin.start()
            return admin
        except KafkaError as error:
            await admin.close()
            if time.monotonic() > end:
                raise StackProblem(f"Kafka {servers} 在 {PATIENCE:.0f} 秒内没有应答：{error}") from error
            await asyncio.sleep(0.5)


def salted(password: str) -> tuple[int, int, bytes, bytes]:
    """Mechanism, iterations, salt, salted password (RFC 5802)."""
    salt = os.urandom(24)
    return SCRAM_SHA_512, ITERATIONS, salt, hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)


async def _rights(admin: Any) -> frozenset[Right]:
    answer = await ask_controller(admin, DescribeAcls())
    _must_hold([answer.error_code])
    return frozenset(
        Right(principal.removeprefix("User:"), Resource(kind), name, Operation(operation), Pattern(pattern))
        for kind, name, pattern, entries in answer.resources
        for principal, _, operation, permission in entries
        if _is_ours(kind, principal, operation, permission)
    )


def _is_ours(kind: int, principal: str, operation: int, permission: int) -> bool:
    """Users of other names, and kinds of rights that we never give, are somebody else's affair."""
    user = principal.removeprefix("User:")
    return user in (*SERVICES, DEPARTMENT) and permission == ALLOW and kind in list(Resource) and operation in list(Operation)


def _entry(right: Right) -> tuple[Any, ...]:
    return right.resource, right.name, right.pattern, f"User:{right.user}", "*", right.operation, ALLOW


def _must_hold(codes: list[int]) -> None:
    for code in codes:
        if code:
            raise StackProblem(f"Kafka 拒绝了管理请求：{for_code(code).__name__}")
