"""Personal data: sealed as it comes in, masked as it is shown, in plain by an act on record alone (2.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.access.roles import held_roles
from chassis.errors import AlreadyExists, InvalidArgument
from chassis.rpc.answers import With
from chassis.withholding import struck, withhold
from services.registry.commands.personal_data import (
    ConfirmErasure,
    FindPersonalData,
    GetPersonalData,
    ReadPersonalData,
    RefuseErasure,
    RequestErasure,
    SetPersonalData,
)
from services.registry.domain.people import Person
from services.registry.domain.personal_data import PersonalRecord, Reading, Sealed, record_name
from services.registry.domain.personal_forms import canonical, masked, shown, spellings
from services.registry.domain.words import PersonalDatum
from services.registry.store import RegistryTransaction

SEE_MASKED = {"administrator", "auditor", "science_bureau", "finance_bureau", "subject"}
# Who pays fees needs no more.
FOR_FEES = (PersonalDatum.ID_NUMBER, PersonalDatum.BANK_ACCOUNT)


@dataclass(frozen=True)
class Oneself:
    """Whoever the personal data is of is its subject."""

    person: str

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Of the caller."""
        return frozenset({"subject"} if person == self.person else ())


@dataclass(frozen=True)
class PersonalDataMasked(With[PersonalRecord]):
    """As it is shown to whoever need not know it."""

    hidden: Mapping[PersonalDatum, str]
    readings: Sequence[Reading]

    @property
    def phone_masked(self) -> str:
        """139****0123."""
        return self.hidden.get(PersonalDatum.PHONE, "")

    @property
    def email_masked(self) -> str:
        """q****@example.cn."""
        return self.hidden.get(PersonalDatum.EMAIL, "")

    @property
    def id_number_masked(self) -> str:
        """1****************X."""
        return self.hidden.get(PersonalDatum.ID_NUMBER, "")

    @property
    def bank_account_masked(self) -> str:
        """****0123."""
        return self.hidden.get(PersonalDatum.BANK_ACCOUNT, "")


@dataclass(frozen=True)
class PlainPersonalData:
    """One datum."""

    name: str
    datum: PersonalDatum
    value: str


@dataclass(frozen=True)
class PersonalDataFound:
    """Of whom it is."""

    found: Sequence[PersonalDataMasked]


async def set_personal_data(command: SetPersonalData, tx: RegistryTransaction) -> PersonalRecord:
    """Each datum under the person's own key; the first brings that with it."""
    tx.require(on=Oneself(command.name))
    person = await tx.people.read(command.name)
    given = {datum: _kept(datum, text) for datum in PersonalDatum if (text := getattr(command, datum.value))}
    record = await tx.personal_data.find(record_name(person.name))
    if record is None:
        record = PersonalRecord(record_name(person.name), person.name)
        tx.personal_data.create(record)
    if given and not record.key:
        record.take_key(await tx.new_key())
    sealed = {datum: Sealed(await tx.seal(record.key, text), await tx.vault.mark(datum, text)) for datum, text in given.items()}
    await _demand_ones_own(record, sealed, tx)
    tx.publish(*record.put(sealed, tx.actor.person, tx.now))
    await tx.personal_data.save(record)
    return record


async def get_personal_data(command: GetPersonalData, tx: RegistryTransaction) -> PersonalDataMasked:
    """Nothing of it is kept in this form. Who decides on erasures and is nothing else here sees none of it, nor who read it what for."""
    tx.require(on=Oneself(command.name))
    record = await record_of(await tx.people.read(command.name), tx)
    if held_roles(tx.actor, Oneself(command.name)) & SEE_MASKED:
        return await _masked(record, tx)
    record.demand_not_erased()
    return PersonalDataMasked(record, {}, ())


async def read_personal_data(command: ReadPersonalData, tx: RegistryTransaction) -> PlainPersonalData:
    """Who reads it, when and what for is on record before they have it."""
    tx.require(*(() if command.datum in FOR_FEES else ("science_bureau", "subject")), on=Oneself(command.name))
    record = await _record(command.name, tx)
    told = record.read(Reading(command.datum, tx.actor.person, tx.now, command.purpose))
    value = await _opened(command.datum, record.datum(command.datum), tx)
    await _demand_no_quote(command.purpose, "purpose", record, tx)
    tx.say(command.purpose)
    tx.publish(*told)
    await tx.personal_data.save(record)
    return PlainPersonalData(record.name, command.datum, value)


async def find_personal_data(command: FindPersonalData, tx: RegistryTransaction) -> PersonalDataFound:
    """By the mark beside what is sealed: all of it or nothing."""
    tx.require()
    mark = await tx.vault.mark(command.datum, _kept(command.datum, command.value))
    found = await tx.personal_data.readable({f"data.{command.datum}.mark": mark})
    return PersonalDataFound(await tx.each(found, lambda record: _masked(record, tx)))


async def request_erasure(command: RequestErasure, tx: RegistryTransaction) -> PersonalRecord:
    """By who registers people, and by the person."""
    tx.require(on=Oneself(command.name))
    record = await _record(command.name, tx)
    told = record.request_erasure(tx.actor.person, command.reason, tx.now)
    await _demand_no_quote(command.reason, "reason", record, tx)
    tx.publish(*told)
    await tx.personal_data.save(record)
    return record


async def confirm_erasure(command: ConfirmErasure, tx: RegistryTransaction) -> PersonalRecord:
    """The key goes in the same transaction as the record says so."""
    tx.require()
    record = await _record(command.name, tx)
    key = record.key
    tx.publish(*record.confirm_erasure(tx.actor.person, tx.now))
    tx.destroy(key)
    await tx.personal_data.save(record)
    return record


async def refuse_erasure(command: RefuseErasure, tx: RegistryTransaction) -> PersonalRecord:
    """By whoever could have confirmed it."""
    tx.require()
    record = await _record(command.name, tx)
    told = record.refuse_erasure(tx.actor.person, command.reason)
    await _demand_no_quote(command.reason, "reason", record, tx)
    tx.publish(*told)
    await tx.personal_data.save(record)
    return record


async def record_of(person: Person, tx: RegistryTransaction) -> PersonalRecord:
    """As it is now; an empty one where nothing was ever set."""
    name = record_name(person.name)
    return await tx.personal_data.read_or_none(name) or PersonalRecord(name, person.name)


async def _record(name: str, tx: RegistryTransaction) -> PersonalRecord:
    """For an act, which an empty one refuses."""
    person = await tx.people.read(name)
    return await tx.personal_data.find(record_name(person.name)) or PersonalRecord(record_name(person.name), person.name)


def _kept(datum: PersonalDatum, typed: str) -> str:
    """As it is kept; neither so nor as people write it in what is written down of this call."""
    text = canonical(datum, typed)
    withhold(text, shown(datum, text))
    return text


async def _opened(datum: PersonalDatum, sealed: Sealed, tx: RegistryTransaction) -> str:
    """As people write it; in what is written down of this call neither so nor as it is kept."""
    text = shown(datum, await tx.unseal(sealed.content))
    withhold(text)
    return text


async def _masked(record: PersonalRecord, tx: RegistryTransaction) -> PersonalDataMasked:
    record.demand_not_erased()
    hidden = {datum: masked(datum, await _opened(datum, sealed, tx)) for datum, sealed in record.data.items()}
    return PersonalDataMasked(record, hidden, record.readings)


async def _demand_ones_own(record: PersonalRecord, sealed: Mapping[PersonalDatum, Sealed], tx: RegistryTransaction) -> None:
    """Refuses ID_NUMBER_TAKEN; of whom it is stays unsaid."""
    if (number := sealed.get(PersonalDatum.ID_NUMBER)) is None:
        return
    others = await tx.personal_data.list({f"data.{PersonalDatum.ID_NUMBER}.mark": number.mark}, limit=2)
    if any(other.name != record.name for other in others):
        raise AlreadyExists("ID_NUMBER_TAKEN", "该居民身份证号码已登记在另一人名下", rule="2.5", field="id_number")


async def _demand_no_quote(text: str, field: str, record: PersonalRecord, tx: RegistryTransaction) -> None:
    """What is said about somebody's data goes on record: none of it is to be in there, whichever is read, however it is written."""
    for datum, sealed in record.data.items():
        await _opened(datum, sealed, tx)
    if any(struck(each) != each for each in spellings(text)):
        raise InvalidArgument("PURPOSE_QUOTES_DATA", "所写内容会留存备查，不能写入号码本身", rule="2.5", field=field)
