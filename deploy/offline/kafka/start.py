"""Writes server.properties, formats fresh storage, becomes Kafka."""

import os
import shlex
import subprocess
from pathlib import Path

from settings import as_file, properties

HOME = Path("/opt/kafka")
CONFIG = Path("/tmp/server.properties")  # the root file system may be read-only
FORMAT = ("kafka.tools.StorageTool", "format", "--ignore-formatted", "--config", str(CONFIG))
DEFAULT_CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw"


def java(heap: str, *arguments: str) -> list[str]:
    """A command line."""
    options = ["-Djava.awt.headless=true", f"-Dlog4j2.configurationFile={HOME}/log4j2.properties"]
    given = shlex.split(os.environ.get("KAFKA_OPTS", "")) + shlex.split(os.environ.get("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseG1GC"))
    return ["/opt/java/bin/java", *shlex.split(heap), *given, *options, "-cp", f"{HOME}/libs/*", *arguments]


def main() -> None:
    """As the entry point of a container."""
    chosen = properties(os.environ)
    CONFIG.write_text(as_file(chosen), encoding="utf-8")
    CONFIG.chmod(0o600)
    data = Path(chosen.get("log.dirs", "/tmp/kafka-logs").split(",")[0])
    if not (data / "meta.properties").exists():
        cluster = os.environ.get("CLUSTER_ID", DEFAULT_CLUSTER_ID)
        subprocess.run(java("-Xmx128m", *FORMAT, "--cluster-id", cluster), check=True)
    command = java(os.environ.get("KAFKA_HEAP_OPTS", "-Xmx512m"), "kafka.Kafka", str(CONFIG))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
