"""A file as the aggregates remember it; its bytes are kept beside them, under the digest."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StoredFile:
    """digest: "sha256:" and 64 hexadecimal digits. size: bytes."""

    digest: str
    name: str
    size: int
    media_type: str = ""
