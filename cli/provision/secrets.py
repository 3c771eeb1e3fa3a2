"""Keys and passwords: all made in one folder, and from there to each holder just what is its own.

SECRETS/provision    everything; only the steps of `sanzhi provision` see it
SECRETS/mongodb      the key file of the replica set
SECRETS/kafka        the broker's own password and the administrator's
SECRETS/<service>    its key with certificates, its connection string, its user and password at Kafka; registry's also the master key of
                     personal data
SECRETS/console      its key, its connection string
SECRETS/tools        the development issuer's key, a user and password at Kafka that reads public facts
SECRETS/public       jwks.json (issuer and services), services.json (services alone), evidence-root.crt
"""

import json
import os
from pathlib import Path
from urllib.parse import quote_plus

from chassis.store.master_key import make
from cli.provision.passwords import Passwords
from cli.services import CONSOLE, HOLDING_PERSONAL_DATA, SERVICES
from cli.stack.issuer import Issuer

SUITE, MONGODB, KAFKA = 10001, 999, 1000  # user ids in the images
TOOLS = "tools"
MASTER_KEY = "personal.key"
MOUNTED = "/run/sanzhi"  # where a service finds its own folder


def hand_out(secrets: Path, mongo: str, prefix: str, mongo_ca: str = "") -> None:
    """Makes what is missing and puts each holder's part into its folder. `mongo_ca`: where services find whom to trust at MongoDB."""
    master = secrets / "provision"
    issuer, kafka, users = Issuer(master / "issuer"), Passwords(master / "kafka"), Passwords(master / "mongo")
    issuer.prepare(SERVICES)
    users.make("admin")
    tls = f"&tls=true&tlsCAFile={quote_plus(mongo_ca)}" if mongo_ca else ""
    give(secrets / "mongodb", {"keyfile": users.make("keyfile", 400)}, MONGODB)
    give(secrets / "kafka", {user: kafka.make(user) for user in ("broker", "admin")}, KAFKA)
    for service in SERVICES:
        own = {
            "service.jwk": issuer.service_key(service).read_text(encoding="utf-8"),
            "service.crt": issuer.certificates(service).read_text(encoding="utf-8"),
            "sanzhi_mongo": f"mongodb://{service}:{users.make(service)}@{mongo}/?replicaSet=rs0&authSource={prefix}{service}{tls}",
            **_kafka_user(service, kafka),
            **(_master_key(master) if service in HOLDING_PERSONAL_DATA else {}),
        }
        give(secrets / service, own, SUITE)
    console = f"mongodb://{CONSOLE}:{users.make(CONSOLE)}@{mongo}/?replicaSet=rs0&authSource={prefix}{CONSOLE}{tls}"
    own_key = issuer.service_key(CONSOLE).read_text(encoding="utf-8")
    give(secrets / CONSOLE, {"service.jwk": own_key, "sanzhi_mongo": console}, SUITE)
    key = (master / "issuer" / "issuer.jwk").read_text(encoding="utf-8")
    give(secrets / "tools", {"issuer.jwk": key, **_kafka_user(TOOLS, kafka)}, SUITE)
    jwks = json.loads(issuer.jwks.read_text(encoding="utf-8"))
    services = {"keys": [key for key in jwks["keys"] if "sanzhi_service" in key]}
    root = issuer.root.read_text(encoding="utf-8")
    public = {"jwks.json": json.dumps(jwks), "services.json": json.dumps(services), "evidence-root.crt": root}
    give(secrets / "public", public, SUITE, mode=0o444)
    for path in [master, *master.rglob("*")]:
        os.chown(path, SUITE, SUITE)


def _master_key(master: Path) -> dict[str, str]:
    """The key, or what names a KMS where an operator has put that in its place; and the setting that says where it is."""
    path = master / MASTER_KEY
    make(path)
    return {MASTER_KEY: path.read_text(encoding="ascii"), "sanzhi_master_key": f"{MOUNTED}/{MASTER_KEY}"}


def _kafka_user(user: str, passwords: Passwords) -> dict[str, str]:
    return {"sanzhi_kafka_user": user, "sanzhi_kafka_password": passwords.make(user)}


def give(folder: Path, files: dict[str, str], owner: int, mode: int = 0o400) -> None:
    """Files for one holder, each put in place at once; the folder is its alone unless the mode lets everybody read."""
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
