import re

import pytest

from services.supervision.domain.words import SubjectKind
from tests.unit.supervision.examples import policy


@pytest.mark.rule("7.3")
def test_the_catalogue_says_of_each_conduct_whom_it_concerns_and_what_follows() -> None:
    entries = policy().catalogue
    assert len(entries) >= 10
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,62}", entry.code)
        assert entry.title
        assert entry.conduct
        assert entry.subject_kinds
        assert entry.measures
        assert entry.months >= 0


@pytest.mark.rule("7.3")
def test_a_conduct_that_only_a_person_can_show_is_none_of_a_project() -> None:
    found = policy().find("catalogueItems/academic-misconduct")
    assert found is not None
    assert SubjectKind.PROJECT not in found.subject_kinds
    assert policy().find("catalogueItems/none") is None
