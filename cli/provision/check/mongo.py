"""What a service lacks at MongoDB: asked as its own user, who needs no further right for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chassis.run.service import Service
from chassis.store.schema import wanted_indexes
from chassis.store.unit import APPENDED_ONLY
from cli.provision.check.lacks import Lack, Reason
from cli.provision.database import privileges

OLDEST = (6, 0)
CHANGING = frozenset({"update", "remove", "dropCollection", "createIndex", "dropIndex", "collMod"})
_AUTHENTICATION_FAILED = 18
_SECONDS = 20
Privileges = Iterable[Mapping[str, Any]]
Client = MongoClient[dict[str, Any]]
READ_AND_WRITE = ["find", "insert", "update", "remove", "createCollection", "createIndex"]


def lacks_at_mongo(uri: str, database: str, service: Service | None) -> list[Lack]:
    """`service`: None for the console, which has a database of its own and nothing in it for good."""
    client: Client
    try:
        with MongoClient(uri, serverSelectionTimeoutMS=_SECONDS * 1000) as client:
            return [*_lacks_of_server(client), *_lacks_of_user(client, database, service)]
    except OperationFailure as error:
        return [Lack(Reason.MONGO_LOGIN if error.code == _AUTHENTICATION_FAILED else Reason.MONGO_RIGHT, database, str(error), str(error))]
    except PyMongoError as error:
        return [Lack(Reason.MONGO_UNREACHABLE, is_=str(error))]


def _lacks_of_server(client: Client) -> Iterable[Lack]:
    version = client.admin.command("buildInfo")["version"]
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        yield Lack(Reason.MONGO_TOO_OLD, is_=version, wanted=".".join(map(str, OLDEST)))
    if "setName" not in client.admin.command("hello"):
        yield Lack(Reason.MONGO_NO_REPLICA_SET)


def _lacks_of_user(client: Client, database: str, service: Service | None) -> Iterable[Lack]:
    known = client[database].command({"connectionStatus": 1, "showPrivileges": True})["authInfo"]
    if not known["authenticatedUsers"]:
        return [Lack(Reason.MONGO_NO_USER)]
    granted = known["authenticatedUserPrivileges"]
    if service is None:
        wanted: Privileges = [{"resource": {"db": database, "collection": ""}, "actions": READ_AND_WRITE}]
        return lacking_rights(granted, wanted)
    indexes = {name: {model.document["name"] for model in wanted_indexes(service.transaction)[name]} for name in APPENDED_ONLY}
    lacking = lacking_rights(granted, privileges(database, service))
    if lacking:  # who may not look cannot be asked what is there
        return [*lacking, *changing_rights(granted, database)]
    there = {name: set(client[database][name].index_information()) for name in client[database].list_collection_names() if name in indexes}
    return [*changing_rights(granted, database), *unmade(granted, database, indexes, there)]


def allowed(granted: Privileges, database: str, collection: str) -> frozenset[str]:
    """The actions on one collection ("": on all of the database) that privileges of MongoDB's comprise."""
    return frozenset(action for each in granted if _comprises(each["resource"], database, collection) for action in each["actions"])


def _comprises(resource: Mapping[str, Any], database: str, collection: str) -> bool:
    if resource.get("anyResource"):
        return True
    return "db" in resource and resource["db"] in ("", database) and resource["collection"] in ("", collection)


def lacking_rights(granted: Privileges, wanted: Privileges) -> list[Lack]:
    """One for each collection where an action is lacking."""
    found = []
    for each in wanted:
        database, collection = each["resource"]["db"], each["resource"]["collection"]
        if lacking := sorted(set(each["actions"]) - allowed(granted, database, collection)):
            found.append(Lack(Reason.MONGO_RIGHT, f"{database}.{collection or '*'}", wanted=", ".join(lacking)))
    return found


def changing_rights(granted: Privileges, database: str) -> list[Lack]:
    """Where what is only to be added to could be changed."""
    found = {name: sorted(CHANGING & allowed(granted, database, name)) for name in APPENDED_ONLY}
    return [Lack(Reason.MONGO_MAY_CHANGE_AUDIT, f"{database}.{name}", ", ".join(too_much)) for name, too_much in found.items() if too_much]


def unmade(granted: Privileges, database: str, wanted: Mapping[str, set[str]], there: Mapping[str, set[str]]) -> list[Lack]:
    """The collections and indexes that are not there and that the service may not make itself."""
    found = []
    for name, indexes in wanted.items():
        may, place, names = allowed(granted, database, name), f"{database}.{name}", ", ".join(sorted(indexes))
        if name not in there:
            if not {"createCollection", "createIndex"} <= may:
                found.append(Lack(Reason.MONGO_COLLECTION, place, wanted=names))
        elif (lacking := sorted(indexes - there[name])) and "createIndex" not in may:
            found.append(Lack(Reason.MONGO_INDEX, place, wanted=", ".join(lacking)))
    return found
