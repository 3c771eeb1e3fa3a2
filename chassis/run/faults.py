"""What a replica sees around it that an operator has to see to: MongoDB's disk, an audit log without seals, issuers that cannot be read,
clocks that are not one.
"""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from chassis.access.keys import Keys
from chassis.run.clocks import Clocks
from chassis.sealing.waiting import waiting_seconds
from chassis.store.mongo import Mongo

KEPT_SECONDS = 30.0
SEALED_SECONDS = 60.0
LITTLE_SHARE, LITTLE_BYTES = 0.05, 2 * 1024**3
_MIB = 1024**2


@dataclass
class Seen:
    """Looks at the disk and the seals every KEPT_SECONDS, whoever asks."""

    mongo: Mongo
    keys: Keys
    clocks: Clocks
    _found: list[str] = field(default_factory=list)
    _good_until: float = 0.0

    async def faults(self) -> list[str]:
        """zh-CN. Raises PyMongoError."""
        if monotonic() >= self._good_until:
            disk = fault_of_disk(await self.mongo.database.command("dbStats"))
            self._found = [*disk, *await self._fault_of_seals()]
            self._good_until = monotonic() + KEPT_SECONDS
        keys = [f"签发方的公钥读取有误，沿用先前读到的：{problem}" for problem in self.keys.problems]
        return [*self._found, *keys, *self.clocks.faults()]

    async def _fault_of_seals(self) -> list[str]:
        waits = await waiting_seconds(self.mongo)
        return [f"审计记录没有封存，最早的已等待 {waits:.0f} 秒：原因见本服务的日志"] if waits > SEALED_SECONDS else []


def fault_of_disk(stats: dict[str, Any]) -> list[str]:
    """By what MongoDB says of the disk that its data are on; nothing where it says nothing."""
    total, used = stats.get("fsTotalSize", 0), stats.get("fsUsedSize", 0)
    free = total - used
    if not total or free > min(LITTLE_BYTES, LITTLE_SHARE * total):
        return []
    return [f"MongoDB 的磁盘只剩 {free / _MIB:,.0f} MiB（共 {total / _MIB:,.0f} MiB）：写满后不能再办理任何事项"]
