"""Key buckets: each row of the outbox and each timer is in the bucket of its key, which one replica works at a time."""

from zlib import crc32

BUCKETS = 16


def bucket_of(key: str) -> int:
    """The bucket of a key; the same in every process."""
    return crc32(key.encode()) % BUCKETS
