"""What the experts of the panel found, item by item (6.2)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from chassis.errors import InvalidArgument, RuleViolated
from plan.money import demand_amount
from services.evaluation.domain.targets import Target, checked_value
from services.evaluation.domain.words import FundsFinding


@dataclass(frozen=True)
class ItemAssessment:
    """One expert on one target: the verified value, or that none could be verified, and an opinion."""

    target: str
    verified_value: Decimal | None = None
    unverifiable: bool = False
    opinion: str = ""

    def check(self, target: Target) -> None:
        """Refuse a finding that says nothing, or two things at once."""
        if not self.opinion.strip():
            raise RuleViolated("OPINION_REQUIRED", f"指标“{target.metric}”缺少评价意见", rule="6.2", target=target.id)
        if self.unverifiable == (self.verified_value is not None):
            message = f"指标“{target.metric}”须填写核定值，或者注明无法核实，二者取其一"
            raise RuleViolated("VALUE_REQUIRED", message, rule="6.2", target=target.id)
        if self.verified_value is not None:
            checked_value(self.verified_value, target.metric)


@dataclass(frozen=True)
class FundsAssessment:
    """One expert on the funds; amounts in fen."""

    received_fen: int
    spent_fen: int
    finding: FundsFinding
    opinion: str = ""

    def check(self) -> None:
        """Refuse amounts below zero, and a finding without an opinion."""
        check_amounts(self.received_fen, self.spent_fen)
        if not self.opinion.strip():
            raise RuleViolated("OPINION_REQUIRED", "经费使用情况缺少评价意见", rule="6.2")


@dataclass(frozen=True)
class Findings:
    """What one expert says at once: of some targets, or of the funds, or of both."""

    items: tuple[ItemAssessment, ...] = ()
    funds: FundsAssessment | None = None

    def check(self, targets: list[Target]) -> None:
        """Refuse ITEMS_REQUIRED, NOT_IN_TASK_BOOK, LISTED_TWICE, and what an item or the funds refuse."""
        if not self.items and self.funds is None:
            raise InvalidArgument("ITEMS_REQUIRED", "至少填写一项指标或经费使用的评价", rule="6.2")
        check_targets([item.target for item in self.items], targets)
        by_id = {target.id: target for target in targets}
        for item in self.items:
            item.check(by_id[item.target])
        if self.funds:
            self.funds.check()


@dataclass
class Assessment:
    """All that one expert found. `seen`: the version of the evaluation that the expert saw last (4.7a)."""

    expert: str
    items: list[ItemAssessment] = field(default_factory=list)
    funds: FundsAssessment | None = None
    assessed_at: datetime | None = None
    seen: str = ""

    def item(self, target: str) -> ItemAssessment | None:
        """The finding on one target, if made."""
        return next((item for item in self.items if item.target == target), None)

    def missing(self, targets: list[Target]) -> list[str]:
        """What this expert has not assessed yet, as users see it."""
        open_targets = [target.metric for target in targets if self.item(target.id) is None]
        return open_targets + ([] if self.funds else ["经费使用"])

    def add(self, findings: Findings, targets: list[Target], now: datetime, seen: str = "") -> None:
        """Record findings; what was assessed stays as it was (6.2). Refuses ALREADY_DELIVERED."""
        given = {item.target for item in findings.items}
        again = [f"“{target.metric}”" for target in targets if target.id in given and self.item(target.id)]
        if again or (findings.funds and self.funds):
            what = "、".join(again) or "经费使用"
            raise RuleViolated("ALREADY_DELIVERED", f"您已评价过{what}，不重复评价", rule="6.2")
        self.items.extend(findings.items)
        self.funds = findings.funds or self.funds
        self.assessed_at, self.seen = now, seen


def check_amounts(received_fen: int, spent_fen: int) -> None:
    """Refuse AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE."""
    demand_amount("到位经费", received_fen, "6.2")
    demand_amount("支出经费", spent_fen, "6.2")


def check_targets(given: list[str], targets: list[Target]) -> None:
    """Refuse NOT_IN_TASK_BOOK and LISTED_TWICE."""
    known = {target.id: target.metric for target in targets}
    for position, target in enumerate(given):
        if target not in known:
            raise InvalidArgument("NOT_IN_TASK_BOOK", f"任务书中没有指标“{target}”", rule="6.2", target=target)
        if target in given[:position]:
            raise InvalidArgument("LISTED_TWICE", f"指标“{known[target]}”重复填写", rule="6.2", target=target)


def demand_complete(assessments: list[Assessment], targets: list[Target]) -> None:
    """Refuse DELIVERY_MISSING, naming what each expert has not assessed (6.2)."""
    gaps = {each.expert: missing for each in assessments if (missing := each.missing(targets))}
    if gaps:
        lacking = "；".join(f"{expert}：{'、'.join(missing)}" for expert, missing in gaps.items())
        message = f"尚有{len(gaps)}位专家未完成逐项评价（{lacking}）"
        raise RuleViolated("DELIVERY_MISSING", message, rule="6.2", experts=sorted(gaps))
