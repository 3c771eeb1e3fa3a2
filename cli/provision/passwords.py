"""Passwords in files of a folder, one a user, made where they are missing."""

import os
import secrets
from pathlib import Path


class Passwords:
    """A folder such as SECRETS/provision/kafka."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, user: str) -> str:
        """The password of a user. Raises FileNotFoundError where none was made."""
        return (self.folder / user).read_text(encoding="utf-8")

    def make(self, user: str, length: int = 20) -> str:
        """The password of a user; a new one where there is none."""
        path = self.folder / user
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(secrets.token_hex(length))
        return self.of(user)
