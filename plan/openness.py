"""What of a fact leaves the suite: each field of a public fact is open, on request, or never told (docs/events/README.md).

A field says so in its type, `reason: OnRequest[str]`; a module says what its other fields are, `UNMARKED = OPEN`. Tests refuse a field
of which nothing is said, and one that is open under a name that nobody has called open (tests/contract/open_fields.txt).
"""

from enum import StrEnum
from typing import Annotated, TypeVar


class Openness(StrEnum):
    """To whom a field is given: whoever is granted the fact, whoever is granted the field too, nobody outside the suite."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    NEVER = "never"


_Type = TypeVar("_Type")

OPEN = Openness.OPEN
# What people wrote in their own words, and whom a finding or a refusal is about.
OnRequest = Annotated[_Type, Openness.ON_REQUEST]
# What is private to somebody: marks they were given, their pay, their age, that they reported something.
NeverTold = Annotated[_Type, Openness.NEVER]
