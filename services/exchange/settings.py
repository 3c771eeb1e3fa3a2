"""Settings of the ways out, beside those that every service takes (chassis.settings)."""

import os
from ipaddress import ip_network
from typing import Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.exchange.domain.addresses import AllowedPlaces


class FeedSettings(BaseSettings):
    """Read from the environment, or from files `sanzhi_feed_listen`, … in the folder that SANZHI_SECRETS names."""

    model_config = SettingsConfigDict(env_prefix="SANZHI_FEED_", extra="ignore", frozen=True)

    listen: str = Field(
        "127.0.0.1:0", pattern=r"^\S+:\d+$", description="Address the feed's HTTP server listens on; port 0 takes a free one"
    )
    calls_a_second: float = Field(50.0, ge=0, description="Requests a second that one subscription may make; 0: as many as it likes")
    calls_at_once: float = Field(500.0, ge=1, description="Requests that one subscription may make at once, after a rest")
    strangers_a_second: float = Field(20.0, ge=0, description="Requests a second without a valid token that a host may make; 0: all")
    waiting: int = Field(2000, ge=1, description="Requests that may wait for the next fact at once")
    waiting_each: int = Field(20, ge=1, description="Those of them that one subscription may have")
    connections: int = Field(4000, ge=10, description="Connections to the feed at once")

    @classmethod
    def load(cls) -> Self:
        """From environment and secrets. Raises ValidationError."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)


class WebhookSettings(BaseSettings):
    """Read from the environment, prefix SANZHI_WEBHOOK_. Lists have commas between."""

    model_config = SettingsConfigDict(env_prefix="SANZHI_WEBHOOK_", extra="ignore", frozen=True)

    hosts: str = Field(
        "", description="Hosts that facts may be pushed to, with commas between; `*.gov.cn`: all names below; empty: nothing is pushed"
    )
    networks: str = Field(
        "",
        description="Inner networks that those hosts may be in all the same, such as `10.20.0.0/16`, with commas between",
    )
    plain_hosts: str = Field("", description="Those of the hosts that are pushed to without TLS, on a rehearsal's clock alone")
    ca: str = Field("", description="PEM file with the authorities of receivers' certificates; empty: those of the system")
    at_once: int = Field(4, ge=1, le=64, description="Facts that are on their way to one receiver at once, each of another project")

    @classmethod
    def load(cls) -> Self:
        """From environment and secrets. Raises ValidationError."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, listed: str) -> str:
        for each in _listed(listed):
            ip_network(each)
        return listed

    def places(self, clock: str) -> AllowedPlaces:
        """Where facts may be pushed to; without TLS in a rehearsal alone."""
        plain = _listed(self.plain_hosts) if clock == "rehearsal" else ()
        return AllowedPlaces(_listed(self.hosts), tuple(ip_network(each) for each in _listed(self.networks)), plain)


class ExchangeSettings(BaseSettings):
    """Read from the environment, prefix SANZHI_EXCHANGE_."""

    model_config = SettingsConfigDict(env_prefix="SANZHI_EXCHANGE_", extra="ignore", frozen=True)

    files: str = Field("", description="Folder that packages of files are put into, one folder a subscription in it; empty: none are made")
    kafka_mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="How departments' users show their password at Kafka; its listener has to admit it"
    )

    @classmethod
    def load(cls) -> Self:
        """From environment and secrets. Raises ValidationError."""
        return cls(_secrets_dir=os.environ.get("SANZHI_SECRETS") or None)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in text.split(",") if name.strip())
