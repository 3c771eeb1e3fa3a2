"""The public keys that tokens are verified with: read beside the calls, bounded in time and bytes; the last good ones serve on."""

import asyncio
import logging
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx

from chassis.access.jwks import NotAKeySet, TrustedKey, by_id, keys_of
from chassis.errors import Unavailable

# How often keys are read, and so how long one is still trusted that its issuer took out (and READ_SECONDS at most for the reading).
REREAD_SECONDS = 60.0
READ_SECONDS = 5.0
MOST_BYTES = 1024 * 1024
# While there is no key at all, and for callers whose key nobody knows.
_AGAIN_SECONDS = 2.0
_UNKNOWN_SECONDS = 2.0
_MOST_WAITING = 16
log = logging.getLogger(__name__)


class Keys:
    """Key sets, files or URLs with commas between, each with the last keys that it had."""

    def __init__(self, sources: str) -> None:
        self._sources = tuple(source.strip() for source in sources.split(",") if source.strip())
        self._good: dict[str, list[TrustedKey]] = {}
        self._found: dict[str, TrustedKey] = {}
        self._told: dict[str, str] = {}
        self._reading: asyncio.Task[None] | None = None
        self._began = 0.0
        self._waiting = 0
        self.generation = 0  # another one: a key is gone, or another in its place

    async def find(self, key_id: str) -> TrustedKey | None:
        """A key by its id. One that is not known may be new: it is looked for once a minute, and waited for shortly."""
        if not self._found:
            await self._first()
        found = self._found.get(key_id)
        if found is None and self._waiting < _MOST_WAITING and self._may_ask():
            await self._shortly()
            found = self._found.get(key_id)
        return found

    async def run(self) -> None:
        """Read them again and again, until cancelled."""
        try:
            while True:
                await asyncio.shield(self._read())
                await asyncio.sleep(REREAD_SECONDS if self._found else _AGAIN_SECONDS)
        finally:
            if self._reading is not None:
                self._reading.cancel()

    async def demand(self) -> None:
        """Raises NotAKeySet where there are issuers and no key of theirs has ever been read: nobody can be let in."""
        if self._sources and not self._found:
            raise NotAKeySet("; ".join(filter(None, self._told.values())) or "not read yet")

    @property
    def problems(self) -> list[str]:
        """Issuers whose keys cannot be read now, and why; what is known of them serves on."""
        return [f"{_named(source)}: {problem}" for source, problem in self._told.items() if problem]

    async def refresh(self) -> None:
        """Read them now."""
        await asyncio.shield(self._read())

    async def _first(self) -> None:
        """There is nothing to go by: wait for a reading. Refuses JWKS_UNAVAILABLE."""
        if self._reading is not None or not self._began or monotonic() - self._began >= _AGAIN_SECONDS:
            await asyncio.shield(self._read())
        if not self._found:
            raise Unavailable("JWKS_UNAVAILABLE", "身份签发方的公钥暂时无法读取，请稍后再试")

    def _may_ask(self) -> bool:
        return self._reading is not None or monotonic() - self._began >= REREAD_SECONDS

    async def _shortly(self) -> None:
        self._waiting += 1
        try:
            await asyncio.wait({self._read()}, timeout=_UNKNOWN_SECONDS)
        finally:
            self._waiting -= 1

    def _read(self) -> "asyncio.Task[None]":
        """The reading under way, or a new one; all who wait share it."""
        if self._reading is None:
            self._began = monotonic()
            self._reading = asyncio.create_task(self._read_all())
        return self._reading

    async def _read_all(self) -> None:
        try:
            await asyncio.gather(*(self._read_one(source) for source in self._sources))
            found = by_id(key for source in self._sources for key in self._good.get(source, []))
            if any(found.get(name, key).parameters != key.parameters or name not in found for name, key in self._found.items()):
                self.generation += 1
            self._found = found
        finally:
            self._reading = None

    async def _read_one(self, source: str) -> None:
        remote = source.startswith(("http://", "https://"))
        try:
            async with asyncio.timeout(READ_SECONDS):
                answer = await (_from_url(source) if remote else asyncio.to_thread(_from_file, Path(source)))
            self._good[source], problems = await asyncio.to_thread(keys_of, answer, own=not remote)
            self._tell(source, "; ".join(problems[:3]))
        except Exception as error:  # whatever an issuer does, the keys that are known serve on
            self._tell(source, f"{type(error).__name__}: {error}"[:500])

    def _tell(self, source: str, problem: str) -> None:
        """Once, until it is another or over."""
        before, self._told[source] = self._told.get(source, ""), problem
        named = _named(source)
        if problem and problem != before:
            kept = len(self._good.get(source, []))
            log.warning("keys of tokens at %s: %s; %d known from there serve on", named, problem, kept)
        elif before and not problem:
            log.info("keys of tokens at %s are read again without a problem", named)


def _named(source: str) -> str:
    """Without a password."""
    parts = urlsplit(source)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _from_file(path: Path) -> bytes:
    if not path.is_file():  # a pipe would never end
        raise FileNotFoundError(f"{path} is no file")
    with path.open("rb") as file:
        return _bounded(file.read(MOST_BYTES + 1))


async def _from_url(url: str) -> bytes:
    async with httpx.AsyncClient(timeout=READ_SECONDS, follow_redirects=False) as client, client.stream("GET", url) as answer:
        if answer.status_code != httpx.codes.OK:
            raise NotAKeySet(f"answers {answer.status_code}")
        content = bytearray()
        async for piece in answer.aiter_bytes(65_536):
            content += piece
            _bounded(content)
        return bytes(content)


def _bounded(content: bytes | bytearray) -> bytes:
    if len(content) > MOST_BYTES:
        raise NotAKeySet(f"is longer than {MOST_BYTES} bytes")
    return bytes(content)
