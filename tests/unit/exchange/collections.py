"""A MongoDB of a test's own: its collections by name."""

from collections import UserDict
from typing import Any


class Collections(UserDict[str, Any]):
    """Nothing changes while one is read."""

    def as_of_now(self, collection: str) -> Any:
        """The collection."""
        return self[collection]
