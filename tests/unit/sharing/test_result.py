from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.sharing.domain.words import ResultKind, ResultState
from tests.unit.sharing.examples import NOW, OFFICIAL, POLICY, TODAY, UNIT, particulars, published, result

UNDER_EMBARGO = particulars(embargo_until=date(2026, 12, 31), embargo_reason="专利尚未公布")


@pytest.mark.rule("8.1")
def test_it_is_registered_for_its_target() -> None:
    (registered,) = result().register()
    assert (registered.target, registered.holders, registered.rule) == ("t1", (UNIT,), "8.1")


@pytest.mark.rule("8.1")
def test_one_without_embargo_is_open_as_soon_as_it_is_confirmed() -> None:
    made = result()
    confirmed, opened = made.confirm(OFFICIAL, NOW)
    assert (confirmed.embargo_until, opened.published_at) == (None, NOW)
    assert (made.state, made.confirmed_by) == (ResultState.PUBLISHED, OFFICIAL)


@pytest.mark.rule("8.1")
def test_an_embargo_holds_until_its_last_day_is_over_and_ends_once() -> None:
    made = result(UNDER_EMBARGO)
    (confirmed,) = made.confirm(OFFICIAL, NOW)
    assert (confirmed.embargo_until, made.state) == (date(2026, 12, 31), ResultState.EMBARGOED)
    (opened,) = made.end_embargo(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))
    assert opened.title == made.title
    with pytest.raises(RuleViolated, match="NOT_UNDER_EMBARGO"):
        made.end_embargo(NOW)


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-12-31T23:59:59+08:00", ResultState.EMBARGOED), ("2027-01-01T00:00:00+08:00", ResultState.PUBLISHED)],
)
def test_one_that_is_confirmed_after_its_embargo_is_open(at: str, state: ResultState) -> None:
    made = result(UNDER_EMBARGO)
    made.confirm(OFFICIAL, datetime.fromisoformat(at))
    assert made.state is state


@pytest.mark.rule("8.1")
def test_under_an_embargo_it_is_found_by_what_is_public_alone() -> None:
    made = result(UNDER_EMBARGO)
    made.confirm(OFFICIAL, NOW)
    assert "铸造" in made.grams and "降低" not in made.grams
    made.end_embargo(NOW)
    assert "降低" in made.grams


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"embargo_until": date(2026, 12, 31)}, "REASON_MISSING"),
        ({"embargo_reason": "保密"}, "EMBARGO_WITHOUT_END"),
        ({"embargo_until": TODAY - timedelta(days=1), "embargo_reason": "保密"}, "EMBARGO_OVER"),
        ({"embargo_until": date(2028, 3, 3), "embargo_reason": "保密"}, "EMBARGO_TOO_LONG"),
        ({"readiness": 0}, "READINESS_INVALID"),
        ({"readiness": 10}, "READINESS_INVALID"),
        ({"kind": ResultKind.PATENT}, "IDENTIFIER_MISSING"),
        ({"kind": ResultKind.PATENT, "identifier": "200310102344.6"}, "IDENTIFIER_INVALID"),
    ],
)
def test_what_is_said_of_it_is_checked(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises((InvalidArgument, RuleViolated), match=reason):
        result(particulars(**changed))


@pytest.mark.rule("8.1")
def test_the_longest_embargo_is_taken() -> None:
    assert result(particulars(embargo_until=date(2028, 3, 2), embargo_reason="保密")).embargo_until == date(2028, 3, 2)


@pytest.mark.rule("8.1")
def test_what_is_returned_is_corrected_and_then_confirmed() -> None:
    made = result()
    made.send_back("请补充检测报告")
    with pytest.raises(RuleViolated, match="RESULT_RETURNED"):
        made.confirm(OFFICIAL, NOW)
    made.correct(particulars(title="低温铸造铝合金缸体（改）"), NOW, POLICY)
    made.confirm(OFFICIAL, NOW)
    assert made.title.endswith("（改）") and not made.returned_because


@pytest.mark.rule("8.1")
def test_the_longest_embargo_counts_from_the_registration_also_when_it_is_corrected() -> None:
    made = result()
    later = NOW + timedelta(days=200)
    with pytest.raises(RuleViolated, match="EMBARGO_TOO_LONG"):
        made.correct(particulars(embargo_until=date(2028, 6, 1), embargo_reason="保密"), later, POLICY)


@pytest.mark.rule("8.1")
def test_what_is_confirmed_is_not_changed() -> None:
    for act in (
        lambda each: each.correct(particulars(), NOW, POLICY),
        lambda each: each.send_back("不对"),
        lambda each: each.confirm("", NOW),
    ):
        with pytest.raises(RuleViolated, match="RESULT_CONFIRMED_ALREADY"):
            act(published())


@pytest.mark.rule("4.7a")
def test_its_version_changes_with_what_is_said() -> None:
    assert result().etag == result().etag != result(replace(particulars(), title="另一成果")).etag


@pytest.mark.rule("8.1")
def test_the_bureau_takes_its_confirmation_back_for_a_reason_and_the_number_is_free() -> None:
    made = result(particulars(kind=ResultKind.PATENT, identifier="200310102344.5"))
    made.register()
    assert made.identifier_key == "200310102344.5"
    made.confirm(OFFICIAL, NOW)
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        made.withdraw(" ", OFFICIAL, NOW)
    (withdrawn,) = made.withdraw("检测数据经核查不实", OFFICIAL, NOW)
    assert (withdrawn.reason, withdrawn.target, withdrawn.withdrawn_by) == ("检测数据经核查不实", "t1", OFFICIAL)
    assert (made.state, made.identifier, made.identifier_key) == (ResultState.WITHDRAWN, "200310102344.5", "")
    assert (made.is_confirmed, made.is_published, made.is_withdrawn) == (False, False, True)


@pytest.mark.rule("8.1")
def test_what_is_not_confirmed_is_not_withdrawn_but_returned() -> None:
    with pytest.raises(RuleViolated, match="RESULT_NOT_CONFIRMED"):
        result().withdraw("检测数据经核查不实", OFFICIAL, NOW)


@pytest.mark.rule("8.1")
def test_what_is_withdrawn_is_neither_confirmed_nor_opened_again() -> None:
    made = published()
    made.withdraw("检测数据经核查不实", OFFICIAL, NOW)
    for act in (lambda: made.confirm(OFFICIAL, NOW), lambda: made.end_embargo(NOW), made.next_request):
        with pytest.raises(RuleViolated, match="RESULT_WITHDRAWN"):
            act()


@pytest.mark.rule("8.1")
def test_a_corrected_number_takes_the_place_of_the_one_before() -> None:
    made = result(particulars(kind=ResultKind.PATENT, identifier="200310102344.5"))
    made.register()
    made.correct(particulars(), NOW, POLICY)
    assert made.identifier_key == ""
