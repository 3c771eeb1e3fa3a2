"""Starts services as `sanzhi serve` does: forked from a process that has loaded what they share, where there can be one."""

import os
import sys
from pathlib import Path

from cli.stack.child import Child, Process
from cli.stack.nursery import HERE, Nursery
from cli.stack.passwords import StackPasswords

_COMMON = ("cli.stack.common",)


class Starter:
    """From the main thread, as Child. Each process gets this one's environment without its SANZHI_*, and settings."""

    def __init__(self) -> None:
        self._nursery: Nursery | None = None

    def load(self) -> Nursery | None:
        """Begin to load, and return; another process where the one before has died, and what it forked with it."""
        if self._nursery is not None and not self._nursery.alive():
            self.close()
        if HERE and self._nursery is None:
            self._nursery = Nursery(_COMMON)
        return self._nursery

    def serve(self, name: str, service: str, log: Path, settings: dict[str, str]) -> Process:
        """A service under a name. Raises OSError."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SANZHI_")} | settings
        if nursery := self.load():
            return nursery.start(name, ["cli.main:main", "serve", service], log, environment)
        return Child(name, [sys.executable, "-P", "-m", "cli.main", "serve", service], log, environment)

    def make_users(self, folder: Path, port: int, services: tuple[str, ...], log: Path) -> None:
        """The services' users in MongoDB, once it takes writes. Raises StackProblem."""
        if nursery := self.load():
            making = nursery.start("users", ["cli.stack.users:main", str(folder), str(port), *services], log, os.environ)
            making.wait()
            if making.code != 0:
                making.must_live()
        else:
            from cli.stack.users import make_users  # it loads the services

            make_users(port, StackPasswords.of(folder), services)

    def close(self) -> None:
        """Once what it started has ended."""
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None
