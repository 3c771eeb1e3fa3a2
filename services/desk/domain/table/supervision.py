"""Tasks from supervision: commissioners, deviations, findings (7.1 to 7.5). Of a finding that is not confirmed the desk keeps no word."""

from collections.abc import Iterable
from datetime import date

from plan.counting import end_of
from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table.closing import with_its_day
from services.desk.domain.table.kind import Asks, Brings, Dates, Day, Ends, Holds, Kind, lapses, of, subject, those_in, to

_DUE = Day(of("due"), subject)
_ANSWER = Day(of("answer_last_day"))


def _commission(news: News) -> str:
    return f"{news.project}/commission"


def _unnamed(news: News) -> Iterable[str]:
    """Who is to name somebody still: the departments one between them, the owner enterprises one, and all of them two experts (7.1)."""
    kinds = {str(each["kind"]) for each in news.data["commissioners"]}
    sides = {str(each["side"]) for each in news.data["commissioners"] if each["kind"] == "designated"}
    experts = {"technical_expert", "management_expert"} <= kinds
    department = [] if sides & {"science_bureau", "county"} and experts else [BUREAU, "county"]
    return [*department, *([] if "owner_enterprise" in sides and experts else ["owner_enterprises"])]


def _subject_of_finding(news: News) -> Iterable[str]:
    """A person answers for themselves; for a project its unit and its lead do."""
    who = news.text("subject")
    return [who] if who.startswith("people/") else ["unit", "lead"]


def _answer_period(news: News) -> str:
    """Nothing is decided before there is an answer, or the period for it is over."""
    return "answer"


def _runs_again(news: News) -> bool:
    return end_of(date.fromisoformat(news.text("answer_last_day"))) > news.at


def _by_commissioner(news: News) -> bool:
    """And not by itself, when a lead is engaged."""
    return bool(news.person)


NAME_COMMISSIONER = Kind(
    id="name_commissioner",
    method="supervision/NameCommissioner",
    rules="7.1",
    steps={
        "registry.project.approved": Asks(to(BUREAU, "county", "owner_enterprises"), _commission),
        "supervision.commission.named": Asks(_unnamed, _commission),
    },
)
ASSIGN_DEVIATION = Kind(
    id="assign_deviation",
    method="supervision/AssignDeviation",
    rules="7.2",
    steps={
        "supervision.deviation.opened": Asks(to("commissioners_or_bureau")),
        "supervision.deviation.assigned": Ends(when=_by_commissioner),
        "supervision.deviation.corrected": lapses(),
        "supervision.deviation.closed": lapses(),
    },
)
REPORT_CORRECTION = Kind(
    id="report_correction",
    method="supervision/ReportCorrection",
    rules="7.2",
    steps={
        "supervision.deviation.opened": Asks(those_in("assignee"), day=_DUE),
        "supervision.deviation.assigned": Asks(those_in("assignee"), day=_DUE),
        "supervision.deviation.redated": Dates(_DUE),
        "supervision.deviation.corrected": Ends(),
        "supervision.deviation.closed": lapses(),
    },
)
CLOSE_DEVIATION = Kind(
    id="close_deviation",
    method="supervision/CloseDeviation",
    alternatives=("supervision/AssignDeviation",),
    rules="7.2",
    steps={
        "supervision.deviation.corrected": Asks(to("commissioners_or_bureau")),
        "supervision.deviation.observed": Asks(to("commissioners_or_bureau"), when=lambda news: bool(news.data["remedied"])),
        "supervision.deviation.assigned": Ends(when=_by_commissioner),
        "supervision.deviation.closed": Ends(),
    },
)
NOTIFY_FINDING = Kind(
    id="notify_finding",
    method="supervision/NotifyFinding",
    alternatives=("supervision/DismissFinding",),
    rules="7.4",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "supervision.finding.raised": Asks(to(BUREAU)),
        "supervision.finding.notified": Ends(),
        "supervision.finding.dismissed": Ends(),
    },
)
ANSWER_FINDING = Kind(
    id="answer_finding",
    method="supervision/AnswerFinding",
    rules="7.4",
    private=True,
    goes_on=True,
    after_end=True,
    closes=with_its_day,
    steps={
        "supervision.finding.notified": Asks(_subject_of_finding, day=_ANSWER),
        "supervision.finding.redated": Dates(_ANSWER),
        "supervision.finding.answered": Ends(),
        "supervision.finding.dismissed": lapses(),
        "supervision.finding.confirmed": lapses(),
    },
)
DECIDE_FINDING = Kind(
    id="decide_finding",
    method="supervision/ConfirmFinding",
    alternatives=("supervision/DismissFinding",),
    rules="7.4",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "supervision.finding.answered": (Asks(to(BUREAU)), Brings(_answer_period, ever=True)),
        "supervision.finding.unanswered": (Asks(to(BUREAU)), Brings(_answer_period)),
        # A notice of days off has moved ahead what was over without an answer (4.3).
        "supervision.finding.redated": Holds(_answer_period, when=_runs_again),
        "supervision.finding.confirmed": Ends(),
        "supervision.finding.dismissed": Ends(),
    },
)

KINDS = (
    NAME_COMMISSIONER,
    ASSIGN_DEVIATION,
    REPORT_CORRECTION,
    CLOSE_DEVIATION,
    NOTIFY_FINDING,
    ANSWER_FINDING,
    DECIDE_FINDING,
)
