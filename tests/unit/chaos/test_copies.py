from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from sanzhi.supervision.v1 import supervision_pb2

from chaos.copies import Copy
from chaos.stories import FOLDER, stories_for
from cli.story.wallet import Wallet
from services.sharing.domain.identifiers import check_character

NOBODY: Any = None


def _copy(tmp_path: Path, number: int = 0, *, silent: bool = False) -> Copy:
    (story,) = stories_for(120)
    return Copy(story, number, NOBODY, Wallet(tmp_path), silent=silent)


def test_short_runs_play_one_story_and_long_ones_all() -> None:
    assert len(stories_for(120)) == 1
    assert stories_for(600) == sorted(FOLDER.glob("*.yaml"))


def test_the_short_story_reaches_all_five_services(tmp_path: Path) -> None:
    called = {act.method.full_name.split(".")[1] for act in _copy(tmp_path).acts if act.method}
    assert called == {"registry", "contracts", "milestones", "evaluation", "supervision"}


def test_copies_have_projects_of_their_own_and_share_the_offices(tmp_path: Path) -> None:
    first, second = ({str(act.body.get("name", "")) for act in _copy(tmp_path, number).acts} for number in (0, 1))
    named = {name for name in first & second if not name.startswith(("$", "organizations/"))}
    assert named <= {""}


def test_copies_register_what_is_there_once_in_the_world_under_numbers_of_their_own(tmp_path: Path) -> None:
    (file,) = FOLDER.glob("story-8-*.yaml")
    said: list[set[str]] = []
    for number in (0, 1, 2):
        bodies = [act.body for act in Copy(file, number, NOBODY, Wallet(tmp_path)).acts]
        patents = [body["identifier"] for body in bodies if body.get("kind") == "RESULT_KIND_PATENT"]
        assert [each[-1] == check_character(each[:12]) for each in patents] == [False, True]
        papers = [body["identifier"] for body in bodies if body.get("kind") == "RESULT_KIND_PAPER"]
        sources = [body["source"] for body in bodies if body.get("digest")]
        assert len(set(sources)) == 1 and len(sources) == 2  # the second is refused for being the same
        said.append({*patents, *papers, *sources, *(body["policy_id"] for body in bodies if "policy_id" in body)})
    assert not said[0] & said[1] and not said[1] & said[2]


def test_copies_ask_for_subscriptions_of_their_own(tmp_path: Path) -> None:
    (file,) = FOLDER.glob("story-9-*.yaml")
    copies = [Copy(file, number, NOBODY, Wallet(tmp_path)) for number in (0, 1)]
    first, second = ({str(act.body["subscription_id"]) for act in copy.acts if "subscription_id" in act.body} for copy in copies)
    assert len(first) == len(second) == 4 and not first & second
    acted_on = {str(act.body["name"]) for act in copies[1].acts if "name" in act.body}
    assert {name for name in acted_on if not name.startswith("$")} <= {f"subscriptions/{name}" for name in second}


@pytest.mark.parametrize("number", [1, 2])
def test_a_silent_copy_stops_when_its_first_milestone_is_due(tmp_path: Path, number: int) -> None:
    silent = [act.method.name for act in _copy(tmp_path, number, silent=True).acts if act.method]
    assert "SignDocument" in silent
    assert "SubmitMaterials" not in silent
    assert len(silent) < len(_copy(tmp_path, number).acts)


def test_a_copy_is_through_at_the_end_of_its_story_alone(tmp_path: Path) -> None:
    copy, silent = _copy(tmp_path), _copy(tmp_path, 1, silent=True)
    before = copy.is_through
    for each in (copy, silent):
        each.acts.clear()
    assert (before, copy.is_through, silent.is_through) == (False, True, False)
    copy.astray = "SubmitMaterials"
    assert not copy.is_through


async def test_what_is_not_in_a_list_yet_is_asked_for_again(tmp_path: Path) -> None:
    answers = [
        supervision_pb2.ListDeviationsResponse(),
        supervision_pb2.ListDeviationsResponse(deviations=[supervision_pb2.Deviation(name="projects/p/deviations/d1")]),
    ]

    class Client:
        async def ask(self, *_: Any, **__: Any) -> Message:
            return answers.pop(0)

    client: Any = Client()
    copy = Copy(FOLDER / "story-1-open-bid.yaml", 0, client, Wallet(tmp_path))
    act = next(act for act in copy.acts if any(save.path.startswith("deviations[0]") for save in act.saves))
    assert "没有 [0]" in await copy._ask(act, {})
    assert await copy._ask(act, {}) == ""
