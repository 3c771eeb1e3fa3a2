"""Tasks from milestones between its nodes: the lead's reports, the chief's plan and the reports against it (5.1, 5.2)."""

from services.desk.domain.news import News
from services.desk.domain.table.kind import Asks, Brings, Ends, Holds, Kind, Text, of, to
from services.desk.domain.table.milestones import by_deadline


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


def _effect(news: News) -> str:
    """Nothing is planned before the contract set is in effect (1.6)."""
    return "effect"


def _new_chief(news: News) -> bool:
    """A chief who signs anew with a successor of the manager has done it already, or has it still (1.9)."""
    return news.text("row") == "1.5/2" and not news.text("replaces")


SUBMIT_PROGRESS_REPORT = Kind(
    id="submit_progress_report",
    method="milestones/SubmitProgressReport",
    rules="5.1",
    steps=by_deadline(_report("progressReports", "progress-report-"), "progress_report"),
)
SUPPLEMENT_PROGRESS_REPORT = Kind(
    id="supplement_progress_report",
    method="milestones/CorrectProgressReport",
    rules="5.1",
    steps=by_deadline(_report("progressReports", "progress-report-"), "supplement"),
)
TAKE_IN_PROGRESS_REPORT = Kind(
    id="take_in_progress_report",
    method="milestones/TakeInProgressReport",
    alternatives=("milestones/AskForMore",),
    rules="5.1",
    steps={
        "milestones.progress.reported": Asks(to("owners")),
        # Any of joint owners does it for all of them: it is no consent.
        "milestones.progress_report.taken_in": Ends(),
        "milestones.progress_report.more_asked": Ends(),
    },
)
SUBMIT_INTEGRATED_PLAN = Kind(
    id="submit_integrated_plan",
    method="milestones/SubmitIntegratedPlan",
    rules="5.2",
    steps={
        "contracts.engagement.activated": (
            Asks(to("chief_beside_lead"), _project, _new_chief),
            Holds(_effect, _project, _new_chief, ever=True),
        ),
        "contracts.contract_set.took_effect": Brings(_effect, _project),
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
    steps=by_deadline(_report("dispatchReports", "dispatch-report-"), "dispatch_report"),
)

KINDS = (
    SUBMIT_PROGRESS_REPORT,
    SUPPLEMENT_PROGRESS_REPORT,
    TAKE_IN_PROGRESS_REPORT,
    SUBMIT_INTEGRATED_PLAN,
    AGREE_TO_INTEGRATED_PLAN,
    SUBMIT_DISPATCH_REPORT,
)
