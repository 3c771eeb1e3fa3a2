"""The databases of all services as of one instant, while they run: a folder named after it, with a file for each service."""

import gzip
import os
import shutil
import zlib
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from cli.backup import stream
from cli.stack.problem import StackProblem

ENDING = ".backup"
_UNFINISHED = ".part"
_PIECE = 1 << 20
# By service: a client that is let in as that service, and the name of its database.
Sources = Mapping[str, tuple[stream.Client, str]]


def take(sources: Sources, folder: Path, keep: int) -> Path:
    """A further backup in a folder, of which the last `keep` stay there. Raises StackProblem where there can be no common instant."""
    if len({_replica_set(client) for client, _ in sources.values()}) != 1:
        raise StackProblem("各服务的数据库不在同一个副本集中，没有共同的时刻：请用各副本集的快照")
    instant = stream.last_instant(next(iter(sources.values()))[0])
    place = folder / f"{instant.as_datetime().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if place.exists():
        raise StackProblem(f"{place} 已经存在")
    # What a run before left that was killed, too.
    unfinished = place.with_suffix(_UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    for service, (client, database) in sources.items():
        with os.fdopen(os.open(unfinished / f"{service}{ENDING}", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            stream.dump(client, database, out, instant)
            out.flush()
            os.fsync(out.fileno())
    unfinished.rename(place)
    _forget(folder, place, keep)
    return place


def put(sources: Sources, place: Path) -> int:
    """Fills the empty databases of all services; how many documents it was. Raises StackProblem before anything is written."""
    for service, (client, database) in sources.items():
        _demand_whole(place / f"{service}{ENDING}")
        stream.demand_empty(client, database)
    count = 0
    for service, (client, database) in sources.items():
        with (place / f"{service}{ENDING}").open("rb") as source:
            count += stream.restore(client, database, source)
    return count


def _replica_set(client: stream.Client) -> tuple[str, ...]:
    said = client.admin.command("hello")
    return (said.get("setName", ""), *sorted(said.get("hosts", [])))


def _demand_whole(file: Path) -> None:
    try:
        with gzip.open(file) as content:
            while content.read(_PIECE):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise StackProblem(f"{file} 不完整或不存在：{error}") from error


def _forget(folder: Path, newest: Path, keep: int) -> None:
    """Backups before the last ones, and what was left unfinished before the newest; anything else in the folder is somebody else's."""
    whole = sorted(each for each in folder.glob("????????T??????Z") if each.is_dir())
    left = [each for each in folder.glob(f"????????T??????Z{_UNFINISHED}") if each.stem < newest.name]
    for each in (*whole[: max(0, len(whole) - keep)], *left):
        shutil.rmtree(each)
