"""Passwords of one embedded stack, made once and kept in its data folder: other users of the machine may not read or write its data."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from chassis.messaging.kafka import Kafka

# Who the commands of this user are at MongoDB, and the services too at Kafka.
USER = "sanzhi"


@dataclass(frozen=True)
class StackPasswords:
    """`mongo_key`: the file with which the members of a replica set know each other."""

    mongo: str
    kafka: str
    mongo_key: Path
    folder: Path

    def of_service(self, service: str) -> str:
        """What a service shows MongoDB, as the user of its name; made where there is none."""
        return _kept(self.folder / f"mongo.{service}")

    @classmethod
    def of(cls, folder: Path) -> "StackPasswords":
        """Those kept in a folder; what is missing is made."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = folder / "mongo.key"
        _kept(key)
        return cls(_kept(folder / "mongo"), _kept(folder / "kafka"), key, folder)


def database_of(service: str) -> str:
    """The name of a service's database, as its settings have it unless they are told otherwise."""
    return f"sanzhi_{service}"


def as_service(uri: str, service: str, passwords: Path) -> str:
    """A connection string with a password of the stack's, as the user of a service would have it; passwords: their folder."""
    _, there_is_one, place = uri.partition("@")
    if not there_is_one:
        return uri
    password = StackPasswords.of(passwords).of_service(service)
    return f"mongodb://{service}:{password}@{place.replace('authSource=admin', f'authSource={database_of(service)}')}"


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
