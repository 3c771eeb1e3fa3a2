"""What the references of one story stand for while it is played."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cli.story.references import BadReference
from cli.story.wallet import NoKey, Wallet


class StoryScope:
    """What one story has kept, and the wallet its people sign with. `person` is who acts at the moment."""

    def __init__(self, folder: Path, wallet: Wallet, values: dict[str, Any]) -> None:
        self.folder = folder
        self.person = ""
        self._wallet = wallet
        self._kept: dict[str, Any] = dict(values)

    def keep(self, name: str, value: Any) -> None:
        """Keep a value under a name; a later one takes its place."""
        self._kept[name] = value

    def forget(self, names: Iterable[str]) -> None:
        """Keep nothing under these names any longer."""
        for name in names:
            self._kept.pop(name, None)

    def kept(self, name: str) -> Any:
        """What was kept under a name. Raises KeyError."""
        return self._kept[name]

    def sign(self, person: str, content: bytes) -> bytes:
        """A person's signature over bytes. Raises BadReference."""
        try:
            return self._wallet.key(person).sign(content)
        except NoKey as error:
            raise BadReference(str(error)) from error

    def key_id(self, person: str) -> str:
        """The id of a person's signing key. Raises BadReference."""
        try:
            return self._wallet.key(person).key_id
        except NoKey as error:
            raise BadReference(str(error)) from error
