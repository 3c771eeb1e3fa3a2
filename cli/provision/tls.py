"""Certificates for one installation: an authority made once, and for each holder its key and certificate in one file.

SECRETS/authority    the authority's key; only `sanzhi provision tls` sees it
SECRETS/<holder>     tls.pem (private key and certificate), ca.crt (whom to trust)
SECRETS/tools, …     ca.crt alone: they only call
SECRETS/public       ca.crt, for everybody
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cli.provision.authority import Authority
from cli.provision.secrets import KAFKA, MONGODB, SUITE, give
from cli.services import SERVICES

ANYWHERE = ("localhost", "127.0.0.1")
MEMBERS = 3  # of Kafka and of MongoDB, where there is more than one of each (deploy/kubernetes/overlays/standalone)


def _with_members(name: str) -> tuple[str, ...]:
    return (name, *(f"{name}-{number}.{name}" for number in range(MEMBERS)))


# A service is reached by its own name and, through the gateway that passes its TLS on, by the gateway's.
HOLDERS = {
    **{service: (SUITE, (service, "gateway")) for service in SERVICES},
    "kafka": (KAFKA, _with_members("kafka")),
    "mongodb": (MONGODB, _with_members("mongodb")),
    "console": (SUITE, ("console", "gateway")),
}
TRUSTING = ("provision", "tools")
PUBLIC = 0o444


def hand_out(secrets: Path, names: Sequence[str], now: datetime | None = None) -> list[str]:
    """Issues what is missing, ends soon or is for other names; says for whom. `names`: by which the outside reaches the suite."""
    authority = Authority(secrets / "authority", now or datetime.now(UTC))
    issued = []
    for holder, (owner, own) in HOLDERS.items():
        wanted = [*own, *ANYWHERE, *names]
        file = secrets / holder / "tls.pem"
        if not (file.exists() and authority.still_good(file.read_text(encoding="utf-8"), wanted)):
            give(secrets / holder, {"tls.pem": authority.issue(holder, wanted)}, owner)
            issued.append(holder)
        give(secrets / holder, {"ca.crt": authority.certificate}, owner)
    for holder in TRUSTING:
        give(secrets / holder, {"ca.crt": authority.certificate}, SUITE)
    give(secrets / "public", {"ca.crt": authority.certificate}, SUITE, mode=PUBLIC)
    return issued
