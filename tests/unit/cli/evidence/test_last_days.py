"""Last days that are fields of something else (2.6, 7.2, 7.4, 8.2, 9.1, 9.2) are counted again as those of deadlines are."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from cli.evidence import package, sayings
from cli.evidence.verification import Claim, Found
from cli.schemas import all_facts
from tests.harness.evidence import Maker, fact, failing, problems

PROJECT = "projects/casting"
GOLDENS = Path(__file__).parents[3] / "contract" / "goldens"
DEVIATION = {"name": f"{PROJECT}/deviations/1", "assignee": "people/ren", "rule": "7.2"}
SINCE = DEVIATION | {"assignee": "people/ge"}
FINDING = {"name": "findings/1", "subject": "people/ren", "rule": "7.4"}
APPLICATION = {"name": "applications/casting", "rule": "2.6"}
REQUEST = {"name": f"{PROJECT}/results/1/requests/1", "rule": "8.2"}
CLAIM = {"name": f"{PROJECT}/claims/1", "rule": "9.1"}
SERVICE = {"name": f"{PROJECT}/serviceRequests/1", "rule": "9.2"}
Said = tuple[str, str, dict[str, Any]]  # when, as "01-12" of 2024; type; body


def working(start: str, days: int, last_day: str, field: str = "last_day") -> dict[str, Any]:
    basis = {"start": f"2024-{start}", "days": days, "counting": "working", "rolls": False}
    return {field: f"2024-{last_day}", "provisional": False, "basis": basis}


def fixed(start: str, days: int, due: str) -> dict[str, Any]:
    return {
        "due": f"2024-{due}",
        "provisional": False,
        "basis": {"start": f"2024-{start}", "days": days, "counting": "fixed", "rolls": False},
    }


def told(service: str, said: tuple[Said, ...], key: str = PROJECT) -> list[dict[str, Any]]:
    """Facts of 2024, as an outbox has them: those of findings, requests and claims on the internal topic."""
    found, numbers = list[dict[str, Any]](), dict[str, int]()
    for when, kind, data in said:
        inside = kind.startswith(("request.", "claim.", "step.", "service.", "finding.")) and kind != "finding.confirmed"
        channel = ".internal" if inside else ""
        numbers[channel] = numbers.get(channel, 0) + 1
        made = fact(service, key, numbers[channel], kind, data, channel)
        at = f"2024-{when if 'T' in when else f'{when}T01:00:00'}+00:00"
        found.append(made | {"attributes": made["attributes"] | {"time": at, "id": f"{when}-{kind}"}})
    return sorted(found, key=lambda each: (each["topic"], each["sequence"]))


def made(maker: Maker, service: str, *said: Said, notice: Said | None = None) -> dict[str, bytes]:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    contents[service] = replace(contents[service], facts=told(service, said))
    if notice:
        key = "holidayNotices/2024"
        contents["2024"] = replace(maker.content("milestones", key, outcomes=()), facts=told("milestones", (notice,), key), entries=[])
    return maker.members(contents, PROJECT)


def rows(members: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Of the deadlines, by what is due."""
    found = [json.loads(line) for line in members[package.DEADLINES].splitlines()]
    assert len({row["kind"] for row in found}) == len(found)
    return {row["kind"]: row for row in found}


def deadlines(maker: Maker, members: dict[str, bytes]) -> Found:
    (found,) = (each for each in maker.verified(members, PROJECT).found if each.claim is Claim.DEADLINES)
    return found


# Of January 12, a Friday: ten working days are over on the 26th, fifteen on February 2, twenty on the 8th, the 4th being worked.
CORRECTED = (
    ("01-12", "deviation.opened", DEVIATION | working("01-12", 20, "02-08", "due")),
    ("01-15", "deviation.assigned", DEVIATION | fixed("01-15", 5, "01-20")),
    ("01-16", "deviation.assigned", SINCE | fixed("01-15", 5, "01-20")),
    ("01-19", "deviation.warned", SINCE | {"due": "2024-01-20", "days_left": 1}),
    ("01-20T16:00:00", "deviation.overdue", SINCE | {"due": "2024-01-20", "overdue_at": "2024-01-20T16:00:00Z"}),
    ("01-22", "deviation.corrected", SINCE | {"reported_at": "2024-01-22T01:00:00Z", "late": True}),
    ("01-23", "deviation.closed", SINCE | {"due": "2024-01-20"}),
)
HEARD = (
    ("01-12", "finding.notified", FINDING | working("01-12", 10, "01-26", "answer_last_day")),
    ("01-26", "finding.answered", FINDING | {"answered_at": "2024-01-26T15:59:59Z"}),
    ("01-27", "finding.confirmed", FINDING),
)
UNHEARD = (
    HEARD[0],
    ("01-26T16:00:00", "finding.unanswered", FINDING | {"answer_last_day": "2024-01-26"}),
    ("01-27", "finding.dismissed", FINDING),
)
RESUBMITTED = (
    ("01-10", "application.submitted", APPLICATION),
    ("01-12", "application.returned", APPLICATION | working("01-12", 10, "01-26", "correction_last_day")),
    ("01-20", "application.submitted", APPLICATION),
)
ANSWERED = (
    ("01-12", "request.made", REQUEST | working("01-12", 15, "02-02")),
    ("01-20", "request.answered", REQUEST | {"answered_at": "2024-01-20T01:00:00Z", "late": False}),
    ("01-22", "request.ruled_on", REQUEST | working("01-22", 10, "02-04")),
    ("01-30", "request.withdrawn", REQUEST),
)
CLAIMED = (
    ("01-12", "claim.submitted", CLAIM | working("01-12", 20, "02-08")),
    ("01-15", "claim.returned", CLAIM | working("01-15", 9, "01-26")),
    (
        "01-26T16:00:00",
        "step.overdue",
        CLAIM | {"step": "claim_completion", "last_day": "2024-01-26", "overdue_at": "2024-01-26T16:00:00Z"},
    ),
    ("01-29", "claim.completed", CLAIM | working("01-29", 9, "02-08") | {"late": True}),
    ("02-08", "claim.decided", CLAIM | working("02-08", 1, "02-09") | {"late": False}),
    ("02-09", "claim.paid", CLAIM | {"late": False}),
)
SERVED = (
    ("01-12", "service.requested", SERVICE | working("01-12", 3, "01-17")),
    ("01-13", "service.assigned", SERVICE | {"assignee": "people/ge", "last_day": "2024-01-17"}),
    ("01-16", "service.completed", SERVICE | {"late": False}),
)


@pytest.mark.rule("7.2")
@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("service", "said", "due"),
    [
        ("supervision", CORRECTED, {"deviation": (["2024-02-08", "2024-01-20"], "met", "people/ge")}),
        ("supervision", HEARD, {"finding_answer": (["2024-01-26"], "met", "people/ren")}),
        ("supervision", UNHEARD, {"finding_answer": (["2024-01-26"], "overdue", "people/ren")}),
        ("registry", RESUBMITTED, {"application_correction": (["2024-01-26"], "met", "")}),
        ("sharing", ANSWERED, {"use_answer": (["2024-02-02", "2024-02-04"], "cancelled", "")}),
        (
            "support",
            CLAIMED,
            {
                "claim_decision": (["2024-02-08", "2024-02-08"], "met", ""),
                "claim_completion": (["2024-01-26"], "met", ""),
                "claim_payment": (["2024-02-09"], "met", ""),
            },
        ),
        ("support", SERVED, {"service": (["2024-01-17"], "met", "people/ge")}),
    ],
)
def test_each_is_counted_again(maker: Maker, service: str, said: tuple[Said, ...], due: dict[str, Any]) -> None:
    members = made(maker, service, *said)
    assert problems(maker.verified(members, PROJECT)) == ""
    found = {kind: ([step["last_day"] for step in row["steps"]], row["outcome"], row["responsible"]) for kind, row in rows(members).items()}
    assert found == due
    count = sum(len(days) for days, _, _ in due.values())
    assert f"期限 {len(due)} 项，推算 {count} 次（其中暂定 0 次）" == deadlines(maker, members).looked_at


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(
    ("service", "said", "number", "wrong", "says"),
    [
        ("supervision", CORRECTED, 0, {"due": "2024-02-09"}, "自 2024-01-12 起 20 个工作日，推算为 2024-02-08，所记为 2024-02-09"),
        ("supervision", CORRECTED, 1, {"due": "2024-01-21"}, "自 2024-01-15 起 5 日（约定），推算为 2024-01-20，所记为 2024-01-21"),
        ("supervision", CORRECTED, 3, {"due": "2024-01-21"}, "的期限为 2024-01-21，此前为 2024-01-20"),
        ("supervision", CORRECTED, 4, {"overdue_at": "2024-01-20T15:00:00Z"}, "2024-01-20 24时起逾期，所记为 2024-01-20T15:00:00Z"),
        ("supervision", CORRECTED, 5, {"late": False}, "完成，2024-01-20 24时起逾期，所记为未逾期"),
        ("supervision", HEARD, 0, {"answer_last_day": "2024-01-25"}, "自 2024-01-12 起 10 个工作日，推算为 2024-01-26"),
        ("supervision", HEARD, 1, {"answered_at": "2024-01-26T16:00:00Z"}, "24时起逾期，所记为未逾期"),
        ("registry", RESUBMITTED, 1, {"correction_last_day": "2024-01-29"}, "推算为 2024-01-26，所记为 2024-01-29"),
        ("sharing", ANSWERED, 0, {"last_day": "2024-02-05"}, "推算为 2024-02-02，所记为 2024-02-05"),
        ("sharing", ANSWERED, 1, {"late": True}, "未逾期，所记为逾期"),
        ("sharing", ANSWERED, 2, {"last_day": "2024-02-05"}, "推算为 2024-02-04，所记为 2024-02-05"),
        ("support", CLAIMED, 0, {"last_day": "2024-02-07"}, "推算为 2024-02-08，所记为 2024-02-07"),
        ("support", CLAIMED, 1, {"last_day": "2024-01-27"}, "推算为 2024-01-26，所记为 2024-01-27"),
        ("support", CLAIMED, 3, {"late": False}, "24时起逾期，所记为未逾期"),
        ("support", CLAIMED, 3, {"last_day": "2024-02-10"}, "推算为 2024-02-08，所记为 2024-02-10"),
        ("support", CLAIMED, 4, {"last_day": "2024-02-10"}, "推算为 2024-02-09，所记为 2024-02-10"),
        ("support", SERVED, 0, {"last_day": "2024-01-16"}, "推算为 2024-01-17，所记为 2024-01-16"),
    ],
)
def test_one_that_does_not_come_out(
    maker: Maker, service: str, said: tuple[Said, ...], number: int, wrong: dict[str, Any], says: str
) -> None:
    when, kind, data = said[number]
    verdict = maker.verified(made(maker, service, *said[:number], (when, kind, data | wrong), *said[number + 1 :]), PROJECT)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DEADLINES}, True), problems(verdict)


@pytest.mark.rule("7.4")
@pytest.mark.parametrize("decided", ["finding.confirmed", "finding.dismissed"])
def test_a_finding_is_decided_after_an_answer_or_the_period_and_not_before(maker: Maker, decided: str) -> None:
    verdict = maker.verified(made(maker, "supervision", HEARD[0], ("01-26", decided, FINDING)), PROJECT)
    says = "findings/1：2024-01-26T01:00:00+00:00 认定，既未收到陈述申辩，也未届满（2024-01-26 24时）"
    assert (failing(verdict), problems(verdict)) == ({Claim.DEADLINES}, says)
    assert problems(maker.verified(made(maker, "supervision", HEARD[0], ("01-26T16:00:00", decided, FINDING)), PROJECT)) == ""


@pytest.mark.rule("4.3")
def test_a_notice_moves_them_from_when_it_was_published(maker: Maker) -> None:
    """The 26th is off, they say on the 15th: what was answered before that stays answered."""
    off = {"name": "holidayNotices/2024", "year": 2024, "reference": "国办发〔2024〕1号", "days_off": ["2024-01-26"], "makeup_days": []}
    anew = (
        FINDING
        | working("01-12", 10, "01-29", "answer_last_day")
        | {"previous_last_day": "2024-01-26", "reason": "放假", "rule": "4.3,7.4"}
    )
    said = (HEARD[0], ("01-14", "finding.answered", FINDING | {"answered_at": "2024-01-14T01:00:00Z"}), ("01-16", "finding.redated", anew))
    members = made(maker, "supervision", *said, ("01-20", "finding.confirmed", FINDING), notice=("01-15", "holiday_notice.published", off))
    assert problems(maker.verified(members, PROJECT)) == ""
    assert (rows(members)["finding_answer"]["outcome"], rows(members)["finding_answer"]["last_day"]) == ("met", "2024-01-29")
    verdict = maker.verified(made(maker, "supervision", *said), PROJECT)
    assert "推算为 2024-01-26，所记为 2024-01-29" in problems(verdict)


def test_facts_from_before_they_said_how_they_are_counted(maker: Maker) -> None:
    """They are told as such, and are no deadlines in a package, as they were none in packages of then; what came since is counted."""
    (when, kind, data), after = CORRECTED[0], CORRECTED[1:]
    before: Said = (when, kind, {name: value for name, value in data.items() if name != "basis"})
    members = made(maker, "supervision", before, ("02-09", "deviation.overdue", DEVIATION | {"due": "2024-02-08"}))
    assert members[package.DEADLINES] == b""
    found = deadlines(maker, members)
    assert (found.holds, found.looked_at) == (True, "期限 0 项，推算 0 次（其中暂定 0 次），另有 1 次的事实没有写明计日方式，未推算")
    later = deadlines(maker, made(maker, "supervision", before, *after))
    assert (later.holds, later.looked_at) == (True, "期限 1 项，推算 1 次（其中暂定 0 次），另有 1 次的事实没有写明计日方式，未推算")


def test_what_was_granted_at_once_or_declined_has_no_last_day(maker: Maker) -> None:
    none = {"last_day": None, "provisional": False, "basis": None}
    granted = (
        ("01-12", "request.made", REQUEST | none),
        ("01-12", "request.answered", REQUEST | {"answered_at": "2024-01-12T01:00:00Z", "late": False}),
    )
    assert deadlines(maker, made(maker, "sharing", *granted)).looked_at == "期限 0 项，推算 0 次（其中暂定 0 次）"
    declined = made(maker, "support", CLAIMED[0], ("01-16", "claim.decided", CLAIM | none | {"late": False}))
    assert (rows(declined).keys(), problems(maker.verified(declined, PROJECT))) == ({"claim_decision"}, "")


def test_every_fact_that_says_what_a_day_is_counted_from_is_read() -> None:
    """Of no other is anything expected; a field that is called differently one day is missed here."""
    with_basis = {kind.removeprefix("sanzhi.") for kind, each in all_facts().items() if "basis" in {field.name for field in fields(each)}}
    of_no_project = {"support.question.asked.v1"}
    counting = {kind for kind, read in sayings.FIELDS.items() if any(field.counts for field in read)}
    assert counting == with_basis - of_no_project
    for kind, read in sayings.FIELDS.items():
        service, _, name = kind.partition(".")
        golden = json.loads((GOLDENS / service / f"{name}.json").read_text())
        for field in read:
            said = field.read({"attributes": {"time": "2024-01-12T01:00:00+00:00"}}, golden)
            assert said["kind"]
            if field.counts:
                assert {"last_day", "provisional", "start", "days", "counting", "rolls", "rule"} <= said.keys(), kind
