"""A personal record: what is put, read and erased, by whom; never any of it in a fact."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from services.registry.domain.personal_data import MOST_READINGS, PersonalRecord, Reading, Sealed, record_name
from services.registry.domain.words import PersonalDatum

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PHONE, EMAIL = PersonalDatum.PHONE, PersonalDatum.EMAIL


@pytest.fixture
def record() -> PersonalRecord:
    made = PersonalRecord(record_name("people/li"), "people/li", key="0" * 32)
    made.put({PHONE: Sealed(b"one", b"mark")}, "people/chen", NOW)
    return made


def reading(purpose: str = "通知", datum: PersonalDatum = PHONE) -> Reading:
    return Reading(datum, "people/chen", NOW, purpose)


@pytest.mark.rule("2.5")
def test_what_is_not_given_stays(record: PersonalRecord) -> None:
    (told,) = record.put({EMAIL: Sealed(b"two", b"mark")}, "people/li", NOW)
    assert (record.on_record, record.changed_by, told.data) == ([PHONE, EMAIL], "people/li", (EMAIL,))


@pytest.mark.rule("2.5")
def test_nothing_at_all_is_refused(record: PersonalRecord) -> None:
    with pytest.raises(InvalidArgument, match="PERSONAL_DATA_MISSING"):
        record.put({}, "people/li", NOW)


@pytest.mark.rule("2.5")
def test_readings_are_kept_the_latest_first_and_no_more_than_so_many(record: PersonalRecord) -> None:
    for number in range(MOST_READINGS + 1):
        record.read(reading(f"第{number}次"))
    assert len(record.readings) == MOST_READINGS and record.readings[0].purpose == f"第{MOST_READINGS}次"


@pytest.mark.rule("2.5")
def test_what_is_not_on_record_is_not_read(record: PersonalRecord) -> None:
    with pytest.raises(NotFound, match="PERSONAL_DATUM_MISSING"):
        record.read(reading(datum=EMAIL))
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        record.read(reading("……"))


@pytest.mark.rule("2.5")
def test_what_is_erased_is_not_read_until_some_is_on_record_anew(record: PersonalRecord) -> None:
    record.request_erasure("people/li", "本人要求", NOW)
    record.confirm_erasure("people/security", NOW)
    assert (record.data, record.key) == ({}, "")
    for act in (lambda: record.read(reading()), lambda: record.request_erasure("people/li", "再次", NOW), record.demand_not_erased):
        with pytest.raises(RuleViolated, match="PERSONAL_DATA_ERASED"):
            act()
    record.put({PHONE: Sealed(b"three", b"mark")}, "people/li", NOW)
    record.read(reading())


@pytest.mark.rule("2.5")
def test_two_people_erase_it(record: PersonalRecord) -> None:
    with pytest.raises(RuleViolated, match="NO_ERASURE_REQUESTED"):
        record.confirm_erasure("people/security", NOW)
    record.request_erasure("people/security", "本人要求", NOW)
    with pytest.raises(RuleViolated, match="ERASURE_REQUESTED"):
        record.request_erasure("people/li", "本人要求", NOW)
    with pytest.raises(RuleViolated, match="SECOND_PERSON_NEEDED"):
        record.confirm_erasure("people/security", NOW)
    record.refuse_erasure("people/security", "仍须付款")
    with pytest.raises(RuleViolated, match="NO_ERASURE_REQUESTED"):
        record.refuse_erasure("people/security", "仍须付款")
    assert record.on_record == [PHONE]


@pytest.mark.rule("2.5")
def test_where_there_is_nothing_nothing_is_erased() -> None:
    with pytest.raises(RuleViolated, match="NO_PERSONAL_DATA"):
        PersonalRecord(record_name("people/li"), "people/li").request_erasure("people/li", "本人要求", NOW)


@pytest.mark.rule("4.7a")
def test_its_version_is_that_of_what_is_asked_to_go_and_of_what_there_is(record: PersonalRecord) -> None:
    assert record.etag == ""
    record.request_erasure("people/li", "本人要求", NOW)
    asked = record.etag
    record.read(reading())
    assert record.etag == asked != "", "who read it changes nothing of it"
    record.put({PHONE: Sealed(b"two", b"mark")}, "people/chen", NOW + timedelta(hours=1))
    changed = record.etag
    assert changed not in ("", asked)
    record.refuse_erasure("people/security", "仍须付款")
    assert record.etag == ""
    record.request_erasure("people/li", "再次要求", NOW)
    assert record.etag not in ("", asked, changed)
    record.confirm_erasure("people/security", NOW)
    assert record.etag == ""
