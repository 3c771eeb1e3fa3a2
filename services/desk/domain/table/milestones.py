"""Tasks from milestones: materials, reviews, remedies, the mid-term check, reports and plans (4.1 to 4.8, 5.1, 5.2)."""

from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table.kind import (
    Asks,
    Condition,
    Dates,
    Day,
    Does,
    Ends,
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


def _by_deadline(about: Text, *kinds: str) -> dict[str, Step]:
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


def _report(folder: str, prefix: str) -> Text:
    """The report that a deadline is for: ".../deadlines/dispatch-report-0001-2" → ".../dispatchReports/0001"."""

    def named(news: News) -> str:
        number = news.subject.rpartition("/")[2].removeprefix(prefix)[:4]
        return f"{news.project}/{folder}/{number}"

    return named


def _plan(news: News) -> str:
    return f"{news.project}/integratedPlan"


def _project(news: News) -> str:
    return news.project


def _all_voted(news: News) -> bool:
    return bool(news.data["votes_in"] >= news.data["votes_needed"])


SUBMIT_MATERIALS = Kind(
    id="submit_materials",
    method="milestones/SubmitMaterials",
    rules="4.1,4.4",
    steps=_by_deadline(_node, "materials", "completion"),
)
CONVENE_PANEL = Kind(
    id="convene_panel",
    method="milestones/ConvenePanel",
    alternatives=("milestones/ReturnMaterials",),
    rules="4.2,4.7",
    steps={
        "milestones.materials.received": Asks(to("lead"), _node),
        "milestones.panel.convened": Ends(_node),
        "milestones.materials.returned": Ends(_node),
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
    steps={
        "milestones.panel_member.objected": Asks(to("lead"), _node),
        "milestones.panel_member.replaced": Ends(_node),
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
        "milestones.panel.named": Asks(those_in("members"), _node),
        "milestones.panel_member.objected": Does(of("member"), _node),
        "milestones.panel_member.replaced": (Does(of("member"), _node), Asks(those_in("successor"), _node, only=False)),
        "milestones.vote.recorded": Does(of("member"), _node),
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
    steps={
        "milestones.extension.requested": Asks(those_in("waiting_for"), day=Day(of("last_day"), subject), words=of("reason")),
        "milestones.extension.consented": Leaves(),
        "milestones.extension.refused": Ends(),
        "milestones.deadline.overdue": lapses(),
        MET: lapses(),
        CANCELLED: lapses(),
    },
)
SUBMIT_PROGRESS_REPORT = Kind(
    id="submit_progress_report",
    method="milestones/SubmitProgressReport",
    rules="5.1",
    steps=_by_deadline(_report("progressReports", "progress-report-"), "progress_report"),
)
SUPPLEMENT_PROGRESS_REPORT = Kind(
    id="supplement_progress_report",
    method="milestones/CorrectProgressReport",
    rules="5.1",
    steps=_by_deadline(_report("progressReports", "progress-report-"), "supplement"),
)
TAKE_IN_PROGRESS_REPORT = Kind(
    id="take_in_progress_report",
    method="milestones/TakeInProgressReport",
    alternatives=("milestones/AskForMore",),
    rules="5.1",
    steps={
        "milestones.progress.reported": Asks(to("owners")),
        "milestones.progress_report.taken_in": Does(of("organization")),
        "milestones.progress_report.more_asked": Does(of("organization")),
    },
)
SUBMIT_INTEGRATED_PLAN = Kind(
    id="submit_integrated_plan",
    method="milestones/SubmitIntegratedPlan",
    rules="5.2",
    steps={
        "contracts.engagement.activated": Asks(to("chief_beside_lead"), _project, lambda news: news.text("row") == "1.5/2"),
        "milestones.integrated_plan.refused": Asks(to("chief_beside_lead"), _project, words=of("reason")),
        "milestones.integrated_plan.overtaken": Asks(to("chief_beside_lead"), _project),
        "milestones.integrated_plan.submitted": Ends(_project),
    },
)
AGREE_TO_INTEGRATED_PLAN = Kind(
    id="agree_to_integrated_plan",
    method="milestones/AgreeToIntegratedPlan",
    alternatives=("milestones/RefuseIntegratedPlan",),
    rules="5.2",
    steps={
        "milestones.integrated_plan.submitted": Asks(to("lead"), _plan),
        "milestones.integrated_plan.agreed": Ends(_plan),
        "milestones.integrated_plan.refused": Ends(_plan),
    },
)
SUBMIT_DISPATCH_REPORT = Kind(
    id="submit_dispatch_report",
    method="milestones/SubmitDispatchReport",
    rules="5.2",
    steps=_by_deadline(_report("dispatchReports", "dispatch-report-"), "dispatch_report"),
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
    SUBMIT_PROGRESS_REPORT,
    SUPPLEMENT_PROGRESS_REPORT,
    TAKE_IN_PROGRESS_REPORT,
    SUBMIT_INTEGRATED_PLAN,
    AGREE_TO_INTEGRATED_PLAN,
    SUBMIT_DISPATCH_REPORT,
)
