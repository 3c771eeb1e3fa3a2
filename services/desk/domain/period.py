"""A deadline as its service tells of it, in one topic and so in order (4.1 to 4.5). The desk reckons no date; it shows how one came."""

from dataclasses import dataclass, field
from datetime import date, datetime

from plan.counting import end_of
from services.desk.domain.card import FAR, NextDay, ProjectCard
from services.desk.domain.news import News
from services.desk.domain.states import DeadlineState

_OPEN = (DeadlineState.OPEN, DeadlineState.OVERDUE)


@dataclass(frozen=True)
class Redating:
    """A change of the last day."""

    previous_last_day: str
    last_day: str
    reason: str
    redated_at: datetime


@dataclass(kw_only=True)
class Period:
    """`name`: of the deadline, or of what it is of. `days`: as counted from `start`; -1 where its service does not tell."""

    name: str
    project: str
    project_title: str = ""
    node_title: str = ""
    kind: str = ""
    node: str = ""
    state: DeadlineState = DeadlineState.OPEN
    last_day: str = ""
    provisional: bool = False
    responsible: str = ""
    responsible_role: str = ""
    rules: list[str] = field(default_factory=list)
    start: str = ""
    days: int = -1
    occasion: str = ""
    redatings: list[Redating] = field(default_factory=list)
    ended_at: datetime | None = None
    late: bool = False
    cancelled_because: str = ""
    readers: list[str] = field(default_factory=list)
    watchers: list[str] = field(default_factory=list)
    bearer: str = ""
    by_day: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Still asked for."""
        return self.state in _OPEN

    def settle(self, card: ProjectCard) -> None:
        """Who may read it, and who watches it or has to keep it as long as it is open; its place in lists."""
        self.project_title, self.node_title = card.shown_title, card.node_title(self.node)
        self.readers = list(card.readers)
        self.watchers = list(card.readers) if self.is_open else []
        self.bearer = self.responsible if self.is_open else ""
        self.by_day = f"{self.last_day or FAR}|{self.name}"

    def next_day(self) -> NextDay | None:
        """For the project's card; None where nothing is asked for any more."""
        return NextDay(self.name, self.last_day, self.provisional, self.kind, self.node) if self.is_open else None

    def begin(self, news: News, kind: str, last_day: str, responsible: str) -> None:
        """It runs, or runs anew."""
        self.kind, self.last_day, self.responsible = kind, last_day, responsible
        self.provisional, self.rules = bool(news.data.get("provisional")), news.rules
        self.node, self.responsible_role = news.node(), news.text("responsible_role")
        self.state, self.ended_at, self.late, self.cancelled_because = DeadlineState.OPEN, None, False, ""

    def count(self, start: str, days: int, occasion: str) -> None:
        """From which day, how many."""
        self.start, self.days, self.occasion = start, days, occasion

    def redate(self, news: News, previous: str, last_day: str) -> None:
        """Its last day changed."""
        self.last_day, self.provisional = last_day, bool(news.data.get("provisional"))
        redating = Redating(previous, last_day, news.text("reason"), news.at)
        if previous != last_day and redating not in self.redatings:
            self.redatings.append(redating)
        if self.state is DeadlineState.OVERDUE and last_day > previous and not self._is_over(news.at):
            self.state = DeadlineState.OPEN

    def stay_missed(self, news: News) -> None:
        """Who has it may have changed, and the day may be over all the same (1.9)."""
        if self._is_over(news.at):
            self.miss()

    def miss(self) -> None:
        """Its end is over."""
        self.state = DeadlineState.OVERDUE

    def meet(self, news: News) -> None:
        """What was due is in."""
        self.state, self.ended_at, self.late = DeadlineState.MET, news.at, bool(news.data.get("late"))

    def cancel(self, news: News) -> None:
        """No longer asked for."""
        self.state, self.ended_at, self.cancelled_because = DeadlineState.CANCELLED, news.at, news.text("reason")

    def _is_over(self, at: datetime) -> bool:
        return end_of(date.fromisoformat(self.last_day)) <= at


def name_of(news: News) -> str:
    """The deadline that a fact tells of; "" for none."""
    if news.kind == "registry.application.submitted" and not news.data["again"]:
        return ""  # nothing was to be corrected
    return news.subject if news.kind in _READ else ""


def follow(period: Period, news: News) -> None:
    """Let a deadline be as a fact says. A fact that came before its deadline was known leaves it as told."""
    _READ[news.kind](period, news)


def _set(period: Period, news: News) -> None:
    period.begin(news, news.text("kind"), news.text("last_day"), news.text("responsible"))
    period.count(news.text("start"), int(news.data["days"]), news.text("occasion"))


def _redate(period: Period, news: News) -> None:
    period.redate(news, news.text("previous_last_day"), news.text("last_day"))


def _open_deviation(period: Period, news: News) -> None:
    period.begin(news, "deviation", news.text("due"), news.text("assignee"))
    period.stay_missed(news)


def _return_application(period: Period, news: News) -> None:
    period.begin(news, "application_correction", news.text("correction_last_day"), "")


def _redate_deviation(period: Period, news: News) -> None:
    period.redate(news, news.text("previous_due"), news.text("due"))


def _redate_correction(period: Period, news: News) -> None:
    period.redate(news, news.text("previous_last_day"), news.text("correction_last_day"))


def _submitted(period: Period, news: News) -> None:
    if period.is_open:
        period.meet(news)


_READ = {
    **{
        f"{service}.deadline.{what}": read
        for service in ("milestones", "evaluation")
        for what, read in {
            "set": _set,
            "redated": _redate,
            "overdue": lambda period, news: period.miss(),
            "met": lambda period, news: period.meet(news),
            "cancelled": lambda period, news: period.cancel(news),
        }.items()
    },
    "supervision.deviation.opened": _open_deviation,
    "supervision.deviation.assigned": _open_deviation,
    "supervision.deviation.redated": _redate_deviation,
    "supervision.deviation.overdue": lambda period, news: period.miss(),
    "supervision.deviation.corrected": lambda period, news: period.meet(news),
    "supervision.deviation.closed": lambda period, news: period.meet(news) if period.is_open else None,
    "registry.application.returned": _return_application,
    "registry.application.correction_redated": _redate_correction,
    "registry.application.submitted": _submitted,
}
