"""Every setting is on the page, and the READMEs speak of settings that exist."""

import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from chassis.settings import Settings
from cli.configuration import text
from cli.services import SERVICES
from services.exchange.main import ExchangeSettings, FeedSettings, WebhookSettings

ROOT = Path(__file__).parents[3]


def test_the_page_is_that_of_the_code() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == text(), "make pages"


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_readme_names_what_its_service_needs(service: str) -> None:
    every: dict[str, type[BaseSettings]] = {"FEED": FeedSettings, "WEBHOOK": WebhookSettings, "EXCHANGE": ExchangeSettings}
    ways = every if service == "exchange" else {}
    known = {f"SANZHI_{part}_{name.upper()}" for part, settings in ways.items() for name in settings.model_fields}
    known |= {f"SANZHI_{name.upper()}" for name in (*Settings.model_fields, *(f"{other}_address" for other in SERVICES))}
    named = set(re.findall(r"SANZHI_[A-Z0-9_]+", (ROOT / "services" / service / "README.md").read_text()))
    assert named <= known
    assert named >= {"SANZHI_MONGO", "SANZHI_KAFKA", "SANZHI_LISTEN", "SANZHI_JWKS", "SANZHI_SERVICE_KEY", "SANZHI_CLOCK"}
