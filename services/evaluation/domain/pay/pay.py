"""The floating pay of a project: pool, parts, scores, payments (3.7). Home of 3.7."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chassis.errors import NotFound, PermissionDenied, RuleViolated
from plan.consents import Consent, JointAct
from services.evaluation.domain import facts
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay.part import PayPart, Scored
from services.evaluation.domain.pay.pool import PayTerms, Pool, pool_of
from services.evaluation.domain.pay.split import split, weights
from services.evaluation.domain.pay.tenure import Tenure, in_office
from services.evaluation.domain.policy import PayPolicy
from services.evaluation.domain.states import PAY_PART
from services.evaluation.domain.words import NodeOutcome, PayPartState

CONCLUSION, LAST = "conclusion", "综合评价"


@dataclass
class ChiefPay:
    """`name` is "projects/{p}/pay". Without terms only early facts of the project are known; without grades in them the pool is 0.

    policy_version: by which the pool was computed last.
    """

    name: str
    project: str
    title: str = ""
    terms: PayTerms | None = None
    pool: Pool = field(default_factory=lambda: Pool(0, ()))
    policy_version: str = ""
    parts: list[PayPart] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    version: int = 0

    def plan(self, title: str, terms: PayTerms, policy: PayPolicy, policy_version: str) -> list[facts.PayPoolSet]:
        """Pool and parts by a version of the task book; parts that were scored stay as they are (1.8), and no node has two."""
        before, self.pool = self.pool.fen, pool_of(terms, policy)
        self.title, self.terms, self.policy_version = title, terms, policy_version
        kept = {part.node: part for part in self.parts}
        wanted = [kept.get(node.id) or self._new(node.id, node.title) for node in terms.nodes]
        named = {node.id for node in terms.nodes}
        dropped = [part for part in self.parts if part.node and part.node not in named and part.is_fixed]
        self.parts = [*dropped, *wanted, kept.get("") or self._new("", LAST)]
        self._share_out(terms, policy)
        if not before and not self.pool.fen:
            return []  # A project without floating pay has nothing to tell of it.
        return [
            facts.PayPoolSet(
                name=self.name,
                project=self.project,
                task_book_version=terms.version,
                pool_fen=self.pool.fen,
                parts=tuple(facts.PayShare(part=part.name, share_fen=part.share_fen) for part in self.parts),
            )
        ]

    def note_node(self, conclusion: NodeConclusion) -> None:
        """A node was concluded, or its owners let it be reviewed once more (4.8); what was confirmed stays."""
        part = next((part for part in self.parts if part.node == conclusion.node), None)
        if part is None:
            return
        if conclusion.rectify_by is not None and conclusion.outcome is NodeOutcome.FAILED:
            if PAY_PART.admits(part.state, "reopen"):
                part.reopen("节点整改后复评")
        elif PAY_PART.admits(part.state, "conclude"):
            part.conclude(conclusion.at)

    def conclude(self, at: datetime) -> None:
        """The project was evaluated: the last part may be scored, and a node without a conclusion gets none any more."""
        for part in self.parts:
            if not part.node and PAY_PART.admits(part.state, "conclude"):
                part.conclude(at)
            elif part.node and PAY_PART.admits(part.state, "lapse"):
                part.lapse()

    def begin(self, tenure: Tenure) -> None:
        """A chief's engagement took effect; told once more, an end that is known holds."""
        known = next((each for each in self.tenures if each.engagement == tenure.engagement), None)
        until = known.until if known else None
        self.tenures = [each for each in self.tenures if each.engagement != tenure.engagement] + [replace(tenure, until=until)]

    def end(self, engagement: str, ended_on: date) -> None:
        """It ended, on its last day."""
        self.tenures = [replace(each, until=ended_on) if each.engagement == engagement else each for each in self.tenures]

    def part(self, name: str) -> PayPart:
        """One part. Refuses NOT_FOUND."""
        found = next((part for part in self.parts if part.name == name), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"没有找到 {name}", resource=name)
        return found

    def tenure_of(self, part: PayPart) -> Tenure | None:
        """Under whom it was concluded (1.9); None before that, or where there was no chief."""
        return in_office(self.tenures, part.concluded_at) if part.concluded_at else None

    def scored_tenure(self, part: PayPart) -> Tenure:
        """Whose part it is. Refuses NO_CHIEF_THEN (3.7, 1.9)."""
        tenure = self.tenure_of(part)
        if tenure is None:
            raise RuleViolated("NO_CHIEF_THEN", f"{part.title}作出结论时没有在任的技术总师，该部分不发放", rule="3.7")
        return tenure

    def demand_not_oneself(self, part: PayPart, by: str) -> None:
        """Refuse CHIEF_SCORES_ONESELF: nobody scores, confirms or records their own pay (3.7)."""
        tenure = self.tenure_of(part)
        if tenure is not None and tenure.chief == by:
            raise PermissionDenied("CHIEF_SCORES_ONESELF", "技术总师不能为本人打分、确认或者登记发放", rule="3.7")

    def score(self, name: str, scored: Scored, owners: JointAct, policy: PayPolicy, policy_version: str) -> list[facts.ChiefScored]:
        """Whoever engaged the chief scores a part that was concluded in the chief's time. Refuses as PayPart.give_score, NO_CHIEF_THEN."""
        part = self.part(name)
        part.admit("score")
        self.demand_not_oneself(part, scored.by)
        score = part.give_score(scored, self.scored_tenure(part).chief, owners, policy, policy_version)
        return [
            facts.ChiefScored(
                name=part.name,
                project=self.project,
                chief=score.chief,
                score=score.score,
                amount_fen=score.amount_fen,
                scored_by=scored.by,
                waiting_for=score.waiting_for,
            )
        ]

    def confirm(self, name: str, parties: frozenset[str], given: Consent) -> list[Any]:
        """An owner confirms; with the last one the amount stands. Refuses as PayPart.confirm."""
        part = self.part(name)
        part.admit("confirm")
        self.demand_not_oneself(part, given.person)
        part.confirm(parties, given)
        score = part.score
        assert score is not None  # one was confirmed
        return [
            facts.ChiefScoreConfirmed(
                name=part.name,
                project=self.project,
                chief=score.chief,
                amount_fen=score.amount_fen,
                confirmed_for=given.organization,
                waiting_for=score.waiting_for,
            )
        ]

    def refuse(self, name: str, parties: frozenset[str], given: Consent) -> list[Any]:
        """An owner refuses: whoever engaged the chief scores anew. Refuses as PayPart.refuse."""
        part = self.part(name)
        part.admit("refuse")
        self.demand_not_oneself(part, given.person)
        chief = part.score.chief if part.score else ""
        part.refuse(parties, given)
        return [self._dropped(part, chief, given.reason)]

    def suspend(self, chief: str, why: str) -> list[Any]:
        """The chief is barred: scores that are not paid do not count any more (7.5)."""
        found = [part for part in self.parts if part.score and part.score.chief == chief and PAY_PART.admits(part.state, "suspend")]
        for part in found:
            part.suspend(why)
        return [self._dropped(part, chief, why) for part in found]

    def pay(self, name: str, paid_on: date, reference: str, by: str, now: datetime) -> list[facts.BonusPaid]:
        """A part was paid, once. Refuses as PayPart.pay."""
        part = self.part(name)
        part.admit("pay")
        self.demand_not_oneself(part, by)
        payment = part.pay(paid_on, reference, by, now)
        assert part.score is not None  # it was confirmed
        return [
            facts.BonusPaid(
                name=part.name,
                project=self.project,
                chief=part.score.chief,
                amount_fen=payment.amount_fen,
                paid_on=paid_on,
                reference=reference,
            )
        ]

    @property
    def confirmed_fen(self) -> int:
        """What is confirmed, paid or not."""
        return sum(part.amount_fen for part in self.parts if part.state in (PayPartState.CONFIRMED, PayPartState.PAID))

    @property
    def paid_fen(self) -> int:
        """What has a record of payment."""
        return sum(part.payment.amount_fen for part in self.parts if part.payment)

    @property
    def chiefs(self) -> frozenset[str]:
        """Who is or was chief."""
        return frozenset(tenure.chief for tenure in self.tenures)

    def _new(self, node: str, title: str) -> PayPart:
        return PayPart(f"{self.name}/parts/{f'node-{node}' if node else CONCLUSION}", node, title, 0)

    def _share_out(self, terms: PayTerms, policy: PayPolicy) -> None:
        """What scored parts leave of the pool, to the others by their weights."""
        ids = [*(node.id for node in terms.nodes), ""]
        by_node = dict(zip(ids, weights(terms.nodes, policy.conclusion_percent), strict=True))
        open_parts = [part for part in self.parts if not part.is_fixed]
        left = max(0, self.pool.fen - sum(part.share_fen for part in self.parts if part.is_fixed))
        titles = {node.id: node.title for node in terms.nodes} | {"": LAST}
        for part, share in zip(open_parts, split(left, [by_node[part.node] for part in open_parts]), strict=True):
            part.take_share(share, titles[part.node])

    def _dropped(self, part: PayPart, chief: str, why: str) -> facts.ChiefScoreDropped:
        return facts.ChiefScoreDropped(name=part.name, project=self.project, chief=chief, reason=why)


def pay_name(project: str) -> str:
    """The name of a project's pay."""
    return f"{project}/pay"


def project_of_pay(name: str) -> str:
    """Whose pay, or part of it, a name is. Refuses NOT_FOUND."""
    parts = name.split("/")
    if len(parts) < 3 or parts[0] != "projects" or not parts[1] or parts[2] != "pay":
        raise NotFound("NOT_FOUND", f"没有找到 {name}", resource=name)
    return f"projects/{parts[1]}"
