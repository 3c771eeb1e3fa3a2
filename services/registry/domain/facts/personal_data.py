"""What becomes of personal data: which kinds, by whom and what for; never any of it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class PersonalDataSet:
    """Personal data of somebody is on record, or is another."""

    TYPE: ClassVar[str] = "personal_data.set.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    data: tuple[str, ...]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonalDataRead:
    """Somebody was given a datum in plain, for the purpose that they gave."""

    TYPE: ClassVar[str] = "personal_data.read.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    datum: str
    read_by: str
    purpose: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonalDataErasureRequested:
    """The personal data of somebody is to go, once a second person confirms it."""

    TYPE: ClassVar[str] = "personal_data.erasure_requested.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    requested_by: str
    reason: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonalDataErasureRefused:
    """It stays on record."""

    TYPE: ClassVar[str] = "personal_data.erasure_refused.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    refused_by: str
    reason: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonalDataErased:
    """It is gone, and its key: what copies there are of it nobody can open. Whoever restores a backup of before erases it again."""

    TYPE: ClassVar[str] = "personal_data.erased.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    requested_by: str
    erased_by: str
    rule: str = "2.5"
