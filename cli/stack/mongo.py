"""MongoDB as a replica set of one, on the loopback, with transactions."""

import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from cli.stack.child import Child
from cli.stack.parts import Part, find_mongod
from cli.stack.ports import LOOPBACK, claim
from cli.stack.problem import StackProblem, tail

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94


class EmbeddedMongo:
    """A context manager; or launch(), then ready(), then stop()."""

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory
        self.program: Part = find_mongod()
        self.port = claim(port, "MongoDB")
        self.child: Child | None = None

    @property
    def uri(self) -> str:
        """Connection string of this start."""
        return f"mongodb://{LOOPBACK}:{self.port}/?replicaSet={REPLICA_SET}"

    @property
    def log(self) -> Path:
        """Its own log."""
        return self.directory / "mongod.log"

    def launch(self) -> None:
        """Starts the process and returns at once."""
        data = self.directory / "data"
        data.mkdir(parents=True, exist_ok=True)
        self.child = Child("mongod", [self.program.path, *self._options(data)], self.directory / "mongod.out")

    def _options(self, data: Path) -> list[str]:
        # An old build (see docs): the loopback alone, and no network compression. What a killed service leaves open in a
        # transaction blocks the same documents until MongoDB ends it: after 10 s instead of a minute.
        return [
            f"--dbpath={data}", f"--port={self.port}", f"--bind_ip={LOOPBACK}", f"--replSet={REPLICA_SET}",
            "--networkMessageCompressors=disabled", "--nounixsocket", "--wiredTigerCacheSizeGB=0.5", "--oplogSize=512",
            f"--logpath={self.log}", "--logappend", "--setParameter=diagnosticDataCollectionEnabled=false",
            "--setParameter=transactionLifetimeLimitSeconds=10",
        ]  # fmt: skip

    def ready(self, seconds: float = 120.0) -> None:
        """Waits until it takes writes; makes the replica set the first time."""
        end = time.monotonic() + seconds
        with MongoClient[dict[str, Any]](LOOPBACK, self.port, directConnection=True, serverSelectionTimeoutMS=300) as client:
            while not self._is_primary(client):
                self._must_live()
                if time.monotonic() > end:
                    raise StackProblem(f"MongoDB 在 {seconds:.0f} 秒内没有就绪，日志末尾：\n{tail(self.log)}")
                time.sleep(0.05)

    def _is_primary(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            hello = client.admin.command("hello")
            if not hello["isWritablePrimary"]:
                self._join(client)
            return bool(hello["isWritablePrimary"]) and hello["me"] == f"{LOOPBACK}:{self.port}"
        except PyMongoError:
            return False

    def _join(self, client: MongoClient[dict[str, Any]]) -> None:
        """Makes the set, or moves it to the port of this start."""
        host = f"{LOOPBACK}:{self.port}"
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": host}]})
            return
        if config["members"][0]["host"] != host:
            config["members"][0]["host"] = host
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)

    def _must_live(self) -> None:
        if self.child is None:
            raise StackProblem("MongoDB 尚未启动")
        if not self.child.alive():
            raise StackProblem(f"mongod（{self.program.path}）启动后退出，日志末尾：\n{tail(self.log)}\n{tail(self.child.log)}")

    def stop(self) -> None:
        """Ends the process in order; nothing happens if none runs."""
        if self.child:
            self.child.stop()

    def __enter__(self) -> Self:
        try:
            self.launch()
            self.ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
