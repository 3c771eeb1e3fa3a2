"""MongoDB and Kafka for a test session: both started side by side, both gone at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.stack.kafka import EmbeddedKafka
from cli.stack.mongo import EmbeddedMongo
from cli.stack.passwords import StackPasswords


@dataclass(frozen=True)
class Parts:
    """The two parts, running."""

    mongo: EmbeddedMongo
    kafka: EmbeddedKafka


@contextmanager
def parts_for_tests(directory: Path, passwords: StackPasswords | None = None) -> Iterator[Parts]:
    """Starts both on free ports, with their data in the directory; open to everybody on this machine, or with passwords."""
    kafka_password = passwords.kafka if passwords else ""
    parts = Parts(EmbeddedMongo(directory / "mongo", passwords=passwords), EmbeddedKafka(directory / "kafka", password=kafka_password))
    try:
        parts.mongo.launch()
        parts.kafka.launch()
        parts.mongo.ready()
        parts.kafka.ready()
        yield parts
    finally:
        parts.kafka.stop()
        parts.mongo.stop()
