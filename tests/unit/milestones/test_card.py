import pytest

from tests.unit.milestones.examples import BUREAU, CHIEF, LEAD, POSTER, PROJECT, UNIT, card, chief_card


@pytest.mark.rule("2.5")
def test_who_has_a_role_finds_the_project_in_lists_and_who_has_left_does_not() -> None:
    own = card()
    own.name_commissioners(["people/watching"])
    assert own.readers == sorted([BUREAU, POSTER, UNIT, LEAD, CHIEF, "people/watching", "areas/taigu"])
    own.name_commissioners([])
    assert "people/watching" not in own.readers
    own.release(f"{PROJECT}/engagements/manager", LEAD, "project_manager", is_lead=True)
    assert LEAD not in own.readers


@pytest.mark.rule("1.4")
def test_an_approval_says_the_regime_and_the_parties() -> None:
    own = chief_card()
    assert (own.approved, own.bureau_objects, own.lead) == (True, True, CHIEF)
    assert card().title == "高压液压阀体铸件"
