"""Makes kafka.lock again: `python -m cli.stack.relock`, after changing a version here; with the name of another file, that one."""

import sys
import tempfile
from pathlib import Path

from jgo.maven import Dependency, MavenContext

from cli.stack.jars import LOCK_FILE, digest, resolver

# Without what comes second the broker has no log at all.
ARTIFACTS = {
    LOCK_FILE: ("org.apache.kafka:kafka_2.13:jar:4.3.0:compile", "org.apache.logging.log4j:log4j-slf4j-impl:jar:2.25.4:compile"),
    # An older one, as a cloud may have it: for tests alone (tests/harness/older_kafka.py).
    Path("tests/harness/kafka-3.9.lock"): ("org.apache.kafka:kafka_2.13:jar:3.9.1:compile", "org.slf4j:slf4j-reload4j:jar:1.7.36:compile"),
}
HEADER = "# Jars of Kafka and what it depends on, Kafka first: group:artifact:version sha256. Made by cli/stack/relock.py."


def main(lock: Path) -> None:
    """Resolves, fetches and writes the names and checksums."""
    with tempfile.TemporaryDirectory() as home:
        context = resolver(Path(home))
        chosen: dict[tuple[str, str], Dependency] = {}
        for artifact in ARTIFACTS[lock]:  # apart from each other: together, the one's parent decides the other's versions
            for found in _with_dependencies(context, artifact):
                chosen.setdefault((found.groupId, found.artifactId), found)
        lines = [f"{d.groupId}:{d.artifactId}:{d.version} {digest(d.artifact.resolve())}" for d in chosen.values()]
    lock.write_text("\n".join([HEADER, lines[0], *sorted(lines[1:])]) + "\n", encoding="utf-8")


def _with_dependencies(context: MavenContext, artifact: str) -> list[Dependency]:
    inputs, transitive = context.resolver.resolve([context.create_dependency(artifact)])
    return [*inputs, *(found for found in transitive if found.scope in ("compile", "runtime"))]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LOCK_FILE)
