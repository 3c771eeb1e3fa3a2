"""The feed as a part of the service: an HTTP server beside the gRPC one."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from chassis.run.parts import Surroundings
from services.exchange.feed.app import Feed, build
from services.exchange.feed.arrivals import Arrivals
from services.exchange.feed.door import Door
from services.exchange.feed.pages import Pages
from services.exchange.feed.sightings import Sightings
from services.exchange.log import Log
from services.exchange.settings import FeedSettings

_DRAIN_SECONDS = 5
log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The service itself hears them."""
        yield

    def leave(self) -> None:
        """Answer what is under way, and end."""
        self.should_exit = True


class FeedServer:
    """One a replica. `address` is known once it is open."""

    def __init__(self, around: Surroundings) -> None:
        settings = FeedSettings.load()
        log_of_facts = Log(around.executor.context.mongo)
        self.address = settings.listen
        self._arrivals = Arrivals(log_of_facts)
        around.tell_of_commits(self._arrivals.tell)
        self._pages = Pages(log_of_facts, self._arrivals, settings)
        door = Door(around.executor, settings)
        around.tell_of_commits(door.tell)
        app = build(Feed(door, self._pages, Sightings(around.executor), log_of_facts))
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_DRAIN_SECONDS,
                limit_concurrency=settings.connections,
                ssl_certfile=around.settings.tls_certificate or None,
                ssl_keyfile=around.settings.tls_key or None,
            )
        )
        self._socket: socket.socket | None = None

    async def open(self) -> None:
        """Listen. Raises OSError."""
        host, _, port = self.address.rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)
        self.address = f"{host}:{self._socket.getsockname()[1]}"
        log.info("the feed listens on %s", self.address)

    async def run(self) -> None:
        """Serve; at the end whoever waits for a fact is let go, and requests under way are answered."""
        assert self._socket is not None, "open comes first"
        looking = asyncio.create_task(self._arrivals.run())
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        try:
            done, _ = await asyncio.wait({looking, serving}, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
        finally:
            self._arrivals.close()
            self._pages.close()
            looking.cancel()
            self._server.leave()
            await asyncio.wait({serving}, timeout=2 * _DRAIN_SECONDS)
