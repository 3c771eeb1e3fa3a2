"""Results and requests at their edges: every act in every state, each part of a version, the day on either side (8.1, 8.2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from plan.parties import Engaged
from services.sharing.domain.card import ProjectCard
from services.sharing.domain.licences import Licence
from services.sharing.domain.policy import PurposePolicy
from services.sharing.domain.result import Result
from services.sharing.domain.states import REQUEST, RESULT
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import OrganizationKind, Purpose, RequestState, ResultKind, ResultState
from tests.unit.said import altered, done, refused
from tests.unit.sharing.examples import (
    CALENDAR,
    FACTORY,
    LEAD,
    NAME,
    NOW,
    OFFICIAL,
    PARTNER,
    POLICY,
    PROJECT,
    TODAY,
    UNIT,
    deadline,
    no,
    particulars,
    published,
    request,
    result,
    wish,
    yes,
)

LATE = datetime.fromisoformat("2026-03-24T00:00:00+08:00")
DAY = timedelta(days=1)
R, Q = ResultState, RequestState


@pytest.mark.rule("8.1")
@pytest.mark.parametrize("state", ResultState)
@pytest.mark.parametrize("act", RESULT.moves)
def test_what_a_result_does_not_admit(state: ResultState, act: str) -> None:
    made = replace(result(), state=state)
    if RESULT.admits(state, act):
        made.admit(act, NOW)
        return
    wanted = {
        R.WITHDRAWN: "RESULT_WITHDRAWN",
        R.RETURNED: "RESULT_RETURNED",
        R.REGISTERED: "RESULT_NOT_CONFIRMED",
        R.EMBARGOED: "RESULT_CONFIRMED_ALREADY",
        R.PUBLISHED: "RESULT_CONFIRMED_ALREADY",
    }[state]
    if act == "end_embargo" and state is not R.WITHDRAWN:
        wanted = "NOT_UNDER_EMBARGO"
    assert refused(lambda: made.admit(act, NOW)) == (RuleViolated, wanted, "8.1", {"state": state.value})


@pytest.mark.rule("8.2")
@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("act", REQUEST.moves)
def test_what_a_request_does_not_admit(state: RequestState, act: str) -> None:
    made = replace(request(), state=state)
    if REQUEST.admits(state, act):
        made.admit(act, NOW)
        return
    wanted = {"contest": "NOTHING_TO_CONTEST", "uphold": "NOT_CONTESTED", "reopen": "NOT_CONTESTED"}.get(act, "REQUEST_ANSWERED")
    assert refused(lambda: made.admit(act, NOW)) == (RuleViolated, wanted, "8.2", {"state": state.value})


@pytest.mark.rule("8.1")
def test_what_is_confirmed_published_and_withdrawn() -> None:
    stands = {state: replace(result(), state=state) for state in ResultState}
    assert {state for state, made in stands.items() if made.is_confirmed} == {R.EMBARGOED, R.PUBLISHED}
    assert {state for state, made in stands.items() if made.is_published} == {R.PUBLISHED}
    assert {state for state, made in stands.items() if made.is_withdrawn} == {R.WITHDRAWN}


OTHERWISE: dict[str, Any] = {
    "name": "x",
    "target": "t2",
    "kind": ResultKind.PAPER,
    "title": "x",
    "summary": "x",
    "authors": ("x",),
    "holders": (PARTNER,),
    "identifier": "x",
    "readiness": 8,
    "files": (FileRef("sha256:x", "x.pdf", 1),),
    "embargo_until": TODAY,
    "embargo_reason": "x",
}


@pytest.mark.rule("4.7a")
def test_each_part_that_is_said_of_a_result_makes_another_version_and_what_becomes_of_it_none() -> None:
    made: Result = result()
    others = [replace(made, **{part: value}) for part, value in OTHERWISE.items()]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, state=R.PUBLISHED, field="x", registered_by="x", confirmed_by="x", requests=3, version=3).etag == made.etag


@pytest.mark.rule("4.7a")
def test_each_part_of_a_request_makes_another_version_and_the_answers_none() -> None:
    made: UseRequest = request()
    wished: dict[str, Any] = {
        "organization": PARTNER,
        "kind": OrganizationKind.UNIVERSITY,
        "purpose": Purpose.USE,
        "intention": "x",
        "months": 25,
        "exclusive": True,
        "sector": "M",
        "area": "x",
    }
    complaint = Complaint("不服", "people/buyer", NOW)
    others = [replace(made, name="x"), replace(made, complaint=complaint), replace(made, complaint=replace(complaint, upheld=True))]
    others += [replace(made, wish=replace(made.wish, **{part: value})) for part, value in wished.items()]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    seen = made.etag
    made.answer(yes())
    assert made.etag == seen


@pytest.mark.rule("8.1")
def test_an_embargo_to_the_last_day_that_policy_allows() -> None:
    latest = date(2028, 3, 2)
    assert result(particulars(embargo_until=latest, embargo_reason="保密")).embargo_until == latest
    shorter = replace(POLICY, embargo=replace(POLICY.embargo, longest_months=1))
    told = refused(lambda: result(particulars(embargo_until=date(2026, 4, 3), embargo_reason="保密"), shorter))
    assert told == (RuleViolated, "EMBARGO_TOO_LONG", "8.1", {"latest": date(2026, 4, 2)})
    for readiness in (0, 10):
        told = refused(lambda readiness=readiness: result(particulars(readiness=readiness)))  # type: ignore[misc]
        assert told == (InvalidArgument, "READINESS_INVALID", "8.1", {"field": "readiness"})


@pytest.mark.rule("8.1")
def test_an_embargo_counts_from_the_registration_also_where_it_is_corrected() -> None:
    made = result()
    late = particulars(embargo_until=date(2028, 3, 3), embargo_reason="保密")
    assert refused(lambda: made.correct(late, NOW + 30 * DAY, POLICY))[1] == "EMBARGO_TOO_LONG"
    over = particulars(embargo_until=TODAY, embargo_reason="保密")
    assert refused(lambda: made.correct(over, NOW + DAY, POLICY))[1] == "EMBARGO_OVER"
    assert made.correct(over, NOW, POLICY)


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(("shift", "open_"), [(-timedelta(microseconds=1), False), (timedelta(0), True)])
def test_an_embargo_is_over_at_the_end_of_its_last_day(shift: timedelta, open_: bool) -> None:
    made = result(particulars(embargo_until=TODAY, embargo_reason="保密"))
    facts = made.confirm(OFFICIAL, datetime.fromisoformat("2026-03-03T00:00:00+08:00") + shift)
    assert (len(facts), made.is_published, facts[0].embargo_until) == ((2, True, None) if open_ else (1, False, TODAY))


@pytest.mark.rule("8.1")
def test_an_identifier_is_its_own_from_the_registration_to_the_withdrawal() -> None:
    made = result(particulars(kind=ResultKind.SOFTWARE, identifier="2024sr0123456"))
    made.register()
    assert made.identifier_key == made.identifier == "2024SR0123456"
    made.correct(particulars(kind=ResultKind.SOFTWARE, identifier="2024SR0123457"), NOW, POLICY)
    assert made.identifier_key == "2024SR0123457"
    made.confirm(OFFICIAL, NOW)
    changed = altered(made, lambda: made.withdraw("登记有误", OFFICIAL, LATE))
    assert changed == {
        "state": R.WITHDRAWN,
        "identifier_key": "",
        "withdrawn_by": OFFICIAL,
        "withdrawn_at": LATE,
        "withdrawn_because": "登记有误",
    }
    assert refused(lambda: published().withdraw(" ", OFFICIAL, NOW)) == (InvalidArgument, "REASON_MISSING", "8.1", {"field": "reason"})
    assert refused(lambda: result().send_back(" ")) == (InvalidArgument, "REASON_MISSING", "8.1", {"field": "reason"})


@pytest.mark.rule("8.2")
def test_numbers_of_requests_uses_and_licences() -> None:
    made = published()
    assert [made.next_request(), made.next_request(), made.next_use(), made.next_use()] == [
        f"{NAME}/requests/1",
        f"{NAME}/requests/2",
        f"{NAME}/uses/1",
        f"{NAME}/uses/2",
    ]
    one, other = (Licence(f"{NAME}/licences/{each}", FACTORY, Purpose.USE, False, TODAY, TODAY + DAY) for each in (1, 2))
    made.license(one)
    told, changed = done(made, lambda: made.license(other))
    assert changed == {"licences": [one, other]} and made.licence(one.name) is one and made.licence(other.name) is other
    assert told[0][2] == {
        "name": other.name,
        "project": PROJECT,
        "result": NAME,
        "organization": FACTORY,
        "purpose": Purpose.USE,
        "exclusive": False,
        "since": TODAY,
        "until": TODAY + DAY,
        "rule": "8.2",
    }
    made.demand_licensee(FACTORY)
    assert made.exclusive_on(TODAY) is None


@pytest.mark.rule("8.2")
def test_refusals_of_before_stay_on_record() -> None:
    made = request([UNIT, PARTNER])
    before = no(PARTNER, "更早的")
    made.earlier_refusals = [before]
    made.answer(yes())
    made.answer(no(PARTNER))
    made.contest(Complaint("不服", "people/buyer", NOW))
    ruled = deadline(LATE)
    made.rule(False, "重新答复", OFFICIAL, ruled, LATE)
    assert made.earlier_refusals == [before, no(PARTNER)], "and no consent among them"
    assert (made.waiting_for, made.answers, made.ended_at, made.deadline) == ((UNIT, PARTNER), [], None, ruled)
    assert made.complaint == Complaint("不服", "people/buyer", NOW, False, "重新答复", OFFICIAL, LATE)


@pytest.mark.rule("8.1", "8.2")
def test_what_is_withdrawn_or_lapses_has_no_period_any_more() -> None:
    gone, lapsed, ruled = request(), request(), request()
    gone.withdraw("people/buyer", NOW)
    lapsed.lapse("登记有误", NOW)
    for made, why in ((gone, "申请已经撤回"), (lapsed, "成果已经撤销")):
        assert made.deadline is not None and (made.deadline.cancelled_because, made.ended_at) == (why, NOW)
    assert (gone.state, lapsed.state, gone.waiting_for) == (Q.WITHDRAWN, Q.LAPSED, ())
    ruled.answer(no())
    ruled.contest(Complaint("不服", "people/buyer", NOW))
    ruled.lapse("登记有误", LATE)
    assert ruled.deadline is not None and (ruled.deadline.cancelled_because, ruled.ended_at) == ("", LATE), "it was met before"
    for act in (lambda made: made.withdraw("people/buyer", NOW), lambda made: made.lapse("登记有误", NOW)):
        bare = request()
        bare.deadline = None
        assert act(bare)


@pytest.mark.rule("4.5")
def test_what_has_no_period_is_not_warned_of() -> None:
    made = request()
    made.deadline = None
    assert made.warn(1) == made.mark_overdue(LATE) == made.redate(CALENDAR, NOW, "放假") == []
    assert (made.last_day, made.overdue, made.provisional) == (None, False, False)


@pytest.mark.rule("8.2")
@pytest.mark.parametrize("months", [0, 121, -1])
def test_how_long_somebody_may_ask_for(months: int) -> None:
    assert refused(lambda: wish(months=months).demand_open(POLICY)) == (InvalidArgument, "TERM_OUT_OF_RANGE", "8.2", {"field": "months"})
    longer = replace(POLICY, requests=replace(POLICY.requests, longest_months=121))
    wish(months=121).demand_open(longer)


@pytest.mark.rule("8.2")
def test_who_gets_it_at_once_by_policy() -> None:
    assert [
        wish(kind=kind, purpose=Purpose.STUDY).at_once(POLICY) for kind in (OrganizationKind.UNIVERSITY, OrganizationKind.ENTERPRISE)
    ] == [
        True,
        False,
    ]
    assert not wish(kind=OrganizationKind.UNIVERSITY, purpose=Purpose.USE).at_once(POLICY)
    assert PurposePolicy((OrganizationKind.OTHER,)).at_once == ()
    sector = POLICY.sector("M")
    assert sector is not None and sector.title == "科学研究和技术服务业" and POLICY.sector("x") is None
    wish(exclusive=True, purpose=Purpose.USE).demand_open(POLICY)
    wish(purpose=Purpose.STUDY).demand_open(POLICY)


@pytest.mark.rule("2.5")
def test_what_is_kept_of_a_project() -> None:
    made = ProjectCard(PROJECT)
    assert (made.approved, made.title, made.research_field, made.promises, made.results) == (False, "", "", [], 0)
    kinds = {UNIT: "enterprise", PARTNER: "science_bureau"}
    assert altered(made, lambda: made.approve("低温铸造", "铸造", kinds, UNIT, "yuci")) == {
        "approved": True,
        "title": "低温铸造",
        "research_field": "铸造",
        "owners": [UNIT, PARTNER],
        "owner_kinds": kinds,
        "undertaking_unit": UNIT,
        "county": "yuci",
    }
    made.engage(Engaged("e1", LEAD, "project_manager", True, True))
    made.release("e1", LEAD, "project_manager", is_lead=True)
    assert made.standing().roles_of(LEAD, "", "") == {"lead"} and made.standing().roles_of("", "", "") == frozenset()
