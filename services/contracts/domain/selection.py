"""How the owners select the project manager, confirming or replacing the nominated one (1.2a). Home of 1.2."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.consents import Answer, Consent, add_answer, awaiting
from services.contracts.domain.facts.selections import ManagerSelected, SelectionConsented, SelectionRecorded, SelectionRefused
from services.contracts.domain.limits import demand_few, demand_short
from services.contracts.domain.panel import check_size
from services.contracts.domain.policy import ContractsPolicy
from services.contracts.domain.project_card import ProjectCard
from services.contracts.domain.rows import no_manager
from services.contracts.domain.states import SELECTION, moved
from services.contracts.domain.words import Regime, SelectionMethod, SelectionState

Facts = list[Any]
METHOD_TITLES = {SelectionMethod.GOVERNMENT_PROCUREMENT: "政府采购", SelectionMethod.EXPERT_PANEL: "成立专家小组"}


@dataclass(frozen=True)
class Choice:
    """What the record keeps of a selection (1.2)."""

    person: str
    method: SelectionMethod
    selected_on: date
    decision: str
    reference: str = ""
    panel: tuple[str, ...] = ()


@dataclass
class Selection:
    """One selection of a project's manager; it stands when every owner has consented (1.1)."""

    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    decision: str
    owners: list[str]
    confirms_nominee: bool
    reference: str = ""
    panel: list[str] = field(default_factory=list)
    state: SelectionState = SelectionState.PROPOSED
    consents: list[Consent] = field(default_factory=list)
    policy_version: str = ""
    version: int = 0

    @property
    def awaiting(self) -> list[str]:
        """Owners who have yet to answer."""
        return awaiting(self.owners, self.consents) if self.state == SelectionState.PROPOSED else []

    @classmethod
    def record(cls, name: str, card: ProjectCard, choice: Choice, answer: Answer, now: datetime) -> tuple["Selection", Facts]:
        """A selection that the first owner records, consenting by it."""
        selection = cls(
            name=name,
            project=card.name,
            person=choice.person,
            method=choice.method,
            selected_on=choice.selected_on,
            decision=choice.decision,
            owners=list(card.owners),
            confirms_nominee=choice.person == card.nominated_lead,
            reference=choice.reference,
            panel=list(choice.panel),
        )
        add_answer(selection.owners, selection.consents, answer, now)
        recorded = SelectionRecorded(
            name=name,
            project=card.name,
            person=choice.person,
            method=choice.method,
            selected_on=choice.selected_on,
            recorded_by=answer.owner,
            waiting_for=tuple(selection.awaiting),
        )
        return selection, [recorded, *selection._settle()]

    def consent(self, answer: Answer, now: datetime) -> Facts:
        """A further owner consents, or refuses for all. Refuses SELECTION_NOT_PENDING (1.2), OWNER_ANSWERED_ALREADY (1.1)."""
        if self.state != SelectionState.PROPOSED:
            raise RuleViolated("SELECTION_NOT_PENDING", f"{self.name} 已有结果，不再需要表态", rule="1.2", state=self.state.value)
        add_answer(self.owners, self.consents, answer, now)
        if not answer.agreed:
            self.state = moved(SELECTION, self.state, SelectionState.REFUSED)
            return [SelectionRefused(name=self.name, project=self.project, person=self.person, owner=answer.owner, reason=answer.reason)]
        consented = SelectionConsented(name=self.name, project=self.project, owner=answer.owner, waiting_for=tuple(self.awaiting))
        return [consented, *self._settle()]

    def supersede(self) -> None:
        """A later selection stands in its place."""
        self.state = moved(SELECTION, self.state, SelectionState.SUPERSEDED)

    def _settle(self) -> Facts:
        if self.awaiting:
            return []
        self.state = moved(SELECTION, self.state, SelectionState.SELECTED)
        return [
            ManagerSelected(
                name=self.name,
                project=self.project,
                person=self.person,
                method=self.method,
                selected_on=self.selected_on,
                reference=self.reference,
                owners=tuple(self.owners),
                confirms_nominee=self.confirms_nominee,
            )
        ]


def check_choice(card: ProjectCard, choice: Choice, policy: ContractsPolicy, today: date) -> None:
    """Refuse what 1.2 and 4.7 do not allow of a record, its panel's independence apart."""
    if card.regime != Regime.MANAGER:
        raise no_manager()
    demand_few("panel", choice.panel)
    for name, text in (("decision", choice.decision), ("reference", choice.reference)):
        demand_short(name, text)
    methods = policy.selection_methods
    allowed = methods.bureau_among_owners if card.bureau_is_owner else methods.otherwise
    if choice.method not in allowed:
        titles = "、".join(METHOD_TITLES[method] for method in allowed)
        message = f"本项目业主不能以{METHOD_TITLES[choice.method]}选定项目经理人，可用方式：{titles}"
        raise RuleViolated("SELECTION_METHOD_NOT_ALLOWED", message, rule="1.2", method=choice.method.value)
    if choice.selected_on > today:
        message = f"选定日期 {choice.selected_on} 晚于今天 {today}"
        raise InvalidArgument("SELECTION_DATE_IN_FUTURE", message, rule="1.2", field="selected_on")
    if choice.method == SelectionMethod.EXPERT_PANEL:
        check_size(choice.panel, policy.selection_panel)
    elif not choice.reference.strip():
        raise InvalidArgument("SELECTION_REFERENCE_MISSING", "以政府采购选定的，须填写采购文号", rule="1.2", field="reference")


def not_for_panel(card: ProjectCard, lead: str, lead_organization: str) -> dict[str, str]:
    """Of whom nobody may sit on a panel that decides on this lead -> what they are here (4.7)."""
    barred = dict.fromkeys(card.owner_enterprises, "业主企业") | {card.undertaking_unit: "项目承担单位"}
    if lead_organization:
        barred.setdefault(lead_organization, "人选本人所在单位")
    return barred | {lead: "人选本人"}
