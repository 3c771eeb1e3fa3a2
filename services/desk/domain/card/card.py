"""What the desk keeps of a project: each field is written by the facts of one topic, whose order Kafka keeps; the rest follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plan.parties import Engaged, Regime
from services.desk.domain.book import BookNode, NodeStanding, StandingDeviation
from services.desk.domain.card.parts import NextDay
from services.desk.domain.card.record import CardRecord
from services.desk.domain.news import News


@dataclass
class ProjectCard(CardRecord):
    """The record, and what each fact does to it."""

    def note_last(self, news: News) -> None:
        """Something happened in it."""
        if news.id > self.last:
            self.last, self.changed_at = news.id, news.at

    def note_next(self, day: NextDay | None, deadline: str) -> None:
        """How a deadline of it stands: its last day, or None where nothing is asked for any more."""
        others = [each for each in self.next_days if each.deadline != deadline]
        self.next_days = sorted([*others, *([day] if day else [])], key=lambda each: (each.last_day, each.deadline))

    def draft_as(self, news: News) -> None:
        """An application is being written."""
        self.draft = news.text("title")
        self.draft_unit, self.draft_lead = news.text("undertaking_unit"), news.text("nominated_lead")
        self.drafted_by = self.drafted_by or news.person

    def submit(self, news: News) -> None:
        """An application is with county or bureau."""
        data = news.data
        self.title, self.kind, self.research_field = news.text("title"), news.text("kind"), news.text("field")
        self.owners, self.undertaking_unit = list(news.names("owners")), news.text("undertaking_unit")
        self.nominated_lead, self.county = news.text("nominated_lead"), news.text("county")
        self.money.budget_fen = int(data.get("amount_fen", 0))
        self.submitted_at = self.submitted_at or news.at
        self.standing = "submitted"

    def move(self, standing: str) -> None:
        """It stands elsewhere in its review."""
        self.standing = standing

    def decline(self, news: News) -> None:
        """No project comes of it."""
        self.standing, self.declined_at = "declined", news.at
        self.ended = news.id

    def approve(self, news: News) -> None:
        """It is a project."""
        data = news.data
        self.title, self.kind, self.research_field = news.text("title"), news.text("kind"), news.text("field")
        self.regime = Regime(news.text("regime"))
        self.owners, self.owner_kinds = list(news.names("owners")), dict(data["owner_kinds"])
        self.undertaking_unit, self.county = news.text("undertaking_unit"), news.text("county")
        self.nominated_lead = news.text("nominated_lead")
        self.chief_needed, self.chief_hired_by = bool(data["chief_needed"]), news.text("chief_hired_by")
        self.standing, self.approved_at = "approved", news.at
        self.take_book(data["task_book"])

    def take_book(self, book: Mapping[str, object]) -> None:
        """A version of the task book is in force."""
        self.task_book_version = int(str(book["version"]))
        self.term_start, self.term_end = str(book["term_start"]), str(book["term_end"])
        nodes: Iterable[Mapping[str, object]] = book["nodes"]  # type: ignore[assignment]
        self.book = [BookNode(str(node["id"]), str(node["title"]), str(node["due_date"])) for node in nodes]
        self.titled |= {each.id: each.title for each in self.book}
        budget: Mapping[str, object] = book["budget"]  # type: ignore[assignment]
        sources: Iterable[Mapping[str, object]] = budget["sources"]  # type: ignore[assignment]
        self.money.budget_fen = int(str(budget["total_fen"]))
        self.money.city_fen = sum(int(str(each["amount_fen"])) for each in sources if "市" in str(each["source"]))

    def run(self, news: News) -> None:
        """Contracts and task book are in effect."""
        self.running_at = news.at

    def terminate(self, news: News) -> None:
        """Ended before its term (1.10)."""
        self.terminated_at, self.stopped = news.at, news.id

    def close(self, news: News) -> None:
        """Its evaluation is filed (6.4)."""
        self.closed_at, self.ended = news.at, news.id

    def select(self, person: str) -> None:
        """A manager is selected, or nobody is any more."""
        self.selected = person

    def propose(self, news: News) -> None:
        """Documents of an engagement are there to sign."""
        self.proposed[news.subject.rpartition("/")[2]] = news.text("person")

    def give_up(self, news: News) -> None:
        """An engagement does not come about."""
        self.proposed.pop(news.subject.rpartition("/")[2], None)

    def begin_engagement(self, news: News) -> None:
        """An engagement took effect."""
        self.give_up(news)
        self.engage(
            Engaged(news.subject, news.text("person"), news.text("role"), bool(news.data["is_lead"]), active=True, effective_at=news.at)
        )
        if news.text("role") == "technical_chief":
            self.chief_engagers = list(news.names("first_parties"))

    def end_engagement(self, news: News) -> None:
        """An engagement ended."""
        self.release(news.subject, news.text("person"), news.text("role"), is_lead=bool(news.data["is_lead"]))
        self.left_on[news.subject.rpartition("/")[2]] = news.text("ended_on")

    def set_pool(self, news: News) -> None:
        """The chief's floating pay (3.7)."""
        self.pool_fen = int(news.data["pool_fen"])

    def note_node(self, node: str, standing: NodeStanding) -> None:
        """A node stands elsewhere."""
        self.standings[node.rpartition("/")[2]] = standing

    def report(self, news: News) -> None:
        """A progress report is in."""
        self.planned_progress, self.actual_progress = news.text("planned_progress"), news.text("actual_progress")
        self.money.received_fen, self.money.spent_fen = int(news.data["received_fen"]), int(news.data["spent_fen"])

    def judge(self, news: News) -> None:
        """The mid-term judgement."""
        self.midterm = news.text("judgement")

    def note_deviation(self, name: str, deviation: StandingDeviation) -> None:
        """A deviation was opened, assigned or closed."""
        self.deviations[name.rpartition("/")[2]] = deviation

    def evaluate(self, news: News) -> None:
        """How far the evaluation is."""
        match news.kind.partition(".")[2]:
            case "evaluation.opened":
                self.opened_at = news.at
            case "evaluation.postponed":
                self.opened_at = None
            case "self_evaluation.submitted":
                self.submitted_self_evaluation_at = news.at
                self.self_received_fen, self.self_spent_fen = int(news.data["received_fen"]), int(news.data["spent_fen"])
            case "evaluation.panel_convened":
                self.convened_at = news.at
            case "evaluation.concluded":
                self.concluded_at, self.conclusion = news.at, news.text("conclusion")
            case "filing.filed":
                self.filed_at = news.at
