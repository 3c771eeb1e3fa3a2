"""What handlers return where an answer is more than the resource."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class With(Generic[T]):
    """Base of a resource with further parts: what the subclass does not declare comes from the resource.

    @dataclass(frozen=True)
    class ProjectWithBook(With[Project]):
        task_book: Terms
    """

    resource: T

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.resource, name)
