"""What the card of a project holds, and what follows from that: its stage, who reads it, the keys by which lists are ordered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from chassis.calendar import china_date
from plan.parties import Parties
from services.desk.domain.book import BookNode, NodeStanding, StandingDeviation
from services.desk.domain.card.parts import FAR, READS_APPLICATIONS, READS_PROJECTS, Money, NextDay
from services.desk.domain.words import Stage


@dataclass
class CardRecord(Parties):
    """`name` is "projects/{project}", of an application too. Readers: who may read it, people, organisations, "areas/…", "roles/…".

    From registry's public facts: title … closed_at. `draft`: its internal ones. From contracts: `engaged`, `left_on`, `selected`,
    `proposed`. From milestones: nodes, progress. From supervision: commissioners, deviations. From evaluation: opened_at and what follows.
    `next_days`: from deadlines.
    """

    title: str = ""
    draft: str = ""
    drafted_by: str = ""
    draft_unit: str = ""
    draft_lead: str = ""
    kind: str = ""
    research_field: str = ""
    standing: str = ""  # the last of registry's public facts that moved it
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    running_at: datetime | None = None
    terminated_at: datetime | None = None
    declined_at: datetime | None = None
    closed_at: datetime | None = None
    stopped: str = ""  # id of the fact by which it was terminated (1.10)
    ended: str = ""  # id of the fact by which nothing goes on any more (6.4)
    chief_needed: bool = False
    chief_hired_by: str = ""
    term_start: str = ""
    term_end: str = ""
    task_book_version: int = 0
    book: list[BookNode] = field(default_factory=list)
    titled: dict[str, str] = field(default_factory=dict)  # nodes that were ever in it, by id
    money: Money = field(default_factory=Money)
    selected: str = ""
    proposed: dict[str, str] = field(default_factory=dict)  # whose documents are there to sign, by engagement
    chief_engagers: list[str] = field(default_factory=list)
    left_on: dict[str, str] = field(default_factory=dict)  # last days of engagements that are over, by engagement
    pool_fen: int = 0
    standings: dict[str, NodeStanding] = field(default_factory=dict)
    planned_progress: str = ""
    actual_progress: str = ""
    midterm: str = ""
    deviations: dict[str, StandingDeviation] = field(default_factory=dict)
    opened_at: datetime | None = None
    submitted_self_evaluation_at: datetime | None = None
    convened_at: datetime | None = None
    concluded_at: datetime | None = None
    filed_at: datetime | None = None
    conclusion: str = ""
    self_received_fen: int = 0
    self_spent_fen: int = 0
    next_days: list[NextDay] = field(default_factory=list)
    changed_at: datetime | None = None
    last: str = ""  # id of the last fact
    readers: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    stage: Stage = Stage.APPLICATION
    grams: list[str] = field(default_factory=list)
    next_day: str = FAR
    received: int = 0
    spent: int = 0
    by_next_day: str = ""
    by_title: str = ""
    by_budget: str = ""
    by_changed: str = ""
    version: int = 0

    @property
    def shown_title(self) -> str:
        """Its title, of the draft before it is submitted."""
        return self.title or self.draft or self.name

    @property
    def is_approved(self) -> bool:
        """Whether it became a project."""
        return self.approved_at is not None

    @property
    def manager(self) -> str:
        """The manager in effect, or who is selected to be."""
        return self._held("project_manager") or self.selected

    @property
    def chief(self) -> str:
        """The technical chief in effect."""
        return self._held("technical_chief")

    @property
    def chief_beside_lead(self) -> str:
        """The chief who does not lead (2.4, 5.2)."""
        return self.chief if self.chief != self.lead else ""

    @property
    def received_fen(self) -> int:
        """Received, by the latest report of it."""
        return self.self_received_fen or self.money.received_fen

    @property
    def spent_fen(self) -> int:
        """Spent, by the latest report of it."""
        return self.self_spent_fen or self.money.spent_fen

    @property
    def next(self) -> NextDay | None:
        """Its next last day."""
        return self.next_days[0] if self.next_days else None

    def _held(self, role: str) -> str:
        return next((each.person for each in reversed(self.engaged) if each.role == role and each.active), "")

    def settle(self, grams: Iterable[str] | None = None) -> None:
        """What follows from what is kept: stage, readers, the keys by which lists are ordered."""
        self.stage = self._stage()
        area = {f"areas/{self.county}"} if self.county else set()
        active = {each.person for each in self.engaged if each.active}
        self.parties = sorted({*self.owners, self.undertaking_unit, *active, *self.commissioners, self.nominated_lead} - {""})
        applicants = {self.drafted_by, self.draft_unit, self.draft_lead, self.nominated_lead} if not self.is_approved else set[str]()
        # Whoever is to be engaged finds the project that the documents are of; once it runs, those who are engaged alone (1.9).
        proposed = {self.selected, *self.proposed.values()} if self.running_at is None else set[str]()
        people = {*self.owners, self.undertaking_unit, *active, *self.commissioners, *area, *applicants, *proposed} - {""}
        self.readers = sorted(people) + list(READS_PROJECTS if self.is_approved else READS_APPLICATIONS)
        if grams is not None:
            self.grams = list(grams)
        self.next_day = self.next_days[0].last_day if self.next_days else FAR
        self.received, self.spent = self.received_fen, self.spent_fen
        self.by_next_day = f"{self.next_day}|{self.name}"
        self.by_title = f"{self.shown_title}|{self.name}"
        self.by_budget = f"{self.money.budget_fen:018d}|{self.name}"
        self.by_changed = f"{self.last}|{self.name}"

    def _stage(self) -> Stage:
        reached = (
            (self.closed_at or self.filed_at, Stage.CLOSED),
            (self.concluded_at, Stage.FILING),
            (self.convened_at, Stage.EVALUATION),
            (self.opened_at, Stage.SELF_EVALUATION),
            (self.declined_at, Stage.DECLINED),
            (self.running_at, Stage.RUNNING),
            (self.approved_at, Stage.CONTRACTS),
        )
        found = next((stage for at, stage in reached if at is not None), None)
        if found is not None:
            return found
        return Stage.REVIEW if self.standing in ("submitted", "recommended", "passed") else Stage.APPLICATION

    def stages(self) -> list[tuple[Stage, datetime]]:
        """Stages that were reached, in their order."""
        known = (
            (Stage.REVIEW, self.submitted_at),
            (Stage.DECLINED, self.declined_at),
            (Stage.CONTRACTS, self.approved_at),
            (Stage.RUNNING, self.running_at),
            (Stage.SELF_EVALUATION, self.opened_at),
            (Stage.EVALUATION, self.convened_at),
            (Stage.FILING, self.concluded_at),
            (Stage.CLOSED, self.filed_at or self.closed_at),
        )
        return [(stage, at) for stage, at in known if at is not None]

    def node_title(self, resource: str) -> str:
        """The title of a node by its name, of one that was taken out of the task book too; "" for what is none of them."""
        return self.titled.get(resource.removeprefix(f"{self.name}/nodes/"), "")

    def standing_of_parties(self) -> tuple[object, ...]:
        """All of it by which tasks and deadlines are somebody's, or called something."""
        drafting = (self.draft_unit, self.draft_lead, self.nominated_lead)
        who = (tuple(self.readers), tuple(self.owners), self.undertaking_unit, self.county, self.selected, *drafting)
        held = (self.lead, self.last_lead, self.manager, self.chief, tuple(self.commissioners), self.chief_hired_by)
        besides = (tuple(self.chief_engagers), self.pool_fen, self.stopped, self.ended, tuple(sorted(self.owner_kinds.items())))
        return (*who, *held, *besides, self._called())

    def _called(self) -> tuple[object, ...]:
        return (self.shown_title, tuple((each.id, each.title) for each in self.book))

    def had_chief(self, at: datetime) -> bool:
        """Whether a technical chief was in office at an instant: only then is there somebody to be scored (3.7, 1.9)."""
        chiefs = [each for each in self.engaged if each.role == "technical_chief"]
        begun = [each.engagement.rpartition("/")[2] for each in chiefs if each.effective_at is not None and each.effective_at <= at]
        return any(china_date(at).isoformat() <= self.left_on.get(engagement, FAR) for engagement in begun)

    def knows_standing(self, node: str) -> bool:
        """Whether something is known of how a node stands."""
        return node.rpartition("/")[2] in self.standings

    def deviation(self, name: str) -> StandingDeviation | None:
        """What is known of a deviation."""
        return self.deviations.get(name.rpartition("/")[2])
