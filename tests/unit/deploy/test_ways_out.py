"""What compose says of the ways out of the suite is what exchange reads."""

from typing import Any

import pytest
import yaml

from services.exchange.settings import ExchangeSettings, WebhookSettings
from tests.unit.deploy.built import ROOT, compose, default


@pytest.mark.parametrize("name", WebhookSettings.model_fields)
def test_each_setting_of_webhooks_can_be_said_in_env(name: str) -> None:
    variable = f"SANZHI_WEBHOOK_{name.upper()}"
    said = compose()["exchange"]["environment"][variable]
    assert said.startswith(f"${{{variable}:-")
    assert default(said) == str(WebhookSettings.model_fields[name].default)
    assert variable in (ROOT / "deploy" / "env.example").read_text()


def test_packages_lie_in_the_folder_that_is_mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.files.yml").read_text())["services"]
    assert set(services) == {"exchange"}
    for variable, value in services["exchange"]["environment"].items():
        monkeypatch.setenv(variable, value)
    (mount,) = services["exchange"]["volumes"]
    assert ExchangeSettings.load().files == default(mount).partition(":")[2] != ""
