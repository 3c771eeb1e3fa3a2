"""Files that come with a command."""

from chassis.store.files.ref import SentFile
from plan.files import FileRef
from services.milestones.store import MilestonesTransaction


async def kept(sent: SentFile, tx: MilestonesTransaction) -> FileRef:
    """Keep a file; what an aggregate remembers of it. Refuses FILE_EMPTY, FILE_TOO_LARGE."""
    ref = await tx.files.take(sent)
    return FileRef(ref.digest, ref.name, ref.size, ref.media_type)
