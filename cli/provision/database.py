"""What the user of a service may do in its database: everything it needs, and of the audit log and its seals only add and read.

An index can delete documents (`expireAfterSeconds`) or keep others out (`unique`), so that those of the audit log are made here.
"""

from importlib import import_module
from typing import Any

from pymongo import MongoClient
from pymongo.errors import CollectionInvalid, OperationFailure

from chassis.run.service import Service
from chassis.store.schema import collections_of, wanted_indexes
from chassis.store.unit import APPENDED_ONLY, OUTBOX

ROLE = "service"
_ADD_AND_READ = ["find", "insert", "listIndexes", "collStats"]
_EVERYTHING = [*_ADD_AND_READ, "update", "remove", "createCollection", "createIndex"]
_USER_EXISTS, _ROLE_EXISTS, _NAMESPACE_EXISTS = 51003, 51002, 48
Client = MongoClient[dict[str, Any]]


def make_user(admin: Client, database: str, user: str, password: str) -> None:
    """The user of a service, with the role, the collections and the indexes that it may not make itself; again without harm."""
    service: Service = import_module(f"services.{user}.main").SERVICE
    for name in APPENDED_ONLY:
        _make_collection(admin[database], name, service)
    role = {"privileges": privileges(database, service), "roles": []}
    _make_or_change(admin[database], ("createRole", "updateRole"), ROLE, role, _ROLE_EXISTS)
    rights = {"pwd": password, "roles": [{"role": ROLE, "db": database}], "mechanisms": ["SCRAM-SHA-256"]}
    _make_or_change(admin[database], ("createUser", "updateUser"), user, rights, _USER_EXISTS)


def make_plain_user(admin: Client, database: str, user: str, password: str) -> None:
    """A user that reads and writes a database of its own, in which nothing is for good."""
    rights = {"pwd": password, "roles": [{"role": "readWrite", "db": database}]}
    _make_or_change(admin[database], ("createUser", "updateUser"), user, rights, _USER_EXISTS)


def privileges(database: str, service: Service) -> list[dict[str, Any]]:
    """By collection: one that is not named here is closed to the service."""
    free = sorted(collections_of(service.transaction) - set(APPENDED_ONLY))
    return [
        {"resource": {"db": database, "collection": ""}, "actions": ["listCollections", "dbStats"]},
        *({"resource": {"db": database, "collection": name}, "actions": _ADD_AND_READ} for name in APPENDED_ONLY),
        *({"resource": {"db": database, "collection": name}, "actions": _EVERYTHING} for name in free if name != OUTBOX),
        {"resource": {"db": database, "collection": OUTBOX}, "actions": [*_EVERYTHING, "changeStream"]},
    ]


def _make_collection(database: Any, name: str, service: Service) -> None:
    try:
        database.create_collection(name)
    except (CollectionInvalid, OperationFailure) as error:
        if isinstance(error, OperationFailure) and error.code != _NAMESPACE_EXISTS:
            raise
    database[name].create_indexes(wanted_indexes(service.transaction)[name])


def _make_or_change(database: Any, commands: tuple[str, str], name: str, content: dict[str, Any], exists: int) -> None:
    make, change = commands
    try:
        database.command({make: name, **content})
    except OperationFailure as error:
        if error.code != exists:
            raise
        database.command({change: name, **content})
