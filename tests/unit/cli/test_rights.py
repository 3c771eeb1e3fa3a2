"""Who may do what on Kafka: tools read public facts; internal ones and dead letters, which carry them, stay inside."""

from chassis.messaging.rights import CLUSTER, Operation, Pattern, Resource
from cli.provision.rights import ADMINISTRATOR, wanted_rights
from cli.provision.secrets import TOOLS
from cli.services import SERVICES

RIGHTS = wanted_rights("sanzhi", "sanzhi")
READS = {(right.user, right.name) for right in RIGHTS if right.resource is Resource.TOPIC and right.operation is Operation.READ}
WRITES = {(right.user, right.name) for right in RIGHTS if right.resource is Resource.TOPIC and right.operation is Operation.WRITE}


def test_tools_read_the_public_topics_and_do_nothing_else() -> None:
    public = {f"sanzhi.{name}{kind}" for name in SERVICES for kind in ("", ".seals")}
    assert {name for user, name in READS if user == TOOLS} == public
    operations = {right.operation for right in RIGHTS if right.user == TOOLS}
    assert operations == {Operation.READ, Operation.DESCRIBE}


def test_the_exchange_reads_the_public_topics_and_nothing_internal() -> None:
    public = {f"sanzhi.{name}" for name in SERVICES if name not in ("desk", "exchange")}
    assert {name for user, name in READS if user == "exchange"} == public | {"sanzhi.exchange.seals"}


def test_dead_letters_are_kept_as_close_as_internal_facts() -> None:
    """Nobody may read them from Kafka but its administrator: operators ask the service, which knows who sees what."""
    assert not [right for right in READS if right[1].endswith(".dead")]
    described = {(right.user, right.name) for right in RIGHTS if right.operation is Operation.DESCRIBE}
    assert {each for each in described if each[1].endswith(".dead")} == {(name, f"sanzhi.{name}.dead") for name in SERVICES}


def test_no_right_on_topics_is_by_prefix() -> None:
    """A prefix `sanzhi.registry` would open `sanzhi.registry.internal` and `sanzhi.registry.dead` with it."""
    by_prefix = {(right.user, right.resource, right.operation) for right in RIGHTS if right.pattern is not Pattern.LITERAL}
    assert by_prefix <= {(ADMINISTRATOR, Resource.GROUP, Operation.DESCRIBE)}


def test_no_department_has_a_right_that_an_installation_starts_with() -> None:
    assert {right.user for right in RIGHTS} == {*SERVICES, TOOLS}


def test_one_service_administers_kafka() -> None:
    rights = {(right.user, right.operation) for right in RIGHTS if right.resource is Resource.CLUSTER and right.name == CLUSTER}
    wanted = (Operation.ALTER, Operation.DESCRIBE, Operation.ALTER_CONFIGS, Operation.DESCRIBE_CONFIGS)
    assert rights == {(ADMINISTRATOR, operation) for operation in wanted if ADMINISTRATOR in SERVICES}


def test_a_service_writes_its_own_topics_alone() -> None:
    own = {(name, f"sanzhi.{name}{kind}") for name in SERVICES for kind in ("", ".internal", ".dead", ".seals", ".clock")}
    handed_on = {("exchange", f"sanzhi.{name}.open") for name in SERVICES if name not in ("desk", "exchange")}
    assert own | handed_on == WRITES
    assert {name for user, name in READS if user == "contracts" and name.endswith(".seals")} == {"sanzhi.contracts.seals"}
