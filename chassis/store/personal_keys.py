"""The data keys of personal data, in a collection of the service's own database: MongoDB's key vault.

Each is wrapped by the master key, so that a dump of the database alone opens nothing.
"""

from bson.binary import Binary
from pymongo import IndexModel

KEYS = "personal_keys"
# As MongoDB asks for it: https://www.mongodb.com/docs/manual/core/csfle/fundamentals/keys-key-vaults/
INDEXES = [
    IndexModel([("keyAltNames", 1)], unique=True, partialFilterExpression={"keyAltNames": {"$exists": True}}, name="keyAltNames"),
]


def key_id(key: str) -> Binary:
    """The id of a key, 32 hexadecimal digits, as its document has it."""
    return as_id(bytes.fromhex(key))


def as_id(identity: bytes) -> Binary:
    """16 bytes as BSON's UUID."""
    return Binary(identity, 4)
