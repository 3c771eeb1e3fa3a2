"""The files that Kafka is started with."""

from collections.abc import Mapping
from pathlib import Path

from cli.stack.ports import LOOPBACK

CLUSTER_ID = "c2FuemhpLWVtYmVkZGVkLQ"  # 16 bytes in URL-safe Base64, as StorageTool wants it

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
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

LOGGING = """\
status=error
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName={log}
appender.file.filePattern={log}.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d %p %c{{1}} %m%n
appender.file.policies.type=SizeBasedTriggeringPolicy
appender.file.policies.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=2
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
"""


def write_properties(directory: Path, port: int, controller_port: int, others: Mapping[str, str]) -> Path:
    """server.properties for the ports of this start; what comes later in the file goes before what comes first."""
    path = directory / "server.properties"
    data = directory / "data"
    text = PROPERTIES.format(host=LOOPBACK, port=port, controller_port=controller_port, data=data)
    text += "".join(f"{name}={value}\n" for name, value in others.items())
    path.write_text(text, encoding="utf-8")
    return path


def write_logging(directory: Path, log: Path) -> Path:
    """log4j2.properties: warnings and errors into a file of bounded size, nothing on the terminal."""
    path = directory / "log4j2.properties"
    path.write_text(LOGGING.format(log=log), encoding="utf-8")
    return path
