from datetime import date

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from services.support.domain.notice import source_key
from tests.unit.support.examples import NOW, PROJECT, TODAY, TREE, notice


@pytest.mark.rule("9.3")
def test_it_is_pushed_to_each_project_once() -> None:
    made = notice()
    published, pushed = made.publish([PROJECT], TODAY)
    assert (published.fields, pushed.project) == (("materials.magnesium",), PROJECT)
    assert made.push([PROJECT]) == []


@pytest.mark.rule("9.3")
def test_a_project_reads_it_once_and_may_change_its_mind() -> None:
    made = notice()
    made.publish([PROJECT], TODAY)
    (read,) = made.read(PROJECT, "people/clerk", NOW)
    assert read.read_by == "people/clerk"
    with pytest.raises(RuleViolated, match="NOTICE_READ_ALREADY"):
        made.read(PROJECT, "people/lead", NOW)
    made.judge(PROJECT, True, "people/lead", NOW)
    made.judge(PROJECT, False, "people/lead", NOW)
    (receipt,) = made.receipts
    assert (receipt.useful, receipt.read_by) == (False, "people/clerk")


@pytest.mark.rule("9.3")
def test_who_did_not_get_it_has_nothing_to_read() -> None:
    with pytest.raises(NotFound, match="NOTICE_NOT_PUSHED"):
        notice().read(PROJECT, "people/clerk", NOW)


@pytest.mark.rule("9.3")
def test_it_is_not_from_the_future() -> None:
    with pytest.raises(InvalidArgument, match="DATE_IN_FUTURE"):
        notice().publish([], date(2026, 3, 1))


@pytest.mark.rule("9.3")
@pytest.mark.parametrize("other", ["http://example.org/news/1", "HTTPS://WWW.EXAMPLE.ORG/NEWS/1/", " https://example.org/news/1// "])
def test_one_source_is_known_in_whatever_writing(other: str) -> None:
    assert source_key(other) == source_key("https://example.org/news/1")
    assert source_key("https://example.org/news/2") != source_key("https://example.org/news/1")


@pytest.mark.rule("9.3")
def test_a_projects_own_word_finds_its_field() -> None:
    assert TREE.named("铝合金") == ("materials.magnesium",) == TREE.named("镁铝合金")
    assert TREE.named("铝") == () == TREE.named("")
    with pytest.raises(InvalidArgument, match="FIELD_OF_TECHNOLOGY_UNKNOWN"):
        TREE.demand(["materials", "magic"], "9.3")
