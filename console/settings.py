"""Settings of the console beside those that every part of the suite takes (chassis.settings): prefix SANZHI_CONSOLE_."""

import os
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class ConsoleSettings(BaseSettings):
    """Read from the environment, or from files `sanzhi_console_client_secret`, … in the folder that SANZHI_SECRETS names."""

    model_config = SettingsConfigDict(env_prefix="SANZHI_CONSOLE_", extra="ignore", frozen=True)

    listen: str = Field("127.0.0.1:7400", pattern=r"^\S+:\d+$", description="Address the web server listens on, host:port")
    url: str = Field(
        "http://127.0.0.1:7400", pattern=r"^https?://[^/\s]+$", description="What people open in their browser; http only on the loopback"
    )
    issuer: str = Field("", description="OIDC issuer that people sign in at: the URL below which its discovery document lies")
    client_id: str = Field("sanzhi-console", description="What the console is called at the issuer")
    client_secret: SecretStr = Field(SecretStr(""), description="Its secret there; empty for a public client")
    scope: str = Field("openid profile", description="Scopes asked for; the token that comes must have the suite's audience")
    token: Literal["access_token", "id_token"] = Field(
        "access_token", description="Which token of the issuer the services are called with: a JWT whose `sub` is people/…"
    )
    idle_minutes: float = Field(60.0, gt=0, description="Minutes without a page after which a session ends")
    longest_hours: float = Field(12.0, gt=0, le=24, description="Hours after which a session ends in any case")
    import_rows: int = Field(500, gt=0, le=5000, description="Rows that one workbook of an import may have")
    fonts: str = Field("", description="Folder with Chinese fonts for PDF, where the machine has none of its own")
    trying_keys: str = Field("", description="Folder of a development issuer's key: anybody may sign in as anybody. For rehearsals alone")

    @property
    def origin(self) -> str:
        """As browsers name it in `Origin`."""
        return self.url

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.url.startswith("https://")

    @property
    def is_trying(self) -> bool:
        """Whether the development issuer is on."""
        return bool(self.trying_keys)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.is_secure and urlsplit(self.url).hostname not in [host.strip("[]") for host in LOOPBACK]:
            raise ValueError(
                f"SANZHI_CONSOLE_URL={self.url}: http is for the loopback alone, for session cookies must not cross a network so"
            )
        if not self.issuer and not self.trying_keys:
            raise ValueError("SANZHI_CONSOLE_ISSUER is not set, and neither is SANZHI_CONSOLE_TRYING_KEYS: nobody could sign in")
        if self.issuer and self.trying_keys:
            raise ValueError("SANZHI_CONSOLE_ISSUER and SANZHI_CONSOLE_TRYING_KEYS are both set: which of them is meant?")
        return self

    @classmethod
    def load(cls) -> Self:
        """From environment and secrets. Raises ValidationError."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)
