import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.refused import Refused
from cli.story.model import Story
from cli.story.places import StoryError
from cli.story.player import Outcome, Played, Player
from cli.story.wallet import Wallet
from tests.unit.story.stages import FakeStage, fact, story

GET = "    as: people/a\n    call: sanzhi.registry.v1.RegistryService/GetGuide\n    with: {name: guides/g}\n"
PUBLISH = "    as: people/a\n    call: sanzhi.registry.v1.RegistryService/PublishGuide\n    with: {name: guides/g}\n"
NINE = '  - at: "2026-01-05 09:00"\n'
TEN = '  - at: "2026-01-05 10:00"\n'
DRAFT = {"name": "guides/g", "state": "GUIDE_STATE_DRAFT", "title": "指南"}


@pytest.fixture
def stage() -> FakeStage:
    return FakeStage()


def refusal(reason: str, code: str = "FAILED_PRECONDITION", rule: str = "2.6") -> Refused:
    return Refused(code, reason, rule, f"不行（{reason}）", {})


async def play(stage: FakeStage, *stories: Story, wallet: Path = Path("/nonexistent"), go_on: bool = False) -> Outcome:
    shown: list[Played] = []
    outcome = await Player(stage, Wallet(wallet), "run-1", shown.append, go_on=go_on).play(list(stories))
    assert shown == outcome.played
    return outcome


async def test_what_is_expected_holds(stage: FakeStage) -> None:
    stage.answers = {"GetGuide": DRAFT, "PublishGuide": {**DRAFT, "state": "GUIDE_STATE_PUBLISHED"}}
    stage.seen = [fact("sanzhi.registry.guide.published.v1", "guides/g", name="guides/g")]
    acts = NINE + GET + "    save: {title: title}\n    expect:\n      - response: {state: DRAFT}\n"
    acts += TEN + PUBLISH + "    expect:\n      - response: {state: PUBLISHED}\n"
    acts += "      - {get: sanzhi.registry.v1.RegistryService/GetGuide, with: {name: guides/g}, match: {title: '${title}'}}\n"
    acts += "      - {fact: sanzhi.registry.guide.published.v1, match: {name: guides/g}, count: 1}\n"
    acts += '      - {value: "${title}", is: 指南}\n'
    outcome = await play(stage, story(acts))
    assert outcome.held and outcome.expectations == 5 and len(outcome.played) == 2


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        ("response: {state: PUBLISHED}", "s.yaml:10: state：预期 “PUBLISHED”，实际 DRAFT"),
        ("{get: sanzhi.registry.v1.RegistryService/GetGuide, with: {name: guides/g}, match: {title: 别的}}", "s.yaml:10: title"),
        ("{get: sanzhi.registry.v1.RegistryService/GetGuide, with: {name: guides/g}, refused: {reason: X}}", "没有被拒绝"),
        ("{fact: sanzhi.registry.guide.published.v1}", "没有这一类型的事实"),
        ("{fact: sanzhi.registry.guide.created.v1, count: 2}", "2 个符合的事实，实际 1 个"),
        ("{fact: sanzhi.registry.guide.created.v1, match: {title: 别的}, count: 1}", "0 个；最接近的一个：title 为 “指南”"),
        ("{fact: sanzhi.registry.guide.created.v1, match: {title: 别的}}", "title：预期 “别的”，实际 “指南”"),
        ("{fact: sanzhi.registry.guide.created.v1, project: projects/y}", "没有这一类型的事实（projects/y）"),
        ("{fact: sanzhi.registry.guide.created.v1, envelope: {actor: people/b}}", "envelope.actor：预期 “people/b”，实际 “people/a”"),
        ("{fact: sanzhi.registry.guide.created.v1, envelope: {time: '2026-01-05 10:00'}}", "envelope.time：预期 “2026-01-05 10:00”"),
        ('{value: "${title}", is: 别的}', "预期 “别的”"),
        ("{deadline: projects/x/deadlines/n9, match: {state: MET}}", "projects/x/deadlines/n1"),
        ("{deadline: projects/x/deadlines/n1, match: {state: MET}}", "实际 OPEN"),
        ("{deadline: projects/secret/deadlines/n1, match: {state: MET}}", "被拒绝（ROLE_REQUIRED，规则 2.5）"),
    ],
)
async def test_what_is_expected_and_not_found_is_told_with_its_line(stage: FakeStage, expectation: str, words: str) -> None:
    def listed(body: dict[str, Any], _: str) -> dict[str, Any] | Refused:
        found = {"name": "projects/x/deadlines/n1", "state": "DEADLINE_STATE_OPEN"}
        return refusal("ROLE_REQUIRED", rule="2.5") if "secret" in body["parent"] else {"deadlines": [found]}

    stage.answers = {"GetGuide": DRAFT, "ListDeadlines": listed}
    stage.seen = [fact("sanzhi.registry.guide.created.v1", title="指南")]
    outcome = await play(stage, story(NINE + GET + f"    save: {{title: title}}\n    expect:\n      - {expectation}\n"))
    assert not outcome.held and len(outcome.unmet) == 1
    found = str(outcome.unmet[0])
    assert found.startswith("s.yaml:") and words in found


FAILURES = "{reason: 'NO', metadata: {failures: {$has: {rule: '3.4'}}, limit: '55'}}"


async def test_an_expected_refusal_is_compared_by_reason_rule_and_code(stage: FakeStage) -> None:
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED")}
    expected = "{reason: GUIDE_CLOSED, rule: '2.6', code: FAILED_PRECONDITION, message: 不行}"
    assert (await play(stage, story(NINE + PUBLISH + f"    expect: {{refused: {expected}}}\n"))).held
    stage.answers = {"PublishGuide": Refused("FAILED_PRECONDITION", "NO", "1.7", "不", {"failures": '[{"rule": "3.4"}]', "limit": "55"})}
    assert (await play(stage, story(NINE + PUBLISH + f"    expect: {{refused: {FAILURES}}}\n"))).held
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED")}
    for other in (
        FAILURES,
        FAILURES.replace("NO", "GUIDE_CLOSED"),
        "{reason: X}",
        "{reason: GUIDE_CLOSED, rule: '2.5'}",
        "{reason: GUIDE_CLOSED, code: NOT_FOUND}",
        "{reason: GUIDE_CLOSED, message: 行行}",
    ):
        assert not (await play(FakeStage(stage.answers), story(NINE + PUBLISH + f"    expect: {{refused: {other}}}\n"))).held


async def test_a_call_that_should_have_been_refused_is_told(stage: FakeStage) -> None:
    outcome = await play(stage, story(NINE + PUBLISH + "    expect: {refused: {reason: X}}\n"))
    assert "没有被拒绝" in str(outcome.unmet[0])


async def test_an_unexpected_refusal_stops_the_story(stage: FakeStage) -> None:
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED")}
    for expected in ("", "    expect: {response: {state: PUBLISHED}}\n", "    expect: {fact: sanzhi.registry.guide.published.v1}\n"):
        stage.log.clear()
        outcome = await play(stage, story(NINE + PUBLISH + expected + TEN + GET))
        (lost,) = outcome.lost
        assert outcome.stopped and "GUIDE_CLOSED" in str(lost) and str(lost).startswith("s.yaml:6: ")
        assert stage.calls() == ["PublishGuide"] and not outcome.held


async def test_going_on_plays_what_follows_and_tells_all_that_was_lost(stage: FakeStage) -> None:
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED"), "GetGuide": DRAFT}
    eleven = '  - at: "2026-01-05 11:00"\n' + GET.replace("guides/g", "'${guide.name}'")
    twelve = '  - at: "2026-01-05 12:00"\n' + GET + "    expect: {response: {state: PUBLISHED}}\n"
    outcome = await play(stage, story(NINE + PUBLISH + "    save: guide\n" + TEN + GET + eleven + twelve), go_on=True)
    assert stage.calls() == ["PublishGuide", "GetGuide", "GetGuide"]
    assert ["GUIDE_CLOSED" in str(lost) or "没有保存过 guide" in str(lost) for lost in outcome.lost] == [True, True]
    assert len(outcome.unmet) == 1 and len(outcome.played) == 4 and not outcome.stopped and not outcome.held


@pytest.mark.parametrize(("body", "played"), [("guides/h", 2), ("'${guide.name}'", 3)])
async def test_after_a_lost_act_a_kept_thing_stands_only_for_itself(stage: FakeStage, body: str, played: int) -> None:
    # Where the lost act was to change that very thing, it is as it was; where it was to make another, there is none.
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED"), "GetGuide": DRAFT}
    lost = TEN + PUBLISH.replace("guides/g", body) + "    save: guide\n"
    after = '  - at: "2026-01-05 11:00"\n' + GET.replace("guides/g", "'${guide.name}'")
    await play(stage, story(NINE + GET + "    save: guide\n" + lost + after), go_on=True)
    assert len(stage.calls()) == played


async def test_a_refusal_may_be_expected_by_its_rule_alone(stage: FakeStage) -> None:
    stage.answers = {"PublishGuide": refusal("GUIDE_CLOSED")}
    assert (await play(stage, story(NINE + PUBLISH + "    expect: {refused: {rule: '2.6'}}\n"))).held
    assert not (await play(FakeStage(stage.answers), story(NINE + PUBLISH + "    expect: {refused: {rule: '2.5'}}\n"))).held


async def test_stories_are_merged_by_time_and_the_clock_goes_on_between(stage: FakeStage) -> None:
    first = story(NINE + GET + '  - at: "2026-01-05 11:00"\n' + PUBLISH)
    second = story(TEN + "    as: people/b\n    call: sanzhi.registry.v1.RegistryService/ListGuides\n")
    await play(stage, first, second)
    assert stage.calls() == ["GetGuide", "ListGuides", "PublishGuide"]
    assert [at for name, _, at in stage.log if name == "advance"] == [f"2026-01-05T{hour}:00:00+08:00" for hour in ("09", "10", "11")]


async def test_an_act_before_the_clock_is_refused_before_anything_is_played(stage: FakeStage) -> None:
    stage.time = datetime(2026, 2, 1, tzinfo=UTC)
    with pytest.raises(StoryError, match=r"s.yaml:4: 这一幕在 2026-01-05 09:00，早于演练时钟 2026-02-01 08:00"):
        await play(stage, story(NINE + GET))
    assert stage.calls() == []


async def test_only_changes_carry_a_request_id_and_each_act_its_own(stage: FakeStage) -> None:
    await play(stage, story(NINE + GET + TEN + PUBLISH + "  - as: people/a\n" + PUBLISH.partition("\n")[2]))
    bodies = [body for name, body, _ in stage.log if name in ("GetGuide", "PublishGuide")]
    assert "request_id" not in bodies[0]
    assert bodies[1]["request_id"] != bodies[2]["request_id"]


HEAD = """organizations:
  - {organization_id: kjj, display_name: 市科技局, kind: ORGANIZATION_KIND_SCIENCE_BUREAU}
people:
  - {person_id: a, display_name: 甲, organization: organizations/kjj}
"""


async def test_the_cast_is_registered_and_given_keys(stage: FakeStage, tmp_path: Path) -> None:
    await play(stage, story(NINE + GET, HEAD), wallet=tmp_path / "w")
    assert stage.calls() == ["RegisterOrganization", "RegisterPerson", "GetPerson", "RegisterSigningKey", "GetGuide"]
    key = next(body for name, body, _ in stage.log if name == "RegisterSigningKey")
    assert key["key_id"] == Wallet(tmp_path / "w").key("people/a").key_id


async def test_somebody_signs_with_sm2(stage: FakeStage, tmp_path: Path) -> None:
    await play(stage, story(NINE + GET, HEAD + "keys: {people/a: sm2}\n"), wallet=tmp_path / "w")
    (key,) = [body for name, body, _ in stage.log if name == "RegisterSigningKey"]
    assert (key["algorithm"], len(base64.b64decode(key["public_key"]))) == ("sm2", 65)
    for wrong in ("{people/b: sm2}", "{people/a: rsa}"):
        with pytest.raises(StoryError, match=r"s.yaml:7: "):
            story(NINE + GET, HEAD + f"keys: {wrong}\n")


async def test_who_cannot_be_registered_is_told_with_the_line(stage: FakeStage, tmp_path: Path) -> None:
    stage.answers = {"RegisterOrganization": refusal("AREA_UNKNOWN", "INVALID_ARGUMENT")}
    with pytest.raises(StoryError, match=r"s.yaml:4: 登记时被拒绝（AREA_UNKNOWN"):
        await play(stage, story(NINE + GET, HEAD), wallet=tmp_path)


async def test_who_is_there_already_must_be_the_same(stage: FakeStage, tmp_path: Path) -> None:
    def registered(display_name: str) -> dict[str, Any]:
        exists = refusal("EXISTS", "ALREADY_EXISTS")
        organization = {"name": "organizations/kjj", "display_name": display_name, "kind": "ORGANIZATION_KIND_SCIENCE_BUREAU"}
        return {"RegisterOrganization": exists, "GetOrganization": organization}

    stage.answers = registered("市科技局")
    assert (await play(stage, story(NINE + GET, HEAD), wallet=tmp_path)).held
    with pytest.raises(StoryError, match=r"s.yaml:4: organizations/kjj 已经登记，但 display_name 不同"):
        await play(FakeStage(registered("市科委")), story(NINE + GET, HEAD), wallet=tmp_path)


async def test_another_of_the_same_name_is_told_as_it_was_refused(stage: FakeStage, tmp_path: Path) -> None:
    stage.answers = {"RegisterOrganization": refusal("NAME_TAKEN", "ALREADY_EXISTS"), "GetOrganization": refusal("NOT_FOUND", "NOT_FOUND")}
    with pytest.raises(StoryError, match=r"s.yaml:4: .*NAME_TAKEN"):
        await play(stage, story(NINE + GET, HEAD), wallet=tmp_path)


async def test_projects_are_remembered_for_the_timeline(stage: FakeStage) -> None:
    stage.answers = {"GetProject": {"name": "projects/x", "application": "applications/x"}}
    acts = NINE + "    as: people/a\n    call: sanzhi.registry.v1.RegistryService/GetProject\n    with: {name: projects/x}\n"
    assert (await play(stage, story(acts))).projects == ["projects/x"]


async def test_an_application_that_became_no_project_has_a_timeline_too(stage: FakeStage) -> None:
    stage.answers = {"GetApplication": {"name": "applications/y"}}
    acts = NINE + "    as: people/a\n    call: sanzhi.registry.v1.RegistryService/GetApplication\n    with: {name: applications/y}\n"
    assert (await play(stage, story(acts))).projects == ["projects/y"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("指南“新材料”尚未发布", ""),
        ("guides/guide-7尚未发布", "编号 guides/guide-7"),
        ("指南 guide-7 尚未发布", "编号 guide-7"),
        ("people/a已经投票", ""),
        ("projects/x/nodes/n-1已经办结", "编号 projects/x/nodes/n-1"),
        ("节点n-1已经办结", "编号 n-1"),
    ],
)
async def test_a_refusal_that_shows_ids_instead_of_names_is_told(stage: FakeStage, message: str, shown: str) -> None:
    read = GET.replace("guides/g", "guides/guide-7")
    stage.answers = {
        "GetGuide": {"name": "guides/guide-7", "factors": [{"id": "n-1"}]},
        "PublishGuide": Refused("FAILED_PRECONDITION", "GUIDE_CLOSED", "2.6", message, {}),
    }
    outcome = await play(stage, story(NINE + read + TEN + PUBLISH + "    expect:\n      - refused: {reason: GUIDE_CLOSED}\n"))
    assert [one.path for one in outcome.unmet] == ["message"] * bool(shown)
    assert all(shown in str(one) for one in outcome.unmet)
