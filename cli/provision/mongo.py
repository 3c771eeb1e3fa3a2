"""MongoDB: the replica set, its administrator, one user a service that reaches its own database alone, and of the audit log there may
only add and read (cli/provision/database.py).

Before there is a user, somebody must make the first. A set of one is asked from its own machine (MongoDB's localhost exception). None of
several members is on the machine of whoever provisions them; they let in who shows what they show each other, the content of the key file.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from cli.provision.database import make_plain_user, make_user
from cli.provision.passwords import Passwords
from cli.services import CONSOLE, SERVICES
from cli.stack.problem import StackProblem

ADMIN, MEMBER = "admin", "__system"
REPLICA_SET = "rs0"
UNAUTHORIZED, ALREADY_INITIALIZED = 13, 23
USER_EXISTS = 51003
LOCAL = "127.0.0.1:27017"
Client = MongoClient[dict[str, Any]]


def provision(secrets: Path, address: str, prefix: str, ca: str = "", seconds: float = 90.0) -> None:
    """`address` is how the services reach the members, with commas between; `ca`: TLS, trusting it. Raises StackProblem."""
    passwords = Passwords(secrets / "provision" / "mongo")
    members = Members(tuple(address.split(",")), {"tls": True, "tlsCAFile": ca} if ca else {})
    begin(members, passwords, seconds)
    admin = {"username": ADMIN, "password": passwords.of(ADMIN)}
    if ca:
        for host in members.hosts:
            with members.one(host, admin) as client:
                client.admin.command("rotateCertificates")  # mongod reads a renewed one only when told
    with members.all(admin) as client:
        for service in SERVICES:
            make_user(client, f"{prefix}{service}", service, passwords.of(service))
        make_plain_user(client, f"{prefix}{CONSOLE}", CONSOLE, passwords.of(CONSOLE))


@dataclass(frozen=True)
class Members:
    """Of a replica set: `addresses` as the services reach them; one alone is asked on its own machine."""

    addresses: tuple[str, ...]
    tls: dict[str, Any]

    @property
    def hosts(self) -> tuple[str, ...]:
        """How whoever provisions them reaches them."""
        return self.addresses if len(self.addresses) > 1 else (LOCAL,)

    def one(self, host: str, login: dict[str, Any]) -> Client:
        """A client of one member, whatever its state."""
        return Client(f"mongodb://{host}/", directConnection=True, serverSelectionTimeoutMS=20_000, **self.tls, **login)

    def all(self, login: dict[str, Any]) -> Client:
        """A client of whichever is the primary."""
        if len(self.hosts) == 1:
            return self.one(LOCAL, login)
        return Client(f"mongodb://{','.join(self.hosts)}/", replicaSet=REPLICA_SET, **self.tls, **login)

    def as_set(self) -> dict[str, Any]:
        """What the set is begun with."""
        return {"_id": REPLICA_SET, "members": [{"_id": number, "host": host} for number, host in enumerate(self.addresses)]}


def begin(members: Members, passwords: Passwords, seconds: float) -> None:
    """The set and its administrator, where they are not there yet."""
    member = {"username": MEMBER, "password": passwords.of("keyfile"), "authSource": "local"} if len(members.hosts) > 1 else {}
    with members.one(members.hosts[0], member) as first:
        _unless_done(first, {"replSetInitiate": members.as_set()}, ALREADY_INITIALIZED)
    with members.all(member) as client:
        _wait_for_primary(client, seconds)
        root = [{"role": "root", "db": "admin"}]
        _unless_done(client, {"createUser": ADMIN, "pwd": passwords.of(ADMIN), "roles": root}, USER_EXISTS)


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
