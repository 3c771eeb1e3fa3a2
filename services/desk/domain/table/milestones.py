"""Tasks from milestones: materials, reviews, remedies, the mid-term check (4.1 to 4.8); reports and plans are in process.py."""

from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table.closing import once_reached
from services.desk.domain.table.kind import (
    Asks,
    Brings,
    Condition,
    Dates,
    Day,
    Does,
    Ends,
    Holds,
    Kind,
    Leaves,
    Step,
    Text,
    lapses,
    of,
    subject,
    those_in,
    to,
)

SET, REDATED, MET, CANCELLED = (f"milestones.deadline.{what}" for what in ("set", "redated", "met", "cancelled"))
_DAY = Day(of("last_day"), subject)


def _kind(*kinds: str) -> Condition:
    return lambda news: news.text("kind") in kinds


def _node(news: News) -> str:
    return news.node()


def by_deadline(about: Text, *kinds: str) -> dict[str, Step]:
    """A task that a deadline asks for, of whoever is responsible."""
    return {
        SET: Asks(those_in("responsible"), about, _kind(*kinds), _DAY),
        REDATED: Dates(_DAY, about, _kind(*kinds)),
        MET: Ends(about, _kind(*kinds)),
        CANCELLED: lapses(about, _kind(*kinds)),
    }


def _dated_by(*kinds: str) -> dict[str, Step]:
    """A step of a review, which is due with it."""
    return {SET: Dates(_DAY, _node, _kind(*kinds)), REDATED: Dates(_DAY, _node, _kind(*kinds))}


def _materials(news: News) -> str:
    """Materials that were returned have to come in again."""
    return "materials"


def _first_in(news: News) -> bool:
    """What completes returned materials finds the panel that there was, or whoever had yet to convene one."""
    return not news.data["completed"]


def _all_voted(news: News) -> bool:
    return bool(news.data["votes_in"] >= news.data["votes_needed"])


SUBMIT_MATERIALS = Kind(
    id="submit_materials",
    method="milestones/SubmitMaterials",
    rules="4.1,4.4",
    steps=by_deadline(_node, "materials", "completion"),
)
CONVENE_PANEL = Kind(
    id="convene_panel",
    method="milestones/ConvenePanel",
    alternatives=("milestones/ReturnMaterials",),
    rules="4.2,4.7",
    steps={
        "milestones.materials.received": (Asks(to("lead"), _node, _first_in), Brings(_materials, _node)),
        "milestones.panel.convened": Ends(_node),
        "milestones.materials.returned": Holds(_materials, _node, credited=True),
        "milestones.panel.dissolved": Asks(to("lead"), _node),
        "milestones.node.cancelled": lapses(_node),
        **_dated_by("review"),
    },
)
REPLACE_PANEL_MEMBER = Kind(
    id="replace_panel_member",
    method="milestones/ReplacePanelMember",
    rules="4.7",
    private=True,
    # As long as a seat is vacant.
    while_held=True,
    steps={
        "milestones.panel_member.objected": (Asks(to("lead"), _node), Holds(of("member"), _node)),
        "milestones.panel_member.replaced": Brings(of("member"), _node, credited=True),
        "milestones.panel.named": Brings(about=_node),
        "milestones.vote.recorded": Brings(about=_node),
        "milestones.panel.dissolved": lapses(_node),
        "milestones.node.cancelled": lapses(_node),
        **_dated_by("review"),
    },
)
RECORD_VOTE = Kind(
    id="record_vote",
    method="milestones/RecordVote",
    rules="4.7",
    private=True,
    steps={
        "milestones.panel.named": (Asks(those_in("members"), _node), Brings(about=_node)),
        # Nobody votes while a seat is vacant, nor while materials are returned.
        "milestones.panel_member.objected": (Does(of("member"), _node), Holds(of("member"), _node)),
        "milestones.panel_member.replaced": (
            Does(of("member"), _node),
            Asks(those_in("successor"), _node, only=False),
            Brings(of("member"), _node),
        ),
        "milestones.materials.returned": Holds(_materials, _node),
        "milestones.materials.received": Brings(_materials, _node),
        "milestones.vote.recorded": (Does(of("member"), _node), Brings(about=_node)),
        "milestones.panel.dissolved": lapses(_node),
        "milestones.node.passed": lapses(_node),
        "milestones.node.failed": lapses(_node),
        "milestones.node.cancelled": lapses(_node),
        **_dated_by("review"),
    },
)
SUBMIT_MILESTONE_REPORT = Kind(
    id="submit_milestone_report",
    method="milestones/SubmitMilestoneReport",
    rules="4.2",
    steps={
        "milestones.vote.recorded": Asks(to("lead"), _node, _all_voted),
        # The successor has yet to vote.
        "milestones.panel_member.replaced": lapses(_node),
        "milestones.node.passed": Ends(_node),
        "milestones.node.failed": Ends(_node),
        "milestones.panel.dissolved": lapses(_node),
        "milestones.node.cancelled": lapses(_node),
        **_dated_by("review"),
    },
)
CHOOSE_REMEDY = Kind(
    id="choose_remedy",
    method="milestones/ChooseRemedy",
    rules="4.8,1.1",
    steps={
        "milestones.node.failed": Asks(to("owners"), _node),
        "milestones.midterm.judged": Asks(to("owners"), when=lambda news: news.text("judgement") == "cannot_finish"),
        # Owners who differ choose anew, all of them.
        "milestones.remedy.chosen": Leaves(lambda news: news.names("waiting_for") or ([] if news.data["agreed"] else ["owners"])),
        "milestones.remedy.decided": Ends(),
    },
)
JUDGE_MIDTERM = Kind(
    id="judge_midterm",
    method="milestones/JudgeMidterm",
    rules="4.6",
    steps={
        "milestones.midterm.fell_due": Asks(to(BUREAU)),
        "milestones.midterm.judged": Ends(),
        # Experts judge the whole by then, and what it could have come to is no more (6.2).
        "evaluation.evaluation.panel_convened": lapses(lambda news: f"{news.project}/midtermCheck"),
    },
)
REPORT_MIDTERM = Kind(
    id="report_midterm",
    method="milestones/ReportMidterm",
    rules="4.6",
    goes_on=True,
    steps={"milestones.midterm.judged": Asks(to(BUREAU)), "milestones.midterm.reported": Ends()},
)
CONSENT_TO_EXTENSION = Kind(
    id="consent_to_extension",
    method="milestones/ConsentToExtension",
    alternatives=("milestones/RefuseExtension",),
    rules="4.4,1.1",
    closes=once_reached,
    steps={
        "milestones.extension.requested": Asks(those_in("waiting_for"), day=_DAY, words=of("reason"), window=of("asked_for")),
        "milestones.extension.consented": Leaves(),
        "milestones.extension.refused": Ends(),
        REDATED: Dates(_DAY),
        "milestones.deadline.overdue": lapses(),
        MET: lapses(),
        CANCELLED: lapses(),
    },
)
KINDS = (
    SUBMIT_MATERIALS,
    CONVENE_PANEL,
    REPLACE_PANEL_MEMBER,
    RECORD_VOTE,
    SUBMIT_MILESTONE_REPORT,
    CHOOSE_REMEDY,
    JUDGE_MIDTERM,
    REPORT_MIDTERM,
    CONSENT_TO_EXTENSION,
)
