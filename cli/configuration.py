"""What a service can be told: every setting with its default and meaning. `python -m cli.configuration docs/settings.md` writes it anew."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic_settings import BaseSettings

from chassis.settings import Settings
from console.settings import ConsoleSettings
from services.exchange.main import ExchangeSettings, FeedSettings, WebhookSettings

_HEAD = """# Settings of a service

Made from `chassis/settings.py` by `make pages`; a test compares it with the code. All services take the same settings, from the
environment, or each from a file of its name in small letters (`sanzhi_mongo`, …) in the folder that `SANZHI_SECRETS` names. The
embedded stack sets them by itself; `sanzhi env --service contracts` prints what it sets. `SANZHI_POLICY_DIR` names another folder of
policy versions than `policy/`.

| setting | default | what it is |
|---|---|---|
"""

_CONSOLE = """
## The console

`sanzhi serve console` takes `SANZHI_MONGO`, the addresses and `SANZHI_TLS_CA` of the table above, `SANZHI_CLOCK`,
`SANZHI_SERVICE_KEY` and `SANZHI_AUDIENCE` for reminders, and these:

| setting | default | what it is |
|---|---|---|
"""

_FEED = """
## The feed of exchange

`sanzhi serve exchange` takes the table at the top, and these for its HTTP server:

| setting | default | what it is |
|---|---|---|
"""

_WAYS = """
## The other ways out of exchange

Packages of files and Kafka's users:

| setting | default | what it is |
|---|---|---|
"""

_WEBHOOKS = """
Webhooks; without hosts nothing is pushed:

| setting | default | what it is |
|---|---|---|
"""

_ADDRESSES = "| `SANZHI_‹SERVICE›_ADDRESS` | `‹service›:7400` | Where a service of the suite listens; from the environment alone |"


def _default(value: Any) -> str:
    shown = getattr(value, "get_secret_value", lambda: value)()
    return f"`{shown}`" if str(shown) else ""


def text() -> str:
    """The page."""
    parts: tuple[tuple[str, type[BaseSettings], str], ...] = (
        (_HEAD, Settings, "SANZHI_"),
        (_CONSOLE, ConsoleSettings, "SANZHI_CONSOLE_"),
        (_FEED, FeedSettings, "SANZHI_FEED_"),
        (_WAYS, ExchangeSettings, "SANZHI_EXCHANGE_"),
        (_WEBHOOKS, WebhookSettings, "SANZHI_WEBHOOK_"),
    )
    return "".join(head + "\n".join(_rows(settings, prefix)) + "\n" for head, settings, prefix in parts)


def _rows(settings: type[BaseSettings], prefix: str) -> Iterator[str]:
    for name, field in settings.model_fields.items():
        if name == "addresses":
            yield _ADDRESSES
            continue
        choices = " or ".join(f"`{each}`" for each in get_args(field.annotation)) if get_origin(field.annotation) is Literal else ""
        meaning = f"{field.description}: {choices}" if choices else field.description
        yield f"| `{prefix}{name.upper()}` | {_default(field.default)} | {meaning} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text())
