"""What a service lacks at Kafka: asked as its own user. Topics that it could make itself are only tried, none is made."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupAuthorizationFailedError, GroupCoordinatorNotAvailableError, KafkaError, for_code

from chassis.messaging.aiokafka_internals import ask_broker
from chassis.messaging.kafka import Kafka
from chassis.messaging.rights import Operation, Resource, Right
from chassis.messaging.topics import own_topics, topic_of
from chassis.run.service import Service
from chassis.settings import Settings
from cli.provision.check.lacks import Lack, Reason
from cli.provision.protocol import DescribeGroup, DescribeTopics
from cli.provision.rights import rights_of

OLDEST = "2.3"
_UNKNOWN_TOPIC, _TOPIC_REFUSED = 3, 29
_NOT_SAID = -(2**31)  # what a broker without authorizer answers, and one that was not asked
_TRIES, _BETWEEN_SECONDS = 20, 0.5  # a new cluster makes the topic of its groups when the first is asked for


@dataclass(frozen=True)
class Seen:
    """A topic as a user sees it. `allowed`: a bit for each operation; `configs`: None where the user may not see them."""

    partitions: int
    copies: int
    allowed: int
    configs: Mapping[str, str] | None = None


async def lacks_at_kafka(settings: Settings, service: Service) -> list[Lack]:
    """Topics, their partitions, copies and settings, and what the user may do with them and with its group."""
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    try:
        await admin.start()
        return await _lacks(admin, settings, service)
    except NotImplementedError:  # aiokafka has no version of the request in common with the broker
        return [Lack(Reason.KAFKA_TOO_OLD, wanted=OLDEST)]
    except (KafkaError, OSError, TimeoutError) as error:
        return [Lack(Reason.KAFKA_UNREACHABLE, settings.kafka, repr(error))]
    finally:
        await admin.close()


async def _lacks(admin: AIOKafkaAdminClient, settings: Settings, service: Service) -> list[Lack]:
    operations = wanted_operations(rights_of(service, settings.topic_prefix, settings.group_prefix))
    own = {name: topic_of(settings, name) for name in own_topics(settings.topic_prefix, service.name)}
    seen, hidden = await _look(admin, sorted(operations))
    missing = [topic for name, topic in own.items() if name not in seen]
    refused = await _tried(admin, missing) if missing else {}
    found = [lack for name, topic in own.items() if name in seen for lack in lacks_of_topic(topic, seen[name])]
    found += lacks_of_rights(operations, seen)
    found += lacks_of_missing({name: own.get(name) for name in operations if name not in seen}, refused, hidden, operations)
    return [*found, *await _lacks_of_group(admin, f"{settings.group_prefix}.{service.name}")]


async def _look(admin: AIOKafkaAdminClient, names: list[str]) -> tuple[dict[str, Seen], set[str]]:
    """The topics that are seen, and the names of those that the broker says nothing of."""
    answer = await ask_broker(admin, DescribeTopics(names))
    hidden = {topic[1] for topic in answer.topics if topic[0] == _TOPIC_REFUSED}
    there = [topic for topic in answer.topics if topic[0] not in (_UNKNOWN_TOPIC, _TOPIC_REFUSED)]
    configs = await _configs(admin, [topic[1] for topic in there])
    seen = {
        name: Seen(len(partitions), min((len(partition[4]) for partition in partitions), default=0), allowed, configs.get(name))
        for _, name, _, partitions, allowed in there
    }
    return seen, hidden


async def _configs(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    answers: Any = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    found = [resource for answer in answers for resource in answer.resources]
    return {name: {entry[0]: entry[1] for entry in entries} for code, _, _, name, entries in found if not code}


async def _tried(admin: AIOKafkaAdminClient, missing: list[NewTopic]) -> dict[str, str]:
    """Why the user could not make topics; one that it could is not among them."""
    answer: Any = await admin.create_topics(missing, validate_only=True)
    return {
        name: f"{for_code(code).__name__} {told[0] if told and told[0] else ''}".strip()
        for name, code, *told in answer.topic_errors
        if code
    }


async def _lacks_of_group(admin: AIOKafkaAdminClient, group: str) -> list[Lack]:
    for left in reversed(range(_TRIES)):
        try:
            node = await admin.find_coordinator(group)
            break
        except GroupAuthorizationFailedError:
            return [Lack(Reason.GROUP_RIGHT, group)]
        except GroupCoordinatorNotAvailableError:
            if not left:
                raise
            await asyncio.sleep(_BETWEEN_SECONDS)
    answer = await ask_broker(admin, DescribeGroup(group), node)
    code, allowed = answer.groups[0][0], answer.groups[0][-1]
    refused = for_code(code) is GroupAuthorizationFailedError if code else not may(allowed, Operation.READ)
    return [Lack(Reason.GROUP_RIGHT, group)] if refused else []


def wanted_operations(rights: Iterable[Right]) -> dict[str, set[Operation]]:
    """By topic; to make one is asked for only where it is not there."""
    found: dict[str, set[Operation]] = {}
    for right in rights:
        if right.resource is Resource.TOPIC and right.operation is not Operation.CREATE:
            found.setdefault(right.name, set()).add(right.operation)
    return found


def may(allowed: int, operation: Operation) -> bool:
    """Whether a broker's answer comprises an operation: the bit of its number."""
    return allowed == _NOT_SAID or bool(allowed >> operation & 1)


def lacks_of_rights(wanted: Mapping[str, set[Operation]], seen: Mapping[str, Seen]) -> list[Lack]:
    """One for each topic that is there and where the user lacks an operation."""
    lacking = {name: sorted(each for each in wanted[name] if not may(topic.allowed, each)) for name, topic in sorted(seen.items())}
    return [Lack(Reason.TOPIC_RIGHT, name, wanted=", ".join(each.name for each in every)) for name, every in lacking.items() if every]


def lacks_of_topic(wanted: NewTopic, seen: Seen) -> list[Lack]:
    """What of one of the service's own topics is otherwise than it would have made it."""
    found = []
    if seen.partitions != wanted.num_partitions:
        found.append(Lack(Reason.TOPIC_PARTITIONS, wanted.name, str(seen.partitions), str(wanted.num_partitions)))
    if seen.copies < wanted.replication_factor:
        found.append(Lack(Reason.TOPIC_COPIES, wanted.name, str(seen.copies), str(wanted.replication_factor)))
    if seen.configs is None:
        return [*found, Lack(Reason.TOPIC_SETTINGS_UNSEEN, wanted.name, wanted=_settings(wanted))]
    for name, value in wanted.topic_configs.items():
        if name in seen.configs and seen.configs[name] != value and name != "segment.ms":  # how soon, not what is kept
            found.append(Lack(Reason.TOPIC_SETTING, wanted.name, f"{name}={seen.configs[name]}", f"{name}={value}"))
    return found


def lacks_of_missing(
    missing: Mapping[str, NewTopic | None], refused: Mapping[str, str], hidden: set[str], wanted: Mapping[str, set[Operation]]
) -> list[Lack]:
    """Of topics that are not seen: None stands for a neighbour's. One that the service will make at its start lacks nothing."""
    found = []
    for name, own in sorted(missing.items()):
        operations = ", ".join(each.name for each in sorted(wanted[name]))
        if name in hidden:
            found.append(Lack(Reason.TOPIC_HIDDEN, name, wanted=operations))
        elif own is None:
            found.append(Lack(Reason.TOPIC_OF_NEIGHBOUR_MISSING, name))
        elif name in refused:
            how = f"partitions={own.num_partitions} replicas={own.replication_factor} {_settings(own)}"
            found.append(Lack(Reason.TOPIC_MISSING, name, refused[name], how))
    return found


def _settings(topic: NewTopic) -> str:
    return " ".join(f"{name}={value}" for name, value in topic.topic_configs.items())
