"""How the owners select the project manager, confirming or replacing the nominated one (1.2a). Home of 1.2."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from plan.consents import Consent, JointAct
from plan.independence import Candidate
from plan.panels import check_composition
from plan.seen import version_of
from plan.text import demand_short
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.facts.selections import (
    ManagerSelected,
    SelectionConsented,
    SelectionPanelMember,
    SelectionPanelNamed,
    SelectionRecorded,
    SelectionRefused,
)
from services.contracts.domain.policy import ContractsPolicy
from services.contracts.domain.states import SELECTION
from services.contracts.domain.words import SelectionMethod, SelectionState

Facts = list[Any]
METHOD_LABELS = {SelectionMethod.GOVERNMENT_PROCUREMENT: "政府采购", SelectionMethod.EXPERT_PANEL: "成立专家小组"}


@dataclass(frozen=True)
class Choice:
    """What the record keeps of a selection (1.2)."""

    person: str
    method: SelectionMethod
    selected_on: date
    decision: str
    reference: str = ""
    panel: tuple[str, ...] = ()
    policy_version: str = ""


@dataclass
class Selection:
    """One selection of a project's manager; it stands when every owner has consented (1.1)."""

    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    decision: str
    confirms_nominee: bool
    act: JointAct
    reference: str = ""
    panel: list[str] = field(default_factory=list)
    state: SelectionState = SelectionState.PROPOSED
    policy_version: str = ""
    version: int = 0

    @property
    def etag(self) -> str:
        """Whom the owners select, and how (4.7a)."""
        how = (self.method, self.selected_on, self.decision, self.reference, self.panel)
        return version_of(self.name, self.person, *how)

    @property
    def consents(self) -> list[Consent]:
        """The owners' answers so far."""
        return self.act.consents

    @property
    def awaiting(self) -> list[str]:
        """Owners who have yet to answer."""
        return list(self.act.waiting_for) if self.act.is_pending else []

    @classmethod
    def record(
        cls, name: str, card: ProjectCard, choice: Choice, first: Consent, panel: Sequence[Candidate] = ()
    ) -> tuple["Selection", Facts]:
        """A selection that the first owner records, consenting by it. `panel`: the experts as they are known today."""
        selection = cls(
            name=name,
            project=card.name,
            person=choice.person,
            method=choice.method,
            selected_on=choice.selected_on,
            decision=choice.decision,
            confirms_nominee=choice.person == card.nominated_lead,
            act=JointAct(list(card.owners)),
            reference=choice.reference,
            panel=list(choice.panel),
            policy_version=choice.policy_version,
        )
        selection.act.answer(replace(first, seen=selection.etag), "1.1", about=choice.person)
        recorded = SelectionRecorded(
            name=name,
            project=card.name,
            person=choice.person,
            method=choice.method,
            selected_on=choice.selected_on,
            recorded_by=first.organization,
            waiting_for=selection.act.waiting_for,
        )
        return selection, [recorded, *selection._named(panel), *selection._settle()]

    def admit(self, act: str) -> SelectionState:
        """The state that an act leads to. Refuses ACT_DECIDED (1.1)."""
        return SELECTION.after(self.state, act)

    def consent(self, consent: Consent) -> Facts:
        """An owner consents, or refuses for all as long as nothing is decided (1.1).

        Refuses ACT_DECIDED, CONSENT_NOT_YOURS, ROLES_INCOMPATIBLE to who is to be selected, ALREADY_CONSENTED, REASON_MISSING (1.1).
        """
        self.state = self.admit("consent")
        self.act.answer(consent, "1.1", about=self.person)
        common = {"name": self.name, "project": self.project, "owner": consent.organization}
        if not consent.agreed:
            self.state = self.admit("refuse")
            return [SelectionRefused(**common, person=self.person, reason=consent.reason)]
        return [SelectionConsented(**common, waiting_for=self.act.waiting_for), *self._settle()]

    def supersede(self) -> None:
        """A later selection stands in its place."""
        self.state = self.admit("supersede")

    def _named(self, panel: Sequence[Candidate]) -> Facts:
        members = tuple(SelectionPanelMember(person=each.person, organization=each.organization) for each in panel)
        return [SelectionPanelNamed(name=self.name, project=self.project, members=members)] if members else []

    def _settle(self) -> Facts:
        if self.act.is_pending:
            return []
        self.state = self.admit("select")
        return [
            ManagerSelected(
                name=self.name,
                project=self.project,
                person=self.person,
                method=self.method,
                selected_on=self.selected_on,
                reference=self.reference,
                owners=tuple(self.act.required),
                confirms_nominee=self.confirms_nominee,
            )
        ]


def check_choice(card: ProjectCard, choice: Choice, policy: ContractsPolicy, today: date) -> None:
    """Refuse what 1.2 and 4.7 do not allow of a record, its panel's independence apart."""
    demand_short(choice.decision, field="decision")
    demand_short(choice.reference, field="reference")
    methods = policy.selection_methods
    allowed = methods.bureau_among_owners if card.bureau_is_owner else methods.otherwise
    if choice.method not in allowed:
        titles = "、".join(METHOD_LABELS[method] for method in allowed)
        message = f"本项目业主不能以{METHOD_LABELS[choice.method]}选定项目经理人，可用方式：{titles}"
        raise RuleViolated("SELECTION_METHOD_NOT_ALLOWED", message, rule="1.2", method=choice.method.value)
    if choice.selected_on > today:
        message = f"选定日期 {choice.selected_on} 晚于今天 {today}"
        raise InvalidArgument("DATE_IN_FUTURE", message, rule="1.2", field="selected_on")
    if choice.panel or choice.method is SelectionMethod.EXPERT_PANEL:
        check_composition(choice.panel, policy.selection_panel)
    if choice.method is SelectionMethod.GOVERNMENT_PROCUREMENT and not choice.reference.strip():
        raise InvalidArgument("REFERENCE_MISSING", "以政府采购选定的，须填写采购文号", rule="1.2", field="reference")
