"""Files that callers hand in, kept by digest."""

from collections.abc import Sequence

from services.supervision.commands import Upload
from services.supervision.domain.files import FileRef
from services.supervision.store import SupervisionTransaction


async def keep(uploads: Sequence[Upload], tx: SupervisionTransaction) -> tuple[FileRef, ...]:
    """Store files. Refuses FILE_EMPTY, FILE_TOO_LARGE."""
    kept = [await tx.files.put(upload.name, upload.content, upload.media_type) for upload in uploads]
    return tuple(FileRef(file.digest, file.name, file.size, file.media_type) for file in kept)
