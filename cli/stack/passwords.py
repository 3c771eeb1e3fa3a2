"""Passwords of one embedded stack, made once and kept in its data folder: other users of the machine may not read or write its data."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from chassis.messaging.kafka import Kafka

# Who the services, and the commands of this user, are at MongoDB and Kafka.
USER = "sanzhi"


@dataclass(frozen=True)
class StackPasswords:
    """`mongo_key`: the file with which the members of a replica set know each other."""

    mongo: str
    kafka: str
    mongo_key: Path

    @classmethod
    def of(cls, folder: Path) -> "StackPasswords":
        """Those kept in a folder; what is missing is made."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = folder / "mongo.key"
        _kept(key)
        return cls(_kept(folder / "mongo"), _kept(folder / "kafka"), key)


def access(servers: str, password: str) -> Kafka:
    """How an embedded Kafka is reached; without a password by anybody."""
    return Kafka(servers, "SASL_PLAINTEXT", USER, password, mechanism="PLAIN") if password else Kafka(servers)


def _kept(path: Path) -> str:
    """A secret of letters and digits, in a file that its user alone can read."""
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        fresh.replace(path)
    return path.read_text(encoding="ascii").strip()
