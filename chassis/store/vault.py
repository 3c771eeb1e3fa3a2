"""Personal data: each subject's sealed with a data key of their own, which the master key wraps (docs/decisions/0044).

MongoDB's explicit client-side encryption. The data keys are a collection of the service's own database, so that one is destroyed in the
transaction that says so. libmongocrypt remembers for a minute a key that it has unwrapped: whoever reads asks the aggregate first.
"""

import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bson.binary import Binary
from pymongo.encryption import Algorithm  # type: ignore[attr-defined]  # where it is documented; its stars do not say so
from pymongo.errors import DuplicateKeyError, EncryptionError

from chassis.errors import RuleViolated, Unavailable
from chassis.store.master_key import MasterKey, NoMasterKey
from chassis.store.mongo import Mongo
from chassis.store.personal_keys import KEYS, as_id

log = logging.getLogger(__name__)
_LOOKUP = "lookup"  # the one key that is nobody's own
_CIPHERTEXT = 6  # BSON's subtype: 1 byte of kind, 16 of the key's id, then the rest


class Vault:
    """Of one service. A key is known by its id, 32 hexadecimal digits; what is sealed names its key by itself."""

    def __init__(self, mongo: Mongo, master: MasterKey) -> None:
        self._mongo = mongo
        self._master = master
        self._encryption = mongo.encryption(master.providers, KEYS, master.tls_options)
        self._lookup: Binary | None = None

    async def prepare(self) -> None:
        """Make the lookup key where there is none, and try the master key out. Raises NoMasterKey, PyMongoError."""
        try:
            await self._encrypt("", Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic, await self._lookup_key())
        except EncryptionError as error:
            # No part of a key is in libmongocrypt's words.
            raise NoMasterKey(f"the data keys in {KEYS} do not open with this master key: {error}") from error

    async def new_key(self) -> str:
        """A data key for a subject. Refuses KEYS_UNAVAILABLE."""
        async with _reached():
            return (await self._make()).hex()

    async def seal(self, key: str, text: str) -> bytes:
        """The text under a key, another time otherwise. Refuses KEYS_UNAVAILABLE, PERSONAL_DATA_ERASED."""
        return await self._sealed(key, text, Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Random)

    async def seal_alike(self, key: str, text: str) -> bytes:
        """The same each time, to be compared. Refuses as seal."""
        return await self._sealed(key, text, Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic)

    async def open(self, sealed: bytes) -> str:
        """Refuses KEYS_UNAVAILABLE, PERSONAL_DATA_ERASED."""
        return str(await self._with_key(sealed[1:17], lambda: self._encryption.decrypt(Binary(sealed, _CIPHERTEXT))))

    async def demand_key_of(self, sealed: bytes) -> None:
        """For whoever has no aggregate to ask whether the key was destroyed a moment ago. Refuses PERSONAL_DATA_ERASED."""
        if not await self._has(sealed[1:17]):
            raise erased()

    async def mark(self, kind: str, text: str) -> bytes:
        """By which a text of a kind is found, and from which it cannot be read, whoever has all keys: only guessed.

        Refuses KEYS_UNAVAILABLE.
        """
        digest = hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()
        async with _reached():
            return await self._encrypt(digest, Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic, await self._lookup_key())

    async def close(self) -> None:
        """Forget the keys."""
        await self._encryption.close()

    async def _sealed(self, key: str, text: str, algorithm: str) -> bytes:
        identity = bytes.fromhex(key)
        return bytes(await self._with_key(identity, lambda: self._encrypt(text, algorithm, as_id(identity))))

    async def _encrypt(self, text: str, algorithm: str, key: Binary) -> bytes:
        return bytes(await self._encryption.encrypt(text, algorithm, key_id=key))

    async def _with_key(self, identity: bytes, work: Callable[[], Awaitable[Any]]) -> Any:
        async with _reached():
            try:
                return await work()
            except EncryptionError as error:
                if not await self._has(identity):
                    raise erased() from error
                raise

    async def _has(self, identity: bytes) -> bool:
        return await self._mongo[KEYS].find_one({"_id": as_id(identity)}, {"_id": 1}) is not None

    async def _lookup_key(self) -> Binary:
        while self._lookup is None:
            found = await self._mongo[KEYS].find_one({"keyAltNames": _LOOKUP}, {"_id": 1})
            if found is not None:
                self._lookup = as_id(found["_id"])
                break
            try:
                await self._make(_LOOKUP)
            except EncryptionError as error:
                if not isinstance(error.cause, DuplicateKeyError):  # another replica was quicker
                    raise
        return self._lookup

    async def _make(self, *names: str) -> Binary:
        return as_id(await self._encryption.create_data_key(self._master.provider, self._master.names, key_alt_names=list(names) or None))


def erased() -> RuleViolated:
    """The refusal of what is sealed with a key that was destroyed."""
    return RuleViolated("PERSONAL_DATA_ERASED", "个人信息已删除，不能再查阅", rule="2.5")


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except EncryptionError as error:
        log.error("personal data could not be sealed or opened: %s", error)
        raise Unavailable("KEYS_UNAVAILABLE", "个人信息的密钥暂时无法使用，请稍后用同一 request_id 重试") from error
