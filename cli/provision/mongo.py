"""MongoDB: the replica set of one, its administrator, one user a service that reaches its own database alone, and of the audit log
there may only add and read (cli/provision/database.py)."""

import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from cli.provision.database import make_plain_user, make_user
from cli.provision.passwords import Passwords
from cli.services import CONSOLE, SERVICES
from cli.stack.problem import StackProblem

ADMIN = "admin"
UNAUTHORIZED, ALREADY_INITIALIZED, AUTHENTICATION_NEEDED = 13, 23, 18
USER_EXISTS = 51003
LOCAL = "127.0.0.1:27017"
Client = MongoClient[dict[str, Any]]


def provision(secrets: Path, address: str, prefix: str, ca: str = "", seconds: float = 90.0) -> None:
    """`address` is how the services reach the one member; `ca`: TLS, trusting it. Raises StackProblem."""
    passwords = Passwords(secrets / "provision" / "mongo")
    how: dict[str, Any] = {"directConnection": True, **({"tls": True, "tlsCAFile": ca} if ca else {})}
    with Client(f"mongodb://{LOCAL}/", serverSelectionTimeoutMS=20_000, **how) as local:
        _unless_done(local, {"replSetInitiate": {"_id": "rs0", "members": [{"_id": 0, "host": address}]}}, ALREADY_INITIALIZED)
        _wait_for_primary(local, seconds)
        root = [{"role": "root", "db": "admin"}]
        _unless_done(local, {"createUser": ADMIN, "pwd": passwords.of(ADMIN), "roles": root}, USER_EXISTS)
    with Client(f"mongodb://{LOCAL}/", username=ADMIN, password=passwords.of(ADMIN), **how) as admin:
        if ca:
            admin.admin.command("rotateCertificates")  # mongod reads a renewed one only when told
        for service in SERVICES:
            make_user(admin, f"{prefix}{service}", service, passwords.of(service))
        make_plain_user(admin, f"{prefix}{CONSOLE}", CONSOLE, passwords.of(CONSOLE))


def _unless_done(client: Client, command: dict[str, Any], done: int) -> None:
    """By the localhost exception, which ends with the first user: from then on the server says that we may not."""
    try:
        client.admin.command(command)
    except OperationFailure as error:
        if error.code not in (done, UNAUTHORIZED):
            raise


def _wait_for_primary(client: Client, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not _is_primary(client):
        if time.monotonic() > end:
            raise StackProblem(f"MongoDB 在 {seconds:.0f} 秒内没有成为主节点")
        time.sleep(0.2)


def _is_primary(client: Client) -> bool:
    try:
        return bool(client.admin.command("hello")["isWritablePrimary"])
    except PyMongoError:
        return False
