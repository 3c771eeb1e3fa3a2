"""What supervision keeps of a project, from others' facts: who is who, its budget, and which deviations are open."""

from dataclasses import dataclass, field
from datetime import date

from chassis.errors import RuleViolated
from plan.parties import Engaged, Parties, With


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known.

    concerned: people nominated, selected or to be engaged, engaged or not. open_deviations: names. figures_as_of: the latest day that
    figures of progress and money were told for.
    """

    approved: bool = False
    over: bool = False
    title: str = ""
    budget_fen: int = 0
    concerned: list[str] = field(default_factory=list)
    open_deviations: list[str] = field(default_factory=list)
    reported_deviations: int = 0
    analyses: int = 0
    figures_as_of: date | None = None
    version: int = 0

    def approve(self, title: str, owner_kinds: dict[str, str], unit: str, county: str, budget_fen: int) -> None:
        """Take over what the approval says; an early end, or a budget that was changed since, stays known."""
        self.approved, self.title = True, title
        self.owners, self.owner_kinds = list(owner_kinds), owner_kinds
        self.undertaking_unit, self.county = unit, county
        self.budget_fen = self.budget_fen or budget_fen

    def change_budget(self, budget_fen: int) -> None:
        """A new task book has another budget (1.8)."""
        self.budget_fen = budget_fen

    def end(self) -> None:
        """The project is over: nothing new is reported by people; what is open can still be closed."""
        self.over = True

    def concern(self, *people: str) -> None:
        """Remember people whom the project concerns."""
        self.concerned = sorted({*self.concerned, *filter(None, people)})

    def engage(self, engaged: Engaged) -> None:
        """As Parties.engage."""
        super().engage(engaged)
        self.concern(engaged.person)

    def next_reported(self) -> str:
        """The name of the next deviation that a person reports."""
        self.reported_deviations += 1
        return f"{self.name}/deviations/reported-{self.reported_deviations}"

    def next_analysis(self) -> str:
        """The name of the next analysis of its progress."""
        self.analyses += 1
        return f"{self.name}/progressAnalyses/{self.analyses:04d}"

    def note_figures(self, as_of: date) -> bool:
        """Figures for this day are told; whether no later ones were: a correction of an older report says nothing of today."""
        if self.figures_as_of is not None and as_of < self.figures_as_of:
            return False
        self.figures_as_of = as_of
        return True

    def note_opened(self, deviation: str) -> None:
        """A deviation is open."""
        self.open_deviations.append(deviation)

    def note_closed(self, deviation: str) -> None:
        """A deviation is closed."""
        self.open_deviations.remove(deviation)

    def is_engaged(self, person: str) -> bool:
        """Whether the person is manager or chief now."""
        return any(each.person == person and each.active for each in self.engaged)

    def role_of(self, person: str) -> str:
        """As what the person is or last was engaged, "" if never."""
        return next((each.role for each in reversed(self.engaged) if each.person == person), "")

    def demand_party(self, person: str, organization: str) -> None:
        """Refuse ASSIGNEE_NOT_OF_PROJECT unless the person belongs to an owner or the undertaking unit (7.2)."""
        if not organization or organization not in (*self.owners, self.undertaking_unit):
            message = f"{person}（{organization or '无所属单位'}）不属于本项目的业主、承担单位、聘任人员或项目专员"
            raise RuleViolated("ASSIGNEE_NOT_OF_PROJECT", message, rule="7.2", assignee=person)

    def demand_running(self, rule: str) -> None:
        """Refuse PROJECT_ENDED once the project is closed or terminated."""
        if self.over:
            raise RuleViolated("PROJECT_ENDED", f"项目“{self.title}”已经结束", rule=rule, project=self.name)

    def towards(self, subject: str) -> With:
        """Who is who in the project, and towards the subject of a finding: a project answers by its lead or unit (7.4)."""
        answering = {self.lead, self.undertaking_unit} if subject == self.name else {subject}
        return With(self, {"subject": frozenset(answering - {""})})
