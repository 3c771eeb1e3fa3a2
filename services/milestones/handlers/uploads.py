"""Files that come with a command."""

from plan.files import FileRef
from services.milestones.commands import MaterialUpload, Upload
from services.milestones.store import MilestonesTransaction


async def kept(upload: Upload | MaterialUpload, tx: MilestonesTransaction) -> FileRef:
    """Keep a file; what an aggregate remembers of it. Refuses FILE_EMPTY, FILE_TOO_LARGE."""
    ref = await tx.files.put(upload.name, upload.content, upload.media_type)
    return FileRef(ref.digest, ref.name, ref.size, ref.media_type)
