"""Where Kafka is and who we are there: the one place that turns settings into what its clients are given."""

import logging
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

from chassis.access.tls import client_context
from chassis.settings import Settings

if TYPE_CHECKING:
    from faststream.security import BaseSecurity

Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"]


def _not_in_the_clear(record: logging.LogRecord) -> bool:
    return "in the clear" not in record.getMessage()


# PLAIN without TLS is what the settings ask for, on a loopback: aiokafka need not say so at every connection.
logging.getLogger("aiokafka.conn").addFilter(_not_in_the_clear)


# How long each of a client's tasks waits before it asks a broker again that is away. A service has a dozen of them: at aiokafka's tenth of
# a second, ten services on two processors kept the broker from coming up again.
BACKOFF_MS = 500


@dataclass(frozen=True)
class Kafka:
    """Bootstrap servers, comma-separated; user and password where Kafka asks for them; `ca` a PEM file."""

    servers: str
    security: Security = "PLAINTEXT"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    mechanism: Mechanism = "SCRAM-SHA-512"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say."""
        password = settings.kafka_password.get_secret_value()
        return cls(settings.kafka, settings.kafka_security, settings.kafka_user, password, settings.kafka_ca, settings.kafka_mechanism)

    def arguments(self) -> dict[str, Any]:
        """For aiokafka's consumers, producers and admin clients."""
        given: dict[str, Any] = {"bootstrap_servers": self.servers.split(","), "retry_backoff_ms": BACKOFF_MS}
        if self.security != "PLAINTEXT":
            given |= {"security_protocol": self.security, "ssl_context": self._tls()}
        if self.user:
            given |= {"sasl_mechanism": self.mechanism, "sasl_plain_username": self.user, "sasl_plain_password": self.password}
        return given

    def for_faststream(self) -> "BaseSecurity | None":
        """The same for FastStream, which takes its servers by themselves."""
        from faststream import security  # half a second, which commands need not wait for

        if self.security == "PLAINTEXT":
            return None
        tls = self._tls()
        if not self.user:
            return security.BaseSecurity(ssl_context=tls, use_ssl=True)
        logins = {"PLAIN": security.SASLPlaintext, "SCRAM-SHA-256": security.SASLScram256, "SCRAM-SHA-512": security.SASLScram512}
        return logins[self.mechanism](self.user, self.password, ssl_context=tls, use_ssl=tls is not None)

    def _tls(self) -> ssl.SSLContext | None:
        return client_context(self.ca) if self.security.endswith("SSL") else None
