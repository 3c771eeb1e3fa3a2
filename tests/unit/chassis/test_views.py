"""What a view hides: fields by role and state, never what is the caller's own, and what is counted is counted first."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.text_format import Parse

from chassis.access.views import ANYBODY, ITSELF, Hidden, Shown, View
from chassis.rpc.encoding import encode
from chassis.rpc.masking import unknown_fields

_POOL = DescriptorPool()
_POOL.Add(
    Parse(
        """
name: "review.proto" package: "review" syntax: "proto3"
message_type { name: "Vote"
  field { name: "person" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "opinion" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL } }
message_type { name: "Review"
  field { name: "votes" number: 1 type: TYPE_MESSAGE type_name: ".review.Vote" label: LABEL_REPEATED }
  field { name: "count" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
  field { name: "experts" number: 3 type: TYPE_STRING label: LABEL_REPEATED }
  field { name: "written_by" number: 4 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "text" number: 5 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "done" number: 6 type: TYPE_BOOL label: LABEL_OPTIONAL } }
message_type { name: "Project"
  field { name: "review" number: 1 type: TYPE_MESSAGE type_name: ".review.Review" label: LABEL_OPTIONAL } }
""",
        FileDescriptorProto(),
    )
)
LI, WANG = "people/li", "people/wang"


@dataclass
class Vote:
    person: str
    opinion: str


@dataclass
class Review:
    votes: list[Vote] = field(default_factory=lambda: [Vote(LI, "good"), Vote(WANG, "bad")])
    experts: list[str] = field(default_factory=lambda: [LI, WANG])
    written_by: str = LI
    text: str = "secret"
    done: bool = False

    @property
    def count(self) -> int:
        return sum(bool(vote.opinion) for vote in self.votes)


@dataclass
class Project:
    review: Review | None = field(default_factory=Review)
    is_open: bool = True


def answer(hidden: Hidden, *, roles: set[str] | None = None, person: str = "", project: Project | None = None, tried: bool = False) -> Any:
    shown = Shown(project or Project(), View(hidden), frozenset(roles or ()), person, tried=tried)
    return encode(shown, GetMessageClass(_POOL.FindMessageTypeByName("review.Project"))())


def test_a_field_is_cleared_for_those_without_the_role_and_counts_stay() -> None:
    hidden = Hidden("review.votes.opinion", to={"owner"})
    seen, blind = answer(hidden, roles={"owner"}), answer(hidden, roles={"lead"})
    assert [vote.opinion for vote in seen.review.votes] == ["good", "bad"]
    assert [vote.opinion for vote in blind.review.votes] == ["", ""]
    assert [vote.person for vote in blind.review.votes] == [LI, WANG]
    assert blind.review.count == 2


def test_what_is_ones_own_is_seen() -> None:
    assert [vote.opinion for vote in answer(Hidden("review.votes.opinion", own={"person"}), person=WANG).review.votes] == ["", "bad"]
    assert [vote.person for vote in answer(Hidden("review.votes", own={"person"}), person=LI).review.votes] == [LI]
    assert list(answer(Hidden("review.experts", own={ITSELF}), person=WANG).review.experts) == [WANG]
    assert list(answer(Hidden("review.experts"), person=WANG).review.experts) == []
    beside = Hidden("review.text", own={"written_by"})
    assert (answer(beside, person=LI).review.text, answer(beside, person=WANG).review.text) == ("secret", "")


def test_nothing_is_the_own_of_a_caller_without_an_organisation() -> None:
    nobodys = Project(Review(written_by=""))
    assert answer(Hidden("review.text", own={"written_by"}), person=LI, project=nobodys).review.text == ""


def test_a_state_may_hide_from_a_role_too() -> None:
    hidden = Hidden("review.votes", to={"bureau"}, own={"person"}, once=lambda project: project.is_open)
    assert len(answer(hidden, roles={"bureau"}).review.votes) == 2
    closed = answer(hidden, roles={"bureau"}, person=LI, project=Project(is_open=False))
    assert [vote.person for vote in closed.review.votes] == [LI]


def test_a_message_on_the_way_may_say_that_it_is_hidden_no_longer() -> None:
    hidden = Hidden("review.count", "review.votes.opinion", own={"person"}, until="done")
    running = answer(hidden, roles={"bureau"}, person=LI)
    assert ([vote.opinion for vote in running.review.votes], running.review.count) == (["good", ""], 0)
    done = answer(hidden, project=Project(Review(done=True)))
    assert ([vote.opinion for vote in done.review.votes], done.review.count) == (["good", "bad"], 2)


def test_what_is_not_there_stays_away() -> None:
    assert not answer(Hidden("review.text"), project=Project(None)).HasField("review")


def test_whole_is_what_nothing_is_hidden_of() -> None:
    view = View(Hidden("text", to={"bureau"}, own={"written_by"}))
    assert Shown(Review(), view, frozenset({"bureau"})).whole
    assert Shown(Review(), view, frozenset(), LI).whole
    assert not Shown(Review(), view, frozenset(), WANG).whole


def test_a_path_that_leads_nowhere_is_found() -> None:
    project = _POOL.FindMessageTypeByName("review.Project")
    assert unknown_fields(project, Hidden("review.votes.opinion", "review.votes.mood", "text.more")) == ["review.votes.mood", "text.more"]
    assert unknown_fields(project, Hidden("review.votes", until="done")) == []
    assert unknown_fields(project, Hidden("review", until="done")) == ["review"]


@pytest.mark.rule("4.7")
@pytest.mark.parametrize("roles", [{"bureau"}, {"expert"}, set()])
def test_a_trial_opens_nothing_to_view_that_was_not_open(roles: set[str]) -> None:
    """The last one to vote may not try the vote out to learn what the others voted."""
    done = Project(Review(done=True))
    for hidden in (
        Hidden("review.votes.opinion", own={"person"}, until="done"),
        Hidden("review.votes.opinion", own={"person"}, to={ANYBODY}, once=lambda it: True),
    ):
        kept = answer(hidden, roles=roles, person=LI, project=done)
        tried = answer(hidden, roles=roles, person=LI, project=done, tried=True)
        assert [vote.opinion for vote in kept.review.votes] == ["good", "bad"]
        assert [vote.opinion for vote in tried.review.votes] == ["good", ""]


def test_a_trial_shows_what_depends_on_the_role_alone() -> None:
    tried = answer(Hidden("review.votes.opinion", to={"owner"}), roles={"owner"}, tried=True)
    assert [vote.opinion for vote in tried.review.votes] == ["good", "bad"]
