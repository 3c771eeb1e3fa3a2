"""The files that Kafka is started with.

Paths in them are relative to the folder in which it works: Java reads such files as Latin-1, a comma would make two folders of
one, and Log4j takes `%` and `${` in a name for patterns of its own.
"""

from collections.abc import Mapping
from pathlib import Path

from cli.stack.passwords import USER
from cli.stack.ports import LOOPBACK

CLUSTER_ID = "c2FuemhpLWVtYmVkZGVkLQ"  # 16 bytes in URL-safe Base64, as StorageTool wants it

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
listeners=BROKER://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=BROKER://{host}:{port}
listener.security.protocol.map=BROKER:{protocol},CONTROLLER:{protocol}
log.dirs=data
auto.create.topics.enable=false
num.partitions=12
# One node: its inner topics have one copy.
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# A group that has just one member need not wait for others; a broker that was killed comes back in 6 s, not 13.
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
controlled.shutdown.retry.backoff.ms=200
# Small, so that it runs beside everything else.
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=4
"""

# With a password: whoever has none gets no further than the port, of the broker and of the controller.
WITH_PASSWORD = """\
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.broker.plain.sasl.jaas.config={login}
listener.name.controller.plain.sasl.jaas.config={login}
"""
LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="{user}" password="{password}" user_{user}="{password}";'

LOGGING = """\
status=error
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=kafka.log
appender.file.filePattern=kafka.log.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d %p %c{1} %m%n
appender.file.policies.type=SizeBasedTriggeringPolicy
appender.file.policies.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=2
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
"""


def write_properties(directory: Path, port: int, controller_port: int, password: str, others: Mapping[str, str]) -> Path:
    """server.properties for the ports of this start; what comes later in the file goes before what comes first.

    `password`: empty for none.
    """
    path = directory / "server.properties"
    protocol = "SASL_PLAINTEXT" if password else "PLAINTEXT"
    text = PROPERTIES.format(host=LOOPBACK, port=port, controller_port=controller_port, protocol=protocol)
    if password:
        text += WITH_PASSWORD.format(login=LOGIN.format(user=USER, password=password))
    text += "".join(f"{name}={value}\n" for name, value in others.items())
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def write_logging(directory: Path) -> Path:
    """log4j2.properties: warnings and errors into a file of bounded size, nothing on the terminal."""
    path = directory / "log4j2.properties"
    path.write_text(LOGGING, encoding="utf-8")
    return path
