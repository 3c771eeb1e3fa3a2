"""Files that callers hand in, kept by digest."""

from collections.abc import Sequence

from chassis.store.files.ref import SentFile
from plan.files import FileRef
from services.sharing.store import SharingTransaction


async def keep(sent: Sequence[SentFile], tx: SharingTransaction) -> tuple[FileRef, ...]:
    """Take files in. Refuses what Files.take refuses."""
    kept = [await tx.files.take(each) for each in sent]
    return tuple(FileRef(file.digest, file.name, file.size, file.media_type) for file in kept)
