from dataclasses import replace
from datetime import date

import pytest

from services.registry.domain.credentials import (
    AttestationKind,
    Education,
    EducationLevel,
    Experience,
    ExperienceKind,
)
from services.registry.domain.people import Person
from services.registry.domain.qualification import Post, check
from services.registry.domain.words import EngagedRole
from tests.unit.registry.examples import FIELD, POLICY, TODAY, chief, manager

MANAGER = Post(EngagedRole.PROJECT_MANAGER, True, FIELD, 2026)
CHIEF = Post(EngagedRole.TECHNICAL_CHIEF, False, FIELD, 2026)
BACHELOR = [Education(EducationLevel.BACHELOR, 2010)]


def reasons(person: Person, post: Post, today: date = TODAY) -> list[tuple[str, str]]:
    return [(failure.rule, failure.reason) for failure in check(person, post, today, POLICY)]


def research(since: date, until: date | None = None, field: str = FIELD) -> Experience:
    return Experience(field, ExperienceKind.RESEARCH, since, until)


@pytest.mark.rule("3.1")
def test_a_master_with_three_years_of_research_in_the_field() -> None:
    assert reasons(manager(), MANAGER) == []
    three_years = manager(experiences=[research(date(2023, 3, 10))])
    assert reasons(three_years, MANAGER) == []
    assert reasons(three_years, MANAGER, date(2026, 3, 9)) == [("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT")]
    assert reasons(manager(experiences=[research(date(2010, 1, 1), date(2012, 12, 31))]), MANAGER) == []


@pytest.mark.rule("3.1")
@pytest.mark.parametrize("until", [None, date(2026, 3, 9), date(2030, 12, 31)])
def test_work_counts_up_to_the_day_of_the_check_which_is_not_over(until: date | None) -> None:
    """With the day of the check counted, it would be three years."""
    person = manager(experiences=[research(date(2023, 3, 10), until)])
    assert reasons(person, MANAGER, date(2026, 3, 9)) == [("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT")]
    assert reasons(person, MANAGER, date(2026, 3, 10)) == []


@pytest.mark.rule("3.1")
def test_research_in_another_field_or_other_work_is_none() -> None:
    elsewhere = manager(experiences=[research(date(2000, 1, 1), field="谷子育种")])
    assert reasons(elsewhere, MANAGER) == [("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT")]
    engineer = manager(experiences=[Experience(FIELD, ExperienceKind.ENGINEERING, date(2000, 1, 1))])
    assert reasons(engineer, MANAGER) == [("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT")]


@pytest.mark.rule("3.1")
def test_a_bachelor_needs_eight_years_of_any_work() -> None:
    work = [research(date(2022, 1, 1)), Experience("生产", ExperienceKind.ENGINEERING, date(2018, 3, 10), date(2021, 12, 31))]
    assert reasons(manager(educations=BACHELOR, experiences=work), MANAGER) == []
    assert reasons(manager(educations=BACHELOR, experiences=work), MANAGER, date(2026, 3, 9)) == [("3.1", "WORK_EXPERIENCE_TOO_SHORT")]
    overlapping = [research(date(2020, 1, 1)), Experience("生产", ExperienceKind.ENGINEERING, date(2020, 1, 1))]
    assert reasons(manager(educations=BACHELOR, experiences=overlapping), MANAGER) == [("3.1", "WORK_EXPERIENCE_TOO_SHORT")]


@pytest.mark.rule("3.1")
def test_eight_years_do_not_stand_in_for_research_nor_for_a_bachelor() -> None:
    work = [Experience(FIELD, ExperienceKind.MANAGEMENT, date(2000, 1, 1))]
    assert reasons(manager(educations=BACHELOR, experiences=work), MANAGER) == [("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT")]
    college = [Education(EducationLevel.COLLEGE, 2000)]
    assert reasons(manager(educations=college, experiences=[research(date(2000, 1, 1))]), MANAGER) == [("3.1", "EDUCATION_TOO_LOW")]
    assert reasons(manager(educations=[]), MANAGER) == [("3.1", "EDUCATION_TOO_LOW")]


@pytest.mark.rule("3.1")
def test_schooling_counts_and_not_the_degree_and_only_once_reached() -> None:
    degree = [*BACHELOR, Education(EducationLevel.MASTER, 2015, degree_only=True)]
    assert reasons(manager(educations=degree), MANAGER) == [("3.1", "WORK_EXPERIENCE_TOO_SHORT")]
    to_come = [*BACHELOR, Education(EducationLevel.MASTER, 2027)]
    assert reasons(manager(educations=to_come), MANAGER) == [("3.1", "WORK_EXPERIENCE_TOO_SHORT")]
    assert reasons(manager(educations=[Education(EducationLevel.DOCTOR, 2026)]), MANAGER) == []


@pytest.mark.rule("3.1")
def test_which_work_makes_up_eight_years_is_policy() -> None:
    strict = replace(POLICY, manager=replace(POLICY.manager, eased_work_kinds=(ExperienceKind.RESEARCH,)))
    work = [research(date(2022, 1, 1)), Experience("销售", ExperienceKind.OTHER, date(2000, 1, 1))]
    person = manager(educations=BACHELOR, experiences=work)
    assert check(person, MANAGER, TODAY, POLICY) == []
    assert [failure.reason for failure in check(person, MANAGER, TODAY, strict)] == ["WORK_EXPERIENCE_TOO_SHORT"]


@pytest.mark.rule("3.2")
def test_every_missing_attestation_is_named_at_once_with_the_others() -> None:
    person = manager(educations=[], experiences=[])
    person.attestations = person.attestations[:4]
    failures = check(person, MANAGER, TODAY, POLICY)
    assert [failure.rule for failure in failures] == ["3.1", "3.1", "3.2", "3.2"]
    assert "良好的职业道德" in failures[2].message and "工作期间未发生违规违纪问题" in failures[3].message


@pytest.mark.rule("3.2")
def test_an_attestation_counts_from_its_day_for_its_field_until_withdrawn() -> None:
    for change in ({"attested_on": date(2026, 3, 11)}, {"field": "谷子育种"}, {"withdrawn_on": TODAY}):
        person = manager()
        for name, value in change.items():
            setattr(person.attestations[0], name, value)
        assert reasons(person, MANAGER) == [("3.2", "ATTESTATION_MISSING")]
    person = manager()
    person.attestations[0].field = FIELD
    assert reasons(person, MANAGER) == []


@pytest.mark.rule("3.3")
def test_a_chief_needs_the_chiefs_attestations_and_not_the_managers_conditions() -> None:
    assert reasons(chief(), CHIEF) == []
    assert reasons(chief(), replace(CHIEF, is_lead=True)) == []
    bare = chief(attestations=[])
    assert [rule for rule, _ in reasons(bare, CHIEF)] == ["3.3"] * 6
    for field, lacking in ((FIELD, []), ("谷子育种", [("3.3", "ATTESTATION_MISSING")])):
        for_a_field = chief()
        for_a_field.attestations[0].field = field
        assert reasons(for_a_field, CHIEF) == lacking


@pytest.mark.rule("3.3")
def test_policy_may_ask_the_managers_conditions_of_a_chief_who_leads() -> None:
    both = replace(POLICY, chief=replace(POLICY.chief, lead_meets_manager_conditions=True))
    lead = replace(CHIEF, is_lead=True)
    assert {failure.rule for failure in check(chief(), lead, TODAY, both)} == {"3.1", "3.2"}
    assert check(chief(), CHIEF, TODAY, both) == []


@pytest.mark.rule("3.4")
def test_a_chief_is_at_most_fifty_five_in_the_year_of_approval() -> None:
    assert reasons(chief(birth_year=1971), CHIEF) == []
    assert reasons(chief(birth_year=1970), CHIEF) == [("3.4", "AGE_OVER_LIMIT")]
    # A successor years later is measured by the same year.
    assert reasons(chief(birth_year=1971), CHIEF, date(2029, 1, 1)) == []
    assert reasons(chief(birth_year=0), CHIEF) == [("3.4", "BIRTH_YEAR_MISSING")]


@pytest.mark.rule("3.4")
def test_an_exception_of_the_owners_lifts_the_limit() -> None:
    assert reasons(chief(birth_year=1960), replace(CHIEF, age_exception=True)) == []


@pytest.mark.rule("3.4")
def test_a_manager_has_no_age_limit() -> None:
    assert reasons(manager(birth_year=1950), MANAGER) == []


def test_the_refusal_says_value_and_limit() -> None:
    (failure,) = check(chief(birth_year=1969), CHIEF, TODAY, POLICY)
    assert failure.message == "何平在立项当年（2026年）57周岁，超过55周岁，业主未准予例外"
    assert AttestationKind("no_violation") in {each.kind for each in manager().attestations}
