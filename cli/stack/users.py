"""Makes the services' own users in MongoDB, in a process that has loaded the services: what they need stands in their code."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from cli.provision.database import make_user
from cli.stack.passwords import USER, StackPasswords, database_of
from cli.stack.ports import LOOPBACK


def make_users(port: int, passwords: StackPasswords, services: tuple[str, ...]) -> None:
    """Side by side: each waits many times until what it made is on disk. Raises PyMongoError."""
    known = {name: passwords.of_service(name) for name in services}
    ours: MongoClient[dict[str, Any]] = MongoClient(LOOPBACK, port, directConnection=True, username=USER, password=passwords.mongo)
    with ours, ThreadPoolExecutor(len(services)) as pool:
        list(pool.map(lambda name: make_user(ours, database_of(name), name, known[name]), known))


def main() -> None:
    """Arguments: a stack's folder of passwords, its MongoDB's port, services."""
    folder, port, *services = sys.argv[1:]
    make_users(int(port), StackPasswords.of(Path(folder)), tuple(services))
