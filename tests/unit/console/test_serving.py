"""How the console's web server is set up."""

import uvicorn
from pytest import MonkeyPatch

from chassis.settings import Settings
from console import serving
from console.live import Live
from console.settings import ConsoleSettings


def test_a_connection_that_is_not_used_is_kept_longer_than_clients_and_gateways_keep_it(monkeypatch: MonkeyPatch) -> None:
    seen: list[uvicorn.Config] = []

    class Asked:
        started = True

        def __init__(self, config: uvicorn.Config, live: Live) -> None:
            seen.append(config)

        def run(self) -> None:
            pass

    monkeypatch.setattr(serving, "_Server", Asked)
    serving.serve(ConsoleSettings(url="https://console.example", listen="127.0.0.1:1", issuer="https://id.example"), Settings())
    assert seen[0].timeout_keep_alive > 60
