"""A compressed tar: <collection>/indexes.json, then <collection>/<number>.bson with whole documents one after another.

All collections are read as of one instant, which may be that of other databases of the same replica set too; MongoDB keeps such an instant
for five minutes unless told otherwise.
"""

import io
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from bson import decode_all, json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from bson.timestamp import Timestamp
from pymongo import MongoClient

from cli.stack.problem import StackProblem

_RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
_TOGETHER = 8 << 20  # bytes, which a restore has in memory at once
Client = MongoClient[dict[str, Any]]


def collections(client: Client, database: str) -> list[str]:
    """Those that are dumped."""
    return sorted(name for name in client[database].list_collection_names() if not name.startswith("system."))


def last_instant(client: Client) -> Timestamp:
    """The last that a majority of the replica set has."""
    instant: Timestamp = client.admin.command("hello")["lastWrite"]["majorityOpTime"]["ts"]
    return instant


def dump(client: Client, database: str, out: IO[bytes], instant: Timestamp | None = None) -> int:
    """Writes the whole database as of an instant, the last one unless told otherwise; how many documents it was."""
    found, count = client.get_database(database, codec_options=_RAW), 0
    names = collections(client, database)
    concern = {"level": "snapshot", "atClusterTime": instant or last_instant(client)}
    with tarfile.open(fileobj=out, mode="w|gz") as tar, client.start_session(causal_consistency=False) as session:
        for name in names:
            _add(tar, f"{name}/indexes.json", json_util.dumps([dict(index) for index in client[database][name].list_indexes()]).encode())
            cursor: Any = found.cursor_command({"find": name, "readConcern": concern}, session=session, codec_options=_RAW)
            for number, batch in enumerate(_batches(cursor)):
                _add(tar, f"{name}/{number:08}.bson", b"".join(batch))
                count += len(batch)
    return count


def restore(client: Client, database: str, source: IO[bytes]) -> int:
    """Fills an empty database; how many documents it was. Raises StackProblem where there is something already."""
    demand_empty(client, database)
    target, count = client[database], 0
    present = set(target.list_collection_names())
    with tarfile.open(fileobj=source, mode="r|gz") as tar:
        for member in tar:
            name, _, part = member.name.rpartition("/")
            content = tar.extractfile(member)
            assert content is not None
            if part == "indexes.json":
                if name not in present:  # those of the audit log are made beforehand, for the service may not (cli/provision/database.py)
                    target.create_collection(name)
                    _index(target, name, json_util.loads(content.read()))
                continue
            documents = decode_all(content.read(), _RAW)
            target[name].insert_many(documents)
            count += len(documents)
    return count


def demand_empty(client: Client, database: str) -> None:
    """Raises StackProblem where there is a document."""
    found = client[database]
    if there := sorted(name for name in found.list_collection_names() if found[name].find_one({}, {"_id": 1})):
        raise StackProblem(f"数据库 {database} 不是空的（{'、'.join(there[:5])}）：恢复只写入空的数据库")


def _batches(documents: Iterable[RawBSONDocument]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for document in documents:
        batch.append(bytes(document.raw))
        size += len(document.raw)
        if size >= _TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


def _index(target: Any, name: str, indexes: Iterable[dict[str, Any]]) -> None:
    wanted = [{key: value for key, value in index.items() if key not in ("v", "ns")} for index in indexes if index["name"] != "_id_"]
    if wanted:
        target.command({"createIndexes": name, "indexes": wanted})
