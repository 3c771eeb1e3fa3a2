"""Commands about personal data. What they carry of it is in no representation of them."""

from dataclasses import dataclass, field

from services.registry.domain.words import PersonalDatum


@dataclass(frozen=True)
class SetPersonalData:
    """What is empty stays."""

    name: str
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    bank_account: str = field(default="", repr=False)


@dataclass(frozen=True)
class GetPersonalData:
    """Masked."""

    name: str


@dataclass(frozen=True)
class ReadPersonalData:
    """One datum in plain."""

    name: str
    datum: PersonalDatum
    purpose: str


@dataclass(frozen=True)
class FindPersonalData:
    """Of whom this is, written as anybody writes it."""

    datum: PersonalDatum
    value: str = field(repr=False)


@dataclass(frozen=True)
class RequestErasure:
    """It is to go."""

    name: str
    reason: str


@dataclass(frozen=True)
class ConfirmErasure:
    """The second person agrees."""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseErasure:
    """It stays."""

    name: str
    reason: str
    etag: str = ""
