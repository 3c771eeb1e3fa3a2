"""MongoDB as a replica set of one, on the loopback, with transactions."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from cli.stack.child import PLAIN_LOCALE, Child
from cli.stack.parts import Part, find_mongod
from cli.stack.passwords import USER, StackPasswords
from cli.stack.ports import LOOPBACK, claim
from cli.stack.problem import StackProblem, tail

REPLICA_SET = "rs0"
NOT_YET_INITIALIZED = 94
AUTHENTICATION_FAILED = 18
ALREADY_INITIALIZED = 23


class EmbeddedMongo:
    """A context manager; or launch(), then ready(), then stop().

    Without `passwords` anybody on this machine may do everything, which is for tests alone.
    """

    def __init__(self, directory: Path, port: int = 0, passwords: StackPasswords | None = None) -> None:
        self.passwords = passwords
        self._asks_nobody = passwords is None
        self._initiated = False  # by this start: on a busy machine it takes a while until the set has its primary
        self.directory = directory
        self.program: Part = find_mongod()
        self.port = claim(port, "MongoDB")
        self.child: Child | None = None

    @property
    def uri(self) -> str:
        """Connection string of this start, with the password where there is one."""
        login, source = (f"{USER}:{self.passwords.mongo}@", "&authSource=admin") if self.passwords else ("", "")
        return f"mongodb://{login}{LOOPBACK}:{self.port}/?replicaSet={REPLICA_SET}{source}"

    @property
    def log(self) -> Path:
        """Its own log."""
        return self.directory / "mongod.log"

    def launch(self) -> None:
        """Starts the process and returns at once."""
        data = self.directory / "data"
        data.mkdir(parents=True, exist_ok=True)
        self.child = Child("mongod", [self.program.path, *self._options(data)], self.directory / "mongod.out", os.environ | PLAIN_LOCALE)

    def _options(self, data: Path) -> list[str]:
        # An old build (see docs): the loopback alone, and no network compression. What a killed service leaves open in a
        # transaction blocks the same documents until MongoDB ends it: after 10 s instead of a minute.
        return [
            f"--dbpath={data}", f"--port={self.port}", f"--bind_ip={LOOPBACK}", f"--replSet={REPLICA_SET}",
            "--networkMessageCompressors=disabled", "--nounixsocket", "--wiredTigerCacheSizeGB=0.5", "--oplogSize=512",
            f"--logpath={self.log}", "--logappend", "--setParameter=diagnosticDataCollectionEnabled=false",
            "--setParameter=transactionLifetimeLimitSeconds=10", *self._with_password(),
        ]  # fmt: skip

    def _with_password(self) -> list[str]:
        # Many rounds make weak passwords strong; ours is of 256 bits, and every connection pays for them.
        if self._asks_nobody or self.passwords is None:
            return []
        return ["--auth", f"--keyFile={self.passwords.mongo_key}", "--setParameter=scramSHA256IterationCount=5000"]

    def ready(self, seconds: float = 120.0) -> None:
        """Waits until it takes writes; makes the replica set the first time."""
        end = time.monotonic() + seconds
        with self._client() as client:
            while not (self._is_primary(client) and self._lets_us_in(client)):
                self._must_live()
                if time.monotonic() > end:
                    raise StackProblem(f"MongoDB 在 {seconds:.0f} 秒内没有就绪，日志末尾：\n{tail(self.log)}")
                time.sleep(0.05)

    def _is_primary(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            hello = client.admin.command("hello")
            if not hello["isWritablePrimary"]:
                self._join()
            return bool(hello["isWritablePrimary"]) and hello["me"] == self._host
        except PyMongoError:
            return False

    def _lets_us_in(self, client: MongoClient[dict[str, Any]]) -> bool:
        """Whether our user is there; who has no user yet may make the first, from this machine (MongoDB's localhost exception)."""
        if self.passwords is None:
            return True
        try:
            with self._client(as_user=True) as ours:
                ours.admin.command("usersInfo")
        except OperationFailure as error:
            if error.code != AUTHENTICATION_FAILED:
                raise
            client.admin.command("createUser", USER, pwd=self.passwords.mongo, roles=["root"], mechanisms=["SCRAM-SHA-256"])
        if self._asks_nobody:
            self._launch_again(asks_nobody=False)
            return False
        return True

    def _client(self, *, as_user: bool = False) -> MongoClient[dict[str, Any]]:
        login: dict[str, Any] = {"username": USER, "password": self.passwords.mongo} if as_user and self.passwords else {}
        return MongoClient(LOOPBACK, self.port, directConnection=True, serverSelectionTimeoutMS=300, **login)

    def _join(self) -> None:
        """Makes the set, or moves it to the port of this start: as our user, or where there is none yet, as nobody."""
        try:
            with self._client(as_user=not self._asks_nobody) as client:
                config = client.admin.command("replSetGetConfig")["config"]
                if config["members"][0]["host"] != self._host:
                    config["members"][0]["host"] = self._host
                    config["version"] += 1
                    client.admin.command("replSetReconfig", config, force=True)
        except OperationFailure as error:
            if error.code not in (NOT_YET_INITIALIZED, AUTHENTICATION_FAILED):
                raise
            self._initiate()

    def _initiate(self) -> None:
        try:
            with self._client() as nobody:
                nobody.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": self._host}]})
                self._initiated = True
        except OperationFailure as error:
            if error.code != ALREADY_INITIALIZED:
                raise
            if self._initiated:
                return
            # A set from another port, and nobody to let in: its data are of a time without passwords, or its first start was cut off.
            self._launch_again(asks_nobody=True)

    def _launch_again(self, *, asks_nobody: bool) -> None:
        self.stop()
        self._asks_nobody = asks_nobody
        self.launch()

    @property
    def _host(self) -> str:
        return f"{LOOPBACK}:{self.port}"

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
