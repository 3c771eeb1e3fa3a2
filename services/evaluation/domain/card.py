"""What evaluation keeps of a project, from others' facts: who is who, and what came before its parts were all there."""

from dataclasses import dataclass, field, replace
from datetime import date

from plan.parties import Parties, With
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.targets import PromisedResult
from services.evaluation.domain.words import NodeOutcome, OpeningGround


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known."""

    approved: bool = False
    node_conclusions: list[NodeConclusion] = field(default_factory=list)
    ground: OpeningGround | None = None
    ended_on: date | None = None
    term_end: date | None = None
    results: list[PromisedResult] = field(default_factory=list)
    version: int = 0

    def follow(self, term_end: date) -> bool:
        """The term of the task book (1.8); whether it is one that was over and is not any more."""
        self.term_end = term_end
        if self.ground is not OpeningGround.TERM_ENDED or self.ended_on is None or term_end <= self.ended_on:
            return False
        self.ground, self.ended_on = None, None
        return True

    def is_prolonged(self, term_end: date) -> bool:
        """Whether a term that is said to be over has been prolonged meanwhile."""
        return self.term_end is not None and term_end < self.term_end

    def approve(self, owners: list[str], kinds: dict[str, str], unit: str, county: str, nominated_lead: str) -> None:
        """Take over what the approval says of the parties."""
        self.approved, self.owners, self.owner_kinds = True, owners, kinds
        self.undertaking_unit, self.county, self.nominated_lead = unit, county, nominated_lead

    def note_result(self, result: PromisedResult) -> bool:
        """Keep a confirmed result; whether it was not known yet (8.1)."""
        if any(each.name == result.name for each in self.results):
            return False
        self.results.append(result)
        return True

    def drop_result(self, name: str) -> bool:
        """Keep a result no more; whether it was known (8.1)."""
        known = len(self.results)
        self.results = [each for each in self.results if each.name != name]
        return len(self.results) < known

    def note_node(self, conclusion: NodeConclusion) -> None:
        """Keep the last word on a node."""
        self.node_conclusions = [each for each in self.node_conclusions if each.node != conclusion.node] + [conclusion]

    def rectify(self, node: str, by: date) -> NodeConclusion | None:
        """The owners let a failed node be rectified and reviewed once more (4.8); nothing for one that is not known to have failed."""
        known = next((each for each in self.node_conclusions if each.node == node), None)
        if known is None or known.outcome is not NodeOutcome.FAILED:
            return None
        rectified = replace(known, rectify_by=by)
        self.note_node(rectified)
        return rectified

    def end(self, ground: OpeningGround, ended_on: date) -> None:
        """Note that the term is over or the project terminated; the first of the two counts (6.2: nothing twice)."""
        if self.ground is None:
            self.ground, self.ended_on = ground, ended_on

    @property
    def evaluated_lead(self) -> str:
        """Whose project is evaluated: who leads, else who last did, else who was nominated (1.9)."""
        return self.last_lead or self.nominated_lead

    def standing(self, experts: frozenset[str] = frozenset()) -> With:
        """Who is who in the project and on its panel. Who last led it assists, also after the project's end (2.5)."""
        return With(self, {"expert": experts, "lead": frozenset({self.last_lead} - {""})})
