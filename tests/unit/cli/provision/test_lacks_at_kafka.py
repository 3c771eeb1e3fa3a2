"""Whether what Kafka shows a user of topics is what the service needs."""

from dataclasses import replace

from aiokafka.admin import NewTopic

from chassis.messaging.rights import Operation
from chassis.messaging.topics import own_topics, topic_of
from chassis.settings import Settings
from cli.provision.check.kafka import (
    Seen,
    lacks_at_kafka,
    lacks_of_missing,
    lacks_of_rights,
    lacks_of_topic,
    may,
    wanted_operations,
)
from cli.provision.check.lacks import Lack, Reason
from cli.provision.rights import rights_of
from cli.stack.ports import free_port
from services.contracts.main import SERVICE

SETTINGS = Settings(replication=3)
OWN = {name: topic_of(SETTINGS, name) for name in own_topics("sanzhi", "contracts")}
WANTED = wanted_operations(rights_of(SERVICE, "sanzhi", "sanzhi"))
EVERYTHING = sum(1 << operation for operation in Operation)
FACTS = "sanzhi.contracts"


def as_made(topic: NewTopic) -> Seen:
    return Seen(topic.num_partitions, topic.replication_factor, EVERYTHING, dict(topic.topic_configs))


def test_topics_as_the_service_makes_them_lack_nothing() -> None:
    assert [lack for topic in OWN.values() for lack in lacks_of_topic(topic, as_made(topic))] == []
    assert lacks_of_rights(WANTED, dict.fromkeys(WANTED, as_made(OWN[FACTS]))) == []


def test_what_is_otherwise_is_told_with_what_it_is() -> None:
    seen = replace(as_made(OWN[FACTS]), partitions=3, copies=1, configs={"retention.ms": "604800000", "min.insync.replicas": "2"})
    assert lacks_of_topic(OWN[FACTS], seen) == [
        Lack(Reason.TOPIC_PARTITIONS, FACTS, "3", "12"),
        Lack(Reason.TOPIC_COPIES, FACTS, "1", "3"),
        Lack(Reason.TOPIC_SETTING, FACTS, "retention.ms=604800000", "retention.ms=-1"),
    ]


def test_settings_that_may_not_be_seen_are_for_somebody_else_to_look_at() -> None:
    (lack,) = lacks_of_topic(OWN[FACTS], replace(as_made(OWN[FACTS]), configs=None))
    assert (lack.reason, lack.must) == (Reason.TOPIC_SETTINGS_UNSEEN, False)
    assert "retention.ms=-1" in lack.wanted


def test_a_clock_must_stand_on_its_records() -> None:
    clock = OWN["sanzhi.contracts.clock"]
    seen = replace(as_made(clock), configs={"message.timestamp.type": "CreateTime"})
    assert [lack.wanted for lack in lacks_of_topic(clock, seen)] == ["message.timestamp.type=LogAppendTime"]


def test_rights_are_the_bits_of_kafkas_numbers() -> None:
    assert may(0b1000, Operation.READ) and not may(0b1000, Operation.WRITE)
    assert may(-(2**31), Operation.WRITE), "a broker that asks nobody"
    reads_only = replace(as_made(OWN[FACTS]), allowed=(1 << Operation.READ) | (1 << Operation.DESCRIBE))
    assert lacks_of_rights(WANTED, {FACTS: reads_only}) == [Lack(Reason.TOPIC_RIGHT, FACTS, wanted="WRITE")]


def test_to_make_a_topic_is_no_right_that_an_existing_one_asks_for() -> None:
    assert all(Operation.CREATE not in operations for operations in WANTED.values())
    assert WANTED["sanzhi.registry"] == {Operation.READ, Operation.DESCRIBE}
    assert set(OWN) <= set(WANTED)


def test_a_topic_that_the_service_makes_itself_lacks_nothing_one_that_it_may_not_does() -> None:
    missing: dict[str, NewTopic | None] = {FACTS: OWN[FACTS], "sanzhi.contracts.dead": OWN["sanzhi.contracts.dead"]}
    refused = {FACTS: "TopicAuthorizationFailedError"}
    (lack,) = lacks_of_missing(missing, refused, set(), WANTED)
    assert (lack.reason, lack.what, lack.is_) == (Reason.TOPIC_MISSING, FACTS, refused[FACTS])
    assert "partitions=12 replicas=3" in lack.wanted and "retention.ms=-1" in lack.wanted


def test_a_neighbours_topic_is_waited_for_unless_the_user_is_shown_nothing() -> None:
    missing: dict[str, NewTopic | None] = {"sanzhi.registry": None, "sanzhi.supervision": None}
    hidden, awaited = lacks_of_missing(missing, {}, {"sanzhi.registry"}, WANTED)
    assert (hidden.reason, hidden.must, hidden.wanted) == (Reason.TOPIC_HIDDEN, True, "READ, DESCRIBE")
    assert (awaited.reason, awaited.must) == (Reason.TOPIC_OF_NEIGHBOUR_MISSING, False)


async def test_a_broker_that_is_away_is_said_to_be_away() -> None:
    address = f"127.0.0.1:{free_port()}"
    (lack,) = await lacks_at_kafka(Settings(kafka=address), SERVICE)
    assert (lack.reason, lack.what, lack.must) == (Reason.KAFKA_UNREACHABLE, address, True)
