"""A Kafka with rights, looked at as a service's own user: before it is provisioned, after, and with a right taken away."""

from collections.abc import Callable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.messaging.kafka import Kafka
from chassis.messaging.rights import Operation, Resource, Right
from chassis.messaging.topics import ensure_topics, own_topics
from chassis.run.service import Service
from cli.provision.check.kafka import lacks_at_kafka
from cli.provision.check.lacks import Reason
from cli.provision.kafka import provision
from cli.provision.rights import wanted_rights
from services.contracts.main import SERVICE
from services.registry.main import SERVICE as REGISTRY
from tests.harness.suite import eventually
from tests.integration.provision.conftest import Guarded

RIGHTS = wanted_rights("sanzhi", "sanzhi")
OWN = own_topics("sanzhi", "contracts")


async def lacks(guarded: Guarded, service: Service = SERVICE) -> set[tuple[Reason, str]]:
    return {(lack.reason, lack.what) for lack in await lacks_at_kafka(guarded.settings(service.name), service)}


async def until(guarded: Guarded, holds: Callable[[set[tuple[Reason, str]]], bool], service: Service = SERVICE) -> set[tuple[Reason, str]]:
    """What is lacking, once it is so: a broker hears of rights a moment after the controller has them."""
    found: set[tuple[Reason, str]] = set()

    async def so() -> bool:
        found.clear()
        found.update(await lacks(guarded, service))
        return holds(found)

    await eventually(so, lambda: str(sorted(found)))
    return found


async def test_what_is_missing_at_each_step_is_named(guarded: Guarded) -> None:
    # Somebody made the users, and no rights.
    await provision(guarded.secrets, guarded.administrator, frozenset())
    hidden = {(Reason.TOPIC_HIDDEN, topic) for topic in OWN} | {(Reason.GROUP_RIGHT, "sanzhi.contracts")}
    await until(guarded, lambda found: hidden <= found)

    # With its rights it can make its topics itself, which it is not asked to do; its neighbours' are not there yet.
    await provision(guarded.secrets, guarded.administrator, RIGHTS)
    found = await until(guarded, lambda found: {reason for reason, _ in found} == {Reason.TOPIC_OF_NEIGHBOUR_MISSING})
    assert await lacks(guarded) == found, "nothing was made by looking"

    # Rights to write and none to make: each topic must be made by somebody else.
    no_making = frozenset(right for right in RIGHTS if right.operation is not Operation.CREATE)
    await provision(guarded.secrets, guarded.administrator, no_making)
    await until(guarded, lambda found: {(Reason.TOPIC_MISSING, topic) for topic in OWN} < found)

    # As it makes them itself they are as they should be; only their settings are not for it to see.
    await provision(guarded.secrets, guarded.administrator, RIGHTS)
    await ensure_topics(guarded.settings("contracts"), "contracts")
    unseen = {(Reason.TOPIC_SETTINGS_UNSEEN, topic) for topic in OWN}
    await until(guarded, lambda found: unseen == {each for each in found if each[1] in OWN})

    writes = Right("contracts", Resource.TOPIC, "sanzhi.contracts", Operation.WRITE)
    await provision(guarded.secrets, guarded.administrator, RIGHTS - {writes})
    await until(guarded, lambda found: (Reason.TOPIC_RIGHT, "sanzhi.contracts") in found)


async def test_topics_that_were_made_otherwise_are_told(guarded: Guarded) -> None:
    await provision(guarded.secrets, guarded.administrator, RIGHTS)
    await until(guarded, lambda found: not any(reason is Reason.TOPIC_HIDDEN for reason, _ in found), REGISTRY)
    settings = guarded.settings("registry")
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    try:
        await admin.create_topics([NewTopic("sanzhi.registry", 3, 1)])
    finally:
        await admin.close()
    await until(guarded, lambda found: (Reason.TOPIC_PARTITIONS, "sanzhi.registry") in found, REGISTRY)
    three = settings.model_copy(update={"replication": 3})
    told = {(lack.reason, lack.what) for lack in await lacks_at_kafka(three, REGISTRY)}
    assert (Reason.TOPIC_COPIES, "sanzhi.registry") in told
    assert (Reason.TOPIC_MISSING, "sanzhi.registry.dead") in told, "one broker cannot keep three copies"
