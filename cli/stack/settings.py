"""What each service is told: the names of chassis.settings, as environment variables."""

from dataclasses import dataclass
from pathlib import Path

from chassis.messaging.kafka import Kafka
from cli.services import CONSOLE, FEED, HOLDING_PERSONAL_DATA
from cli.stack.issuer import AUDIENCE, ISSUER, Issuer
from cli.stack.passwords import access, as_service
from cli.stack.state import StackState

Environment = dict[str, str]


def master_key_of(data: Path) -> Path:
    """Where a data folder has the master key of personal data."""
    return data / "passwords" / "personal.key"


@dataclass(frozen=True)
class RunningStack:
    """A running stack and its data folder, as environment variables."""

    state: StackState
    data: Path

    @property
    def kafka(self) -> Kafka:
        """How Kafka is reached."""
        return access(self.state.kafka, self.state.kafka_password)

    def for_clients(self) -> Environment:
        """What a client or another tool needs."""
        addresses = {f"SANZHI_{name.upper()}_ADDRESS": address for name, address in self.state.services.items()}
        return {
            **addresses,
            "SANZHI_FEED_URL": self.state.feed,
            "SANZHI_KAFKA": self.kafka.servers,
            "SANZHI_KAFKA_SECURITY": self.kafka.security,
            "SANZHI_KAFKA_USER": self.kafka.user,
            "SANZHI_KAFKA_PASSWORD": self.kafka.password,
            "SANZHI_KAFKA_MECHANISM": self.kafka.mechanism,
            "SANZHI_MONGO": self.state.mongo,
            "SANZHI_JWKS": str(Issuer(self.state.issuer).jwks),
            "SANZHI_ISSUER": ISSUER,
            "SANZHI_ISSUER_KEYS": str(self.state.issuer),
            "SANZHI_AUDIENCE": AUDIENCE,
            "SANZHI_DATA": str(self.data),
        }

    def for_service(self, name: str) -> Environment:
        """What `sanzhi serve NAME` needs."""
        master = {"SANZHI_MASTER_KEY": str(master_key_of(self.data))} if name in HOLDING_PERSONAL_DATA else {}
        feed = {"SANZHI_FEED_LISTEN": self.state.feed.removeprefix("http://")} if name == FEED else {}
        return {
            **self.for_clients(),
            **master,
            **feed,
            "SANZHI_MONGO": as_service(self.state.mongo, name, self.data / "passwords"),
            "SANZHI_LISTEN": self.state.services[name],
            "SANZHI_SERVICE_KEY": str(Issuer(self.state.issuer).service_key(name)),
            "SANZHI_CLOCK": self.state.clock,
            "SANZHI_REHEARSAL_START": self.state.start,
            "SANZHI_PATIENCE": "120",
        }

    def for_console(self) -> Environment:
        """What `sanzhi serve console` needs: the stack's issuer lets people choose who they are."""
        return {
            **self.for_clients(),
            "SANZHI_CLOCK": self.state.clock,
            "SANZHI_SERVICE_KEY": str(Issuer(self.state.issuer).service_key(CONSOLE)),
            "SANZHI_CONSOLE_URL": self.state.console,
            "SANZHI_CONSOLE_LISTEN": self.state.console.removeprefix("http://"),
            "SANZHI_CONSOLE_TRYING_KEYS": str(self.state.issuer),
        }
