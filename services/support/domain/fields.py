"""The tree of fields of technology (9.3): policy data. A field is named by its code, and found by the words of a project."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.errors import InvalidArgument


@dataclass(frozen=True)
class Field:
    """A field; "new-materials.castings" lies within "new-materials". words: what projects call it, besides its title."""

    code: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldTree:
    """All fields."""

    fields: tuple[Field, ...]

    def within(self, code: str, wider: Sequence[str]) -> bool:
        """Whether a field is one of these, or lies within one of them."""
        return any(code == each or code.startswith(f"{each}.") for each in wider)

    def named(self, text: str) -> tuple[str, ...]:
        """The fields that a project's own word for its field means."""
        return tuple(each.code for each in self.fields if text and text in (each.title, *each.words))

    def title(self, code: str) -> str:
        """As people read it."""
        return next((each.title for each in self.fields if each.code == code), code)

    def demand(self, codes: Sequence[str], rule: str, field: str = "fields") -> None:
        """Refuse FIELD_OF_TECHNOLOGY_UNKNOWN for a code that is not in the tree."""
        known = {each.code for each in self.fields}
        for code in codes:
            if code not in known:
                raise InvalidArgument("FIELD_OF_TECHNOLOGY_UNKNOWN", f"技术领域目录中没有“{code}”", rule=rule, field=field)
