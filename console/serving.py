"""The web server."""

import logging
import socket
import sys

import uvicorn

from chassis.settings import Settings
from console.app import build
from console.live import Live
from console.settings import ConsoleSettings

log = logging.getLogger(__name__)
_DRAIN_SECONDS = 10


def serve(settings: ConsoleSettings, suite: Settings) -> None:
    """Until SIGTERM; requests under way are answered first."""
    logging.basicConfig(level=suite.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    host, _, port = settings.listen.rpartition(":")
    if settings.is_trying:
        log.warning("anybody may sign in as anybody: the development issuer of %s is on", settings.trying_keys)
    if not settings.is_secure:
        log.warning("%s is without TLS: cookies are plain ones, which is for a rehearsal on the loopback alone", settings.url)
    app = build(settings, suite)
    config = uvicorn.Config(
        app,
        host=host.strip("[]"),
        port=int(port),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        proxy_headers=False,
        # Longer than a browser, a client or a gateway keeps a connection that it does not use (a minute): whoever ends it first must be
        # the one that sends, or a click meets a connection that is just being closed.
        timeout_keep_alive=75,
        ssl_certfile=suite.tls_certificate or None,
        ssl_keyfile=suite.tls_key or None,
    )
    server = _Server(config, app.state.place.live)
    server.run()
    if not server.started:
        sys.exit(1)


class _Server(uvicorn.Server):
    """Lets go of whoever listens for changes, before it waits for requests under way: those would last for minutes."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does."""
        self._live.close()
        await super().shutdown(sockets)
