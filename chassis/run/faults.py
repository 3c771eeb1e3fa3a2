"""What a replica sees around it that an operator has to see to: the disk of MongoDB, issuers whose keys cannot be read."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from chassis.access.keys import Keys
from chassis.store.mongo import Mongo

KEPT_SECONDS = 30.0
LITTLE_SHARE, LITTLE_BYTES = 0.05, 2 * 1024**3
_MIB = 1024**2


@dataclass
class Seen:
    """Looks at the disk every KEPT_SECONDS, whoever asks."""

    mongo: Mongo
    keys: Keys
    _disk: list[str] = field(default_factory=list)
    _good_until: float = 0.0

    async def faults(self) -> list[str]:
        """zh-CN. Raises PyMongoError."""
        if monotonic() >= self._good_until:
            self._disk = fault_of_disk(await self.mongo.database.command("dbStats"))
            self._good_until = monotonic() + KEPT_SECONDS
        return [*self._disk, *(f"签发方的公钥读取有误，沿用先前读到的：{problem}" for problem in self.keys.problems)]


def fault_of_disk(stats: dict[str, Any]) -> list[str]:
    """By what MongoDB says of the disk that its data are on; nothing where it says nothing."""
    total, used = stats.get("fsTotalSize", 0), stats.get("fsUsedSize", 0)
    free = total - used
    if not total or free > min(LITTLE_BYTES, LITTLE_SHARE * total):
        return []
    return [f"MongoDB 的磁盘只剩 {free / _MIB:,.0f} MiB（共 {total / _MIB:,.0f} MiB）：写满后不能再办理任何事项"]
