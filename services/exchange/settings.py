"""Settings of the feed, beside those that every service takes (chassis.settings): prefix SANZHI_FEED_."""

import os
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
