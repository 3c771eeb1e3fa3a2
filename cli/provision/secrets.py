"""Keys and passwords: all made in one folder, and from there to each holder just what is its own.

SECRETS/provision    everything; only the steps of `sanzhi provision` see it
SECRETS/mongodb      the key file of the replica set
SECRETS/kafka        the broker's own password and the administrator's
SECRETS/<service>    its key, its connection string, its user and password at Kafka
SECRETS/tools        the development issuer's key, the department's user and password at Kafka
SECRETS/public       jwks.json (issuer and services), services.json (services alone)
"""

import json
import os
from pathlib import Path

from cli.provision.passwords import Passwords
from cli.stack.issuer import Issuer
from cli.target import SERVICES

SUITE, MONGODB, KAFKA = 10001, 999, 1000  # user ids in the images
DEPARTMENT = "department"


def hand_out(secrets: Path, mongo: str, prefix: str) -> None:
    """Makes what is missing and puts each holder's part into its folder."""
    master = secrets / "provision"
    issuer, kafka, users = Issuer(master / "issuer"), Passwords(master / "kafka"), Passwords(master / "mongo")
    issuer.prepare(SERVICES)
    users.make("admin")
    _give(secrets / "mongodb", {"keyfile": users.make("keyfile", 400)}, MONGODB)
    _give(secrets / "kafka", {user: kafka.make(user) for user in ("broker", "admin")}, KAFKA)
    for service in SERVICES:
        own = {
            "service.jwk": issuer.service_key(service).read_text(encoding="utf-8"),
            "sanzhi_mongo": f"mongodb://{service}:{users.make(service)}@{mongo}/?replicaSet=rs0&authSource={prefix}{service}",
            **_kafka_user(service, kafka),
        }
        _give(secrets / service, own, SUITE)
    key = (master / "issuer" / "issuer.jwk").read_text(encoding="utf-8")
    _give(secrets / "tools", {"issuer.jwk": key, **_kafka_user(DEPARTMENT, kafka)}, SUITE)
    jwks = json.loads(issuer.jwks.read_text(encoding="utf-8"))
    services = {"keys": [key for key in jwks["keys"] if "sanzhi_service" in key]}
    _give(secrets / "public", {"jwks.json": json.dumps(jwks), "services.json": json.dumps(services)}, SUITE, mode=0o444)
    for path in [master, *master.rglob("*")]:
        os.chown(path, SUITE, SUITE)


def _kafka_user(user: str, passwords: Passwords) -> dict[str, str]:
    return {"sanzhi_kafka_user": user, "sanzhi_kafka_password": passwords.make(user)}


def _give(folder: Path, files: dict[str, str], owner: int, mode: int = 0o400) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = folder / f".{name}"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
        os.chown(fresh, owner, owner)
        fresh.chmod(mode)
        fresh.replace(folder / name)
    folder.chmod(0o755 if mode == 0o444 else 0o500)
    os.chown(folder, owner, owner)
