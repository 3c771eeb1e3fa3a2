"""Three members that nobody has begun: one step makes the set, its administrator and its users, and done again it changes nothing."""

from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest
from pymongo.errors import OperationFailure

from cli.provision.check.lacks import Reason
from cli.provision.check.mongo import lacks_at_mongo
from cli.provision.mongo import Client, provision
from services.contracts.main import SERVICE
from tests.harness.parts import TestParts
from tests.harness.suite import ADMINISTRATOR, Refused, Suite, eventually, service, suite
from tests.integration.provision.conftest import MEMBERS, ReplicaSet

DATABASE = "sanzhi_contracts"


async def test_members_that_are_none_yet_become_a_set_whose_users_reach_their_own(replica_set: ReplicaSet) -> None:
    address = ",".join(replica_set.addresses)
    with pytest.raises(OperationFailure), Client(f"mongodb://{replica_set.addresses[0]}/?directConnection=true") as nobody:
        nobody.admin.command("replSetGetStatus")  # it asks who comes, before anybody is there
    provision(replica_set.secrets, address, "sanzhi_")
    provision(replica_set.secrets, address, "sanzhi_")
    with Client(replica_set.uri("contracts", DATABASE), w="majority") as contracts:
        contracts[DATABASE]["outbox"].insert_one({"_id": "row"})
        with pytest.raises(OperationFailure):
            contracts["sanzhi_registry"]["outbox"].find_one()
        with pytest.raises(OperationFailure):
            contracts[DATABASE]["audit"].delete_one({})
    with Client(replica_set.uri("admin", "admin")) as admin:
        members = admin.admin.command("replSetGetConfig")["config"]["members"]
        assert [member["host"] for member in members] == list(replica_set.addresses)

        async def all_hold_it() -> bool:
            states = [member["stateStr"] for member in admin.admin.command("replSetGetStatus")["members"]]
            return sorted(states) == ["PRIMARY", *["SECONDARY"] * (MEMBERS - 1)]

        await eventually(all_hold_it)
    assert lacks_at_mongo(replica_set.uri("contracts", DATABASE), DATABASE, SERVICE) == []
    assert lacks_at_mongo(replica_set.uri("console", "sanzhi_console"), "sanzhi_console", None) == []


async def test_what_is_taken_away_is_named(replica_set: ReplicaSet) -> None:
    with Client(replica_set.uri("admin", "admin")) as admin:
        admin["sanzhi_registry"].command({"updateUser": "registry", "roles": [{"role": "read", "db": "sanzhi_registry"}]})
        admin["sanzhi_sharing"].command({"updateUser": "sharing", "roles": [{"role": "readWrite", "db": "sanzhi_sharing"}]})
    from services.registry.main import SERVICE as REGISTRY
    from services.sharing.main import SERVICE as SHARING

    lacking = lacks_at_mongo(replica_set.uri("registry", "sanzhi_registry"), "sanzhi_registry", REGISTRY)
    assert {lack.reason for lack in lacking} == {Reason.MONGO_RIGHT}
    assert next(lack.wanted for lack in lacking if lack.what == "sanzhi_registry.audit") == "insert"
    noted = lacks_at_mongo(replica_set.uri("sharing", "sanzhi_sharing"), "sanzhi_sharing", SHARING)
    assert [(lack.reason, lack.what) for lack in noted] == [
        (Reason.MONGO_MAY_CHANGE_AUDIT, "sanzhi_sharing.audit"),
        (Reason.MONGO_MAY_CHANGE_AUDIT, "sanzhi_sharing.seals"),
    ]
    wrong = replica_set.uri("contracts", DATABASE).replace("contracts:", "contracts:wrong")
    assert [lack.reason for lack in lacks_at_mongo(wrong, DATABASE, SERVICE)] == [Reason.MONGO_LOGIN]


async def test_the_primary_is_killed_and_a_service_goes_on(parts: TestParts, replica_set: ReplicaSet, tmp_path: Path) -> None:
    uri = replica_set.uri("admin", "admin")
    async with suite(uri, parts.kafka.bootstrap, tmp_path, service("registry")) as running:
        assert await registered(running, "before")
        with Client(uri) as client:
            client.admin.command("ping")
            primary = client.primary
        assert primary is not None
        place = next(at for at, address in enumerate(replica_set.addresses) if address.endswith(f":{primary[1]}"))
        replica_set.members[place].kill()
        await eventually(lambda: registered(running, "after"))
        await running.quiet()  # what happened is at Kafka
        told = [fact["attributes"]["subject"] for fact in await running.facts("registry", "organization.registered.v1")]
        assert told == ["organizations/before", "organizations/after"]


async def registered(running: Suite, name: str) -> bool:
    """As a client does: with one request id, until there is an answer; false while the others choose."""
    body = {"organization_id": name, "display_name": name, "kind": "ORGANIZATION_KIND_UNIVERSITY"}
    try:
        await running.call(
            "sanzhi.registry.v1.RegistryService/RegisterOrganization", body, ADMINISTRATOR, request_id=str(uuid5(NAMESPACE_OID, name))
        )
    except Refused as refused:
        assert refused.code.name in ("UNAVAILABLE", "DEADLINE_EXCEEDED"), refused
        return False
    return True
