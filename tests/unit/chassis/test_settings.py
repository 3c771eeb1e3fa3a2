"""Settings that say who needs no registration, and what checks SM2: a mistake ends the start."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.settings import Settings


def test_the_first_officers_are_three_people_with_one_duty_each() -> None:
    named = {"people/admin": "administrator", "people/security": "security_administrator", "people/auditor": "auditor"}
    assert Settings().first_officers == named
    assert Settings(first_administrators="", first_security_administrators="", first_auditors="").first_officers == {}
    several = Settings(first_administrators="people/a, people/b", first_auditors="people/c").first_officers
    assert (several["people/b"], several["people/c"]) == ("administrator", "auditor")


@pytest.mark.parametrize(
    "names",
    [
        {"first_auditors": "people/admin"},
        {"first_security_administrators": "people/x, people/admin"},
        {"first_administrators": "people/a,people/a"},
        {"first_administrators": "admin"},
    ],
)
def test_one_person_with_two_duties_ends_the_start(names: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**names)


@pytest.mark.parametrize("place", ["no.such.module:Verifier", "chassis.settings:Nothing", "chassis.settings:_PEOPLE"])
def test_what_is_to_check_sm2_has_to_be_there(place: str) -> None:
    assert Settings(sm2="chassis.settings:Settings").sm2
    with pytest.raises((ValidationError, ImportError, AttributeError)):
        Settings(sm2=place)
