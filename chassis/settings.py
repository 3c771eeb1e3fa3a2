"""Settings of a service: the same names in the embedded stack, in compose and in tests."""

import os
import re
from datetime import datetime
from pkgutil import resolve_name
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ADDRESS = re.compile("SANZHI_([A-Z]+)_ADDRESS")
_PEOPLE = r"^(people/[a-z0-9-]+( *, *people/[a-z0-9-]+)*)?$"


def _addresses() -> dict[str, str]:
    """What the environment says of whatever services there are: none is known here by name."""
    return {found[1].lower(): value for name, value in os.environ.items() if (found := _ADDRESS.fullmatch(name))}


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


class Settings(BaseSettings):
    """Read from the environment, prefix SANZHI_. Addresses are host:port."""

    model_config = SettingsConfigDict(env_prefix="SANZHI_", extra="ignore", frozen=True)

    mongo: str = Field("mongodb://127.0.0.1:27017/?replicaSet=rs0", description="MongoDB connection string of a replica set")
    mongo_driver: Literal["motor", "pymongo"] = Field("motor", description="Which of MongoDB's asynchronous drivers to use")
    kafka: str = Field("127.0.0.1:9092", description="Kafka bootstrap servers, comma-separated")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How Kafka is spoken to: with TLS or without, with a user or without"
    )
    kafka_user: str = Field("", description="User at Kafka; empty: none is asked for")
    kafka_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = Field(
        "SCRAM-SHA-512", description="How that user shows the password"
    )
    kafka_password: SecretStr = Field(SecretStr(""), description="Password of that user")
    kafka_ca: str = Field("", description="PEM file with the authority of Kafka's certificate; empty: those of the system")
    listen: str = Field("127.0.0.1:0", description="Address the gRPC server listens on; port 0 takes a free one")
    tls_certificate: str = Field(
        "", description="PEM file with the gRPC server's certificate chain, read again when it changes; empty: no TLS"
    )
    tls_key: str = Field("", description="PEM file with the private key of that certificate, without a password; may be the same file")
    tls_ca: str = Field("", description="PEM file with the authorities that gRPC's clients trust; empty: they speak without TLS")
    jwks: str = Field("", description="JWKS of the token issuers: file paths or http(s) URLs, with commas between")
    issuer: str = Field("sanzhi:embedded", description="Expected `iss` of people's tokens")
    audience: str = Field("sanzhi", description="Expected `aud` of every token")
    token_leeway: float = Field(10.0, ge=0, le=300, description="Seconds that the clock of a token's issuer may differ from this machine's")
    token_longest_hours: float = Field(12.0, gt=0, description="Hours that a person's token may live; one that lives longer is refused")
    people: Literal["record", "token"] = Field(
        "record",
        description="Who a caller is: a person on record at registry who has not left, with the organisation and the roles"
        " that are on record there; or whoever the token says",
    )
    first_administrators: str = Field(
        "people/admin",
        pattern=_PEOPLE,
        description="Administrators, with commas between, whom registry need not know, so that they can register the others",
    )
    first_security_administrators: str = Field(
        "people/security",
        pattern=_PEOPLE,
        description="Security administrators, with commas between, whom registry need not know, so that they can confirm the first offices",
    )
    first_auditors: str = Field(
        "people/auditor",
        pattern=_PEOPLE,
        description="Auditors, with commas between, whom registry need not know; nobody is named in two of these settings",
    )
    service_key: str = Field("", description="File with this service's private JWK (Ed25519); signs its own short tokens")
    master_key: str = Field(
        "",
        description="File with the master key of personal data, its owner's alone: 96 bytes in base64, or a JSON object that names a KMS"
        " (docs/operations.md); empty: no personal data is taken",
    )
    sm2: str = Field(
        "",
        description="Class that checks SM2 signatures instead of the library that comes with it, `package.module:Name`, such as the"
        " client of a cloud's crypto service",
    )
    seals_folder: str = Field(
        "",
        description="Folder outside that the seals of the audit log are copied into, best on a disk that the operators of MongoDB cannot"
        " write to; empty: the database and Kafka alone have them",
    )
    calls_a_second: float = Field(50.0, ge=0, description="Calls a second that one person may make, all day long; 0: as many as they like")
    calls_at_once: float = Field(500.0, ge=1, description="Calls that one person may make at once, after a rest")
    strangers_a_second: float = Field(
        20.0,
        ge=0,
        description="Calls a second without a valid token that a host is told the reason of; more are told to come again later; 0: all",
    )
    room_mib: int = Field(
        128, ge=16, description="Memory that requests under way may take, a quarter of it those of one person; the others wait their turn"
    )
    connections: int = Field(2000, ge=10, description="Connections to the gRPC server at once")
    clock: Literal["system", "rehearsal"] = Field(
        "system", description="The machine's clock, or a rehearsal's in MongoDB that RehearsalService moves"
    )
    rehearsal_start: datetime = Field(
        datetime.fromisoformat("2024-01-01T00:00:00+08:00"), description="Where the clock of a new rehearsal starts"
    )
    addresses: dict[str, str] = Field(default_factory=_addresses, description="Where a service of the suite listens, by name")
    topic_prefix: str = Field("sanzhi", description="First part of every topic's name")
    group_prefix: str = Field("sanzhi", description="First part of every consumer group's name")
    database_prefix: str = Field("sanzhi_", description="First part of every database's name")
    partitions: int = Field(12, description="Partitions of a topic; fixed from the start")
    replication: int = Field(1, description="Replication factor of topics that a service creates")
    call_timeout: float = Field(10.0, description="Seconds a call to a neighbour may take, where its caller sets no deadline")
    metrics_listen: str = Field(
        "", pattern=r"^$|^\S+:\d+$", description="Address that shows metrics to Prometheus, host:port, path `/metrics`; empty: none"
    )
    otlp: str = Field(
        "", pattern=r"^$|^https?://\S+$", description="OpenTelemetry collector that metrics and traces go to by gRPC, as `http://host:4317`"
    )
    patience: float = Field(0.0, description="Seconds that a start waits for MongoDB and Kafka to come up; 0: not at all")
    log_level: str = Field("INFO", description="From which level on the log is written")

    @field_validator("sm2")
    @classmethod
    def _is_there(cls, place: str) -> str:
        if place and not callable(resolve_name(place)):
            raise ValueError(f"{place} is no class")
        return place

    @classmethod
    def load(cls) -> Self:
        """From the environment, and what it leaves open from files `sanzhi_mongo`, … in the folder that SANZHI_SECRETS names."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)

    @model_validator(mode="after")
    def _are_apart(self) -> Self:
        names = [name for listed, _ in self._first() for name in _names(listed)]
        if len(set(names)) < len(names):
            raise ValueError("first administrators, security administrators and auditors are different people")
        return self

    @property
    def first_officers(self) -> dict[str, str]:
        """Whom registry need not know: `people/…`, each with the one duty that is theirs."""
        return {name: duty for listed, duty in self._first() for name in _names(listed)}

    def _first(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.first_administrators, "administrator"),
            (self.first_security_administrators, "security_administrator"),
            (self.first_auditors, "auditor"),
        )

    def address_of(self, service: str) -> str:
        """gRPC address of a service of the suite; one that nothing is said of is at its name."""
        return self.addresses.get(service, f"{service}:7400")
