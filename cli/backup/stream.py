"""A compressed tar: <collection>/indexes.json, then <collection>/<number>.bson with whole documents one after another.

All collections are read as of one instant; MongoDB keeps such an instant for five minutes unless told otherwise.
"""

import io
import tarfile
from collections.abc import Iterable
from typing import IO, Any

from bson import decode_all, json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from cli.stack.problem import StackProblem

_RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
Client = MongoClient[dict[str, Any]]


def dump(client: Client, database: str, out: IO[bytes]) -> int:
    """Writes the whole database; how many documents it was."""
    found, count = client[database], 0
    names = sorted(name for name in found.list_collection_names() if not name.startswith("system."))
    with tarfile.open(fileobj=out, mode="w|gz") as tar, client.start_session(snapshot=True) as instant:
        for name in names:
            _add(tar, f"{name}/indexes.json", json_util.dumps([dict(index) for index in found[name].list_indexes()]).encode())
            batches: Any = found[name].find_raw_batches({}, session=instant)  # annotated as documents, but bytes
            for number, batch in enumerate(batches):
                _add(tar, f"{name}/{number:08}.bson", batch)
                count += len(decode_all(batch, _RAW))
    return count


def restore(client: Client, database: str, source: IO[bytes]) -> int:
    """Fills an empty database; how many documents it was. Raises StackProblem where there is something already."""
    target, count = client[database], 0
    if there := sorted(name for name in target.list_collection_names() if target[name].find_one({}, {"_id": 1})):
        raise StackProblem(f"数据库 {database} 不是空的（{'、'.join(there[:5])}）：恢复只写入空的数据库")
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


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


def _index(target: Any, name: str, indexes: Iterable[dict[str, Any]]) -> None:
    wanted = [{key: value for key, value in index.items() if key not in ("v", "ns")} for index in indexes if index["name"] != "_id_"]
    if wanted:
        target.command({"createIndexes": name, "indexes": wanted})
