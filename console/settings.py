"""Settings of the console beside those that every part of the suite takes (chassis.settings): prefix SANZHI_CONSOLE_."""

import os
from pkgutil import resolve_name
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def names_of(listed: str) -> list[str]:
    """What stands between commas."""
    return [name.strip() for name in listed.split(",") if name.strip()]


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
    smtp: str = Field(
        "",
        pattern=r"^$|^\S+:\d+$",
        description="Mail server that daily reminders go out by, host:port, such as `mail.example:587`; empty: none do",
    )
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="TLS asked for once connected, from the start, or none; a server that offers none where it is asked for gets no mail",
    )
    smtp_ca: str = Field("", description="PEM file with the authority of the mail server's certificate; empty: those of the system")
    smtp_user: str = Field("", description="User at the mail server; empty: none is asked for")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password of that user, best in a file of SANZHI_SECRETS")
    mail_from: str = Field("", pattern=r"^$|^[^\s@<>]+@[^\s@<>]+$", description="Address that reminders come from")
    channels: str = Field(
        "",
        description="Further ways to remind people, such as text messages or 政务微信: classes with commas between, `package.module:Name`,"
        " each a `Channel` of console/reminders/channel.py",
    )
    digest_hour: int = Field(8, ge=0, le=23, description="Hour of China's day from which on the day's reminders go out, on working days")
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

    @field_validator("channels")
    @classmethod
    def _are_there(cls, places: str) -> str:
        for place in names_of(places):
            try:
                found = resolve_name(place)
            except (ImportError, AttributeError, ValueError) as error:
                raise ValueError(f"{place}: {error}") from error
            if not callable(found):
                raise ValueError(f"{place} is no class")
        return places

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.is_secure and urlsplit(self.url).hostname not in [host.strip("[]") for host in LOOPBACK]:
            raise ValueError(
                f"SANZHI_CONSOLE_URL={self.url}: http is for the loopback alone, for session cookies must not cross a network so"
            )
        if self.smtp and not self.mail_from:
            raise ValueError("SANZHI_CONSOLE_MAIL_FROM is not set: whom would reminders by SANZHI_CONSOLE_SMTP come from?")
        if self.smtp_user and self.smtp_tls == "none":
            raise ValueError("SANZHI_CONSOLE_SMTP_USER is set and SANZHI_CONSOLE_SMTP_TLS is none: a password must not cross a network so")
        if not self.issuer and not self.trying_keys:
            raise ValueError("SANZHI_CONSOLE_ISSUER is not set, and neither is SANZHI_CONSOLE_TRYING_KEYS: nobody could sign in")
        if self.issuer and self.trying_keys:
            raise ValueError("SANZHI_CONSOLE_ISSUER and SANZHI_CONSOLE_TRYING_KEYS are both set: which of them is meant?")
        return self

    @classmethod
    def load(cls) -> Self:
        """From environment and secrets. Raises ValidationError."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)
