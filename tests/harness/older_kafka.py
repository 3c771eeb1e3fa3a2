"""A Kafka as a cloud may still have it, without share groups and the new group protocol: `python -m tests.harness.older_kafka` fetches it
once and prints the folder, which KAFKA_HOME takes (`make test-older-kafka`).
"""

import sys
from pathlib import Path

from cli.stack.jars import fetched_jars, locked_jars

LOCK = Path(__file__).with_name("kafka-3.9.lock")


def home() -> Path:
    """Its folder, made as that of a Kafka from its makers: the jars are in `libs`."""
    jars = fetched_jars(lambda line: print(line, file=sys.stderr), others=locked_jars(LOCK))
    place = jars.with_name(f"{jars.name}.home")
    place.mkdir(exist_ok=True)
    if not (libraries := place / "libs").exists():
        libraries.symlink_to(jars, target_is_directory=True)
    return place


if __name__ == "__main__":
    print(home())
