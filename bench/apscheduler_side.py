"""The raw baseline of P5: APScheduler 3, a background scheduler with ten threads and its MongoDB job store."""

import logging
import pickle
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.mongodb import MongoDBJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from bson import Binary
from pymongo import MongoClient

CHUNK = 20_000
_accounts: Any = None
_left = threading.Semaphore(0)


def change(name: str) -> None:
    """The job: one account changed."""
    _accounts.update_one({"_id": name}, {"$inc": {"fired": 1, "version": 1}})
    _left.release()


class ApsSide:
    """A scheduler over one database. Its jobs may be late without limit (`misfire_grace_time=None`), else it drops them."""

    def __init__(self, uri: str, database: str) -> None:
        global _accounts
        self._client: MongoClient[Any] = MongoClient(uri, w="majority", journal=True)
        self._jobs = self._client[database]["jobs"]
        _accounts = self._client[database]["accounts"]
        store = MongoDBJobStore(database=database, collection="jobs", client=self._client)
        self._scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
        self._rounds = 0

    def prepare(self, pending: int, due: int) -> None:
        """The accounts, and as many jobs of the years to come as ours has timers."""
        _accounts.insert_many([{"_id": f"projects/{n}", "name": f"projects/{n}", "fired": 0, "version": 1} for n in range(due)])
        self._scheduler.start(paused=True)
        later = datetime.now(UTC) + timedelta(days=30)
        self._state = self._sample_state()
        for start in range(0, pending, CHUNK):
            rows = [self._job(f"later/{n}", later + timedelta(minutes=n)) for n in range(start, min(pending, start + CHUNK))]
            self._jobs.insert_many(rows, ordered=False)

    def fire(self, number: int) -> float:
        """So many due at once: how many a second."""
        ago = datetime.now(UTC) - timedelta(minutes=1)
        self._jobs.insert_many([self._job(f"projects/{n}", ago) for n in range(number)])
        self._rounds += 1
        began = time.perf_counter()
        self._scheduler.resume()
        for _ in range(number):
            _left.acquire()
        while self._jobs.count_documents({"next_run_time": {"$lte": time.time()}}):
            time.sleep(0.001)  # it has run them all and takes the last ones away
        took = time.perf_counter() - began
        self._scheduler.pause()
        return number / took

    def wrong(self) -> tuple[int, int]:
        """Accounts that were fired too rarely, and too often."""
        rarely = _accounts.count_documents({"fired": {"$lt": self._rounds}})
        return rarely, _accounts.count_documents({"fired": {"$gt": self._rounds}})

    def close(self) -> None:
        """Stop; its store closes the client first, which its thread may still ask, and says."""
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler.shutdown()

    def _sample_state(self) -> dict[str, Any]:
        run_at = datetime.now(UTC) + timedelta(days=1)
        job = self._scheduler.add_job(change, DateTrigger(run_at), args=["x"], misfire_grace_time=None, max_instances=100)
        state: dict[str, Any] = job.__getstate__()
        job.remove()
        return state

    def _job(self, name: str, run_at: datetime) -> dict[str, Any]:
        # As MongoDBJobStore.add_job writes it, many at once.
        state = self._state | {"id": name, "args": (name,), "next_run_time": run_at, "trigger": DateTrigger(run_at)}
        return {"_id": name, "next_run_time": run_at.timestamp(), "job_state": Binary(pickle.dumps(state, pickle.HIGHEST_PROTOCOL))}
