"""The contract set of a project: which rows it needs, what stands for each, and when the whole is in effect (1.3-1.6)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chassis.errors import RuleViolated
from plan.hats import LABELS, demand_one_hat
from plan.parties import Engaged, Regime, With
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.check import CheckFailure
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.facts.contract_sets import ContractSetTookEffect
from services.contracts.domain.rows import ROWS, Row, rows_needed
from services.contracts.domain.selection import Selection
from services.contracts.domain.states import CONTRACT_SET, OPEN
from services.contracts.domain.words import ENGAGEMENT_LABELS, ContractSetState, EngagedRole, EngagementState, HiredBy, SelectionState

IN_EFFECT_ONCE = (EngagementState.ACTIVATED, EngagementState.ENDED)
ID_PREFIX = {EngagedRole.PROJECT_MANAGER: "manager", EngagedRole.TECHNICAL_CHIEF: "chief"}


@dataclass
class Entry:
    """An engagement of the project and where it stands."""

    engagement: str
    row: str
    role: EngagedRole
    person: str
    first_parties: list[str]
    hired_by: HiredBy | None
    state: EngagementState


@dataclass
class RowState:
    """A row that the project needs or has, for readers."""

    row: str
    role: EngagedRole
    needed_at_start: bool
    engagement: str = ""
    state: EngagementState | None = None


@dataclass
class ContractSet:
    """Everything contracted for one project; changed with each engagement, so that two acts never pass each other unseen."""

    name: str
    project: str
    regime: Regime
    needed: list[str] = field(default_factory=list)
    frozen_at: datetime | None = None
    entries: list[Entry] = field(default_factory=list)
    state: ContractSetState = ContractSetState.INCOMPLETE
    effective_at: datetime | None = None
    selections: int = 0
    pending_selection: str = ""
    selected: str = ""
    selection: str = ""
    version: int = 0

    @property
    def project_manager(self) -> str:
        """The manager in effect, or empty."""
        return self._in_effect(EngagedRole.PROJECT_MANAGER)

    @property
    def technical_chief(self) -> str:
        """The technical chief in effect, or empty."""
        return self._in_effect(EngagedRole.TECHNICAL_CHIEF)

    @property
    def lead(self) -> str:
        """The manager, or under the chief-responsible regime the chief (1.4), in effect; or empty."""
        return self.project_manager if self.regime == Regime.MANAGER else self.technical_chief

    @property
    def rows(self) -> list[RowState]:
        """The rows needed at the start and any other that is there, each with what stands for it now."""
        ids = sorted({*self.needed, *(entry.row for entry in self.entries)})
        return [self._row_state(row) for row in ids]

    @property
    def engaged(self) -> list[Engaged]:
        """Who is or was manager or chief, in the order in which they were engaged (1.9, 4.7)."""
        held = [entry for entry in self.entries if entry.state in IN_EFFECT_ONCE]
        return [
            Engaged(entry.engagement, entry.person, entry.role.value, ROWS[entry.row].is_lead, entry.state is EngagementState.ACTIVATED)
            for entry in held
        ]

    def parties(self, card: ProjectCard) -> With:
        """Who is who in the project; who is selected, or has a row drawn up, counts as the manager or chief they are to be (2.5)."""
        to_be = {role: {entry.person for entry in self.entries if entry.role is role and entry.state in OPEN} for role in EngagedRole}
        if self.selected and not self.project_manager:
            to_be[EngagedRole.PROJECT_MANAGER].add(self.selected)
        return With(replace(card, engaged=self.engaged), {role.value: frozenset(people) for role, people in to_be.items()})

    def admit_selection(self) -> None:
        """Refuse SELECTION_PENDING (1.2)."""
        if self.pending_selection:
            message = "已提出的项目经理人人选尚待其他业主表示意见"
            raise RuleViolated("SELECTION_PENDING", message, rule="1.2", selection=self.pending_selection)

    def open_selection(self) -> str:
        """The name of the next selection. Refuses SELECTION_PENDING (1.2)."""
        self.admit_selection()
        self.selections += 1
        return f"{self.project}/selections/{self.selections}"

    def settle_selection(self, selection: Selection) -> str:
        """Note where a selection stands; if it stands for good, the name of the one whose place it takes, or empty."""
        self.pending_selection = selection.name if selection.state == SelectionState.PROPOSED else ""
        if selection.state != SelectionState.SELECTED:
            return ""
        earlier, self.selection, self.selected = self.selection, selection.name, selection.person
        return earlier

    def freeze(self, card: ProjectCard, now: datetime) -> None:
        """Freeze the rows that the project needs, when the first is drawn up."""
        if self.frozen_at is None:
            self.needed = [row.id for row in rows_needed(card.regime, card.approved.chief_needed)]
            self.frozen_at = now

    def predecessor(self, row: Row, person: str, first_parties: list[str]) -> str:
        """The engagement that a new one takes the place of, or empty. Refuses ROW_TAKEN (1.3).

        A role is held once at a time; only a chief whose manager has left signs that row anew with the successor (1.9).
        """
        taken = [entry for entry in self.entries if entry.role == row.role and entry.state in OPEN]
        if not taken:
            return ""
        held = taken[-1]
        renewed = held.state == EngagementState.ACTIVATED and self._orphaned(held)
        if renewed and held.person == person and held.first_parties != first_parties:
            return held.engagement
        message = f"{held.person}的{LABELS[held.role.value]}聘任（{ENGAGEMENT_LABELS[held.state]}）占用此职位，一个项目同时只能有一个"
        raise RuleViolated("ROW_TAKEN", message, rule="1.3", engagement=held.engagement)

    def demand_one_hat(self, person: str, role: EngagedRole) -> None:
        """Refuse ROLES_INCOMPATIBLE to somebody who holds, or is about to hold, another position of the project (1.3)."""
        demand_one_hat(person, {entry.role.value for entry in self.entries if entry.person == person and entry.state in OPEN}, role.value)

    def next_name(self, role: EngagedRole) -> str:
        """The name of the next engagement in a role."""
        number = sum(entry.role == role for entry in self.entries) + 1
        return f"{self.project}/engagements/{ID_PREFIX[role]}-{number}"

    def enter(self, engagement: Engagement) -> None:
        """Put a new engagement on the list."""
        self.entries.append(
            Entry(
                engagement=engagement.name,
                row=engagement.row,
                role=engagement.role,
                person=engagement.person,
                first_parties=list(engagement.first_parties),
                hired_by=engagement.hired_by,
                state=engagement.state,
            )
        )

    def follow(self, engagement: Engagement, now: datetime) -> list[Any]:
        """Note where an engagement stands; the whole takes effect with the last row needed at the start (1.6)."""
        self.entry(engagement.name).state = engagement.state
        standing = {entry.row: entry for entry in self.entries if entry.state == EngagementState.ACTIVATED}
        if self.state == ContractSetState.IN_EFFECT or not self.needed or not all(row in standing for row in self.needed):
            return []
        self.state = CONTRACT_SET.after(self.state, "take_effect")
        self.effective_at = now
        return [
            ContractSetTookEffect(
                name=self.name,
                project=self.project,
                effective_at=now,
                regime=self.regime,
                lead=self.lead,
                project_manager=self.project_manager,
                technical_chief=self.technical_chief,
                engagements=tuple(standing[row].engagement for row in self.needed),
            )
        ]

    def entry(self, engagement: str) -> Entry:
        """What the set holds of an engagement."""
        return next(entry for entry in self.entries if entry.engagement == engagement)

    def obstacles(self, engagement: Engagement) -> tuple[CheckFailure, ...]:
        """What in the project keeps an engagement from taking effect: what it was drawn up on does not hold any more.

        The owners have selected another manager meanwhile (1.2), or the manager who hired has left (1.3).
        """
        entry, found = self.entry(engagement.name), []
        if engagement.role is EngagedRole.PROJECT_MANAGER and self.selected != engagement.person:
            message = f"{engagement.person} 已不是业主选定的项目经理人，现选定的是 {self.selected or '（无）'}"
            found.append(CheckFailure("1.2", "MANAGER_NOT_SELECTED", message))
        if self._orphaned(entry):
            message = f"聘请技术总师的项目经理人 {entry.first_parties[0]} 的聘任未在有效期内"
            found.append(CheckFailure("1.3", "MANAGER_NOT_IN_EFFECT", message))
        return tuple(found)

    def demand_in_office(self, engagement: Engagement, party: str) -> None:
        """Refuse PARTY_HAS_LEFT: a manager who has left hires nobody, and no contract of theirs is changed any more (1.9)."""
        entry = self.entry(engagement.name)
        if self._orphaned(entry) and (party != engagement.person or engagement.state is EngagementState.ACTIVATED):
            message = f"聘请方项目经理人 {entry.first_parties[0]} 已不在任期内，合同不再签署或变更，须由继任者重新签订"
            raise RuleViolated("PARTY_HAS_LEFT", message, rule="1.9", party=party, engagement=engagement.name)

    def engagers(self, engagement: Engagement, owners: list[str]) -> list[str]:
        """Who may give up or end an engagement: its first parties; for a manager who has left, the successor, else the owners (1.9)."""
        entry = self.entry(engagement.name)
        if not self._orphaned(entry):
            return list(entry.first_parties)
        return [self.project_manager] if self.project_manager else list(owners)

    def _orphaned(self, entry: Entry) -> bool:
        return entry.hired_by == HiredBy.MANAGER and self.project_manager not in entry.first_parties

    def _in_effect(self, role: EngagedRole) -> str:
        standing = [entry.person for entry in self.entries if entry.role == role and entry.state == EngagementState.ACTIVATED]
        return standing[-1] if standing else ""

    def _row_state(self, row: str) -> RowState:
        shown = RowState(row=row, role=ROWS[row].role, needed_at_start=row in self.needed)
        entries = [entry for entry in self.entries if entry.row == row]
        current = [entry for entry in entries if entry.state == EngagementState.ACTIVATED] or entries[-1:]
        if current:
            shown.engagement, shown.state = current[-1].engagement, current[-1].state
        return shown


def name_of_set(project: str) -> str:
    """The resource name of a project's contract set."""
    return f"{project}/contractSet"
