"""A chief's floating pay made again of its facts: pool and shares by the task book, amounts by the scores (3.7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from chassis.policy import Policies
from plan.money import yuan
from services.evaluation.domain.pay import CONCLUSION, Grades, PayTerms
from services.evaluation.domain.pay.pool import PaidNode, pool_of
from services.evaluation.domain.pay.split import split, weights
from services.evaluation.domain.pay.working import calculation, rule_steps
from services.evaluation.domain.policy import EvaluationPolicy, PayPolicy
from services.evaluation.domain.targets import plain

Told = Mapping[str, Any]
HUNDRED = 100
_POOL, _SCORED, _CONFIRMED, _DROPPED, _PAID = (
    f"sanzhi.evaluation.pay.{what}.v1" for what in ("pool_set", "scored", "confirmed", "score_dropped", "paid")
)
OF_PAY = frozenset({_POOL, _SCORED, _CONFIRMED, _DROPPED, _PAID})
_GRADES, _NODES = TypeAdapter(Grades | None), TypeAdapter(tuple[PaidNode, ...])


def terms_in(book: Told) -> PayTerms:
    """What of a task book, as facts have it, the pay follows from. Raises KeyError, ValueError, TypeError."""
    grades = _GRADES.validate_python(book.get("chief_pay"))
    return PayTerms(int(book["version"]), int(book["budget"]["total_fen"]), grades, _NODES.validate_python(book["nodes"]))


@dataclass
class Part:
    """share: in fen. amount: of the score that stands; None where none does, so that a changed task book gives another share."""

    share: int
    amount: int | None = None
    confirmed: bool = False


@dataclass
class Paid:
    """The pay of a project, fact by fact. books: terms by version, with the day on which each was decided. problems: zh-CN."""

    policies: Policies[EvaluationPolicy]
    problems: list[str]
    books: dict[int, tuple[date, PayTerms]] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def reopen(self, node: str) -> None:
        """A failed node is reviewed once more: a score that was not confirmed does not count (4.8)."""
        for name, part in self.parts.items():
            if name.endswith(f"/parts/node-{node}") and not part.confirmed:
                part.amount = None

    def take(self, fact: Told, data: Told) -> list[str]:
        """The working of one fact of it. Raises KeyError, ValueError, TypeError."""
        if fact["type"] == _POOL:
            return list(self._pool(data))
        part = self.parts.setdefault(data["name"], Part(0))  # of a project without floating pay no shares are told
        if fact["type"] == _DROPPED:
            part.amount, part.confirmed = None, False
            return [f"{self._whose(data)}的得分不再作数，金额为 0"]
        if fact["type"] == _SCORED:
            return list(self._scored(part, data, fact["policyversion"]))
        self._demand(data, "金额", part.amount or 0, data["amount_fen"])
        part.confirmed = True
        done = "发放" if fact["type"] == _PAID else "确认"
        return [f"{self._whose(data)}：{done}的金额 ＝ 打分所得的金额 {yuan(part.amount or 0)}"]

    def _whose(self, data: Told) -> str:
        return f"{self.titles.get(data['name'], data['name'])}，{data['chief']}"

    def _demand(self, data: Told, what: str, wanted: int, found: int) -> None:
        if wanted != found:
            self.problems.append(f"{data['name']}：{what}推算为 {yuan(wanted)}，所记为 {yuan(int(found))}")

    def _scored(self, part: Part, data: Told, version: str) -> Iterator[str]:
        score = Decimal(data["score"])
        percent = self.policies.at(version).pay.percent_of(score)
        part.amount, part.confirmed = part.share * percent // HUNDRED, False
        self._demand(data, "金额", part.amount, data["amount_fen"])
        yield f"{self._whose(data)}：得分 {plain(score)}，按政策 {version} 发放比例 {percent}%"
        yield f"金额 ＝ {calculation(part.share, percent, part.amount)}（不足一分的舍去）"

    def _pool(self, data: Told) -> Iterator[str]:
        day, terms = self.books[int(data["task_book_version"])]
        policy = self.policies.current(day).values.pay
        pool = pool_of(terms, policy)
        self._demand(data, "额度", pool.fen, data["pool_fen"])
        shares, lines = self._shares(data["name"], terms, policy, pool.fen)
        told = {each["part"]: int(each["share_fen"]) for each in data["parts"]}
        for part in shares.keys() | told.keys():
            self._demand({"name": part}, "份额", shares.get(part, 0), told.get(part, 0))
        if list(told) != list(shares):
            self.problems.append(f"{data['name']}：所列各部分与任务书第 {terms.version} 版不符")
        kept = self.parts
        self.parts = {name: kept[name] if _fixed(kept, name) else Part(share) for name, share in shares.items()}
        yield f"依任务书第 {terms.version} 版，按政策 {self.policies.current(day).version}"
        yield from (*rule_steps(policy), *pool.steps, *lines)

    def _shares(self, pay: str, terms: PayTerms, policy: PayPolicy, fen: int) -> tuple[dict[str, int], list[str]]:
        """By part, in order, and how they come about: parts that were scored keep theirs, the others divide what is left (1.8)."""
        titles = {f"{pay}/parts/node-{node.id}": node.title for node in terms.nodes} | {f"{pay}/parts/{CONCLUSION}": "综合评价"}
        weighed = dict(zip(titles, weights(terms.nodes, policy.conclusion_percent), strict=True))
        self.titles |= titles
        fixed = {name: part.share for name, part in self.parts.items() if _fixed(self.parts, name)}
        left = max(0, fen - sum(fixed.values()))
        unscored = [name for name in titles if name not in fixed]
        divided = dict(zip(unscored, split(left, [weighed[name] for name in unscored]), strict=True))
        dropped = [name for name in fixed if name not in titles]
        shares = {name: fixed[name] if name in fixed else divided[name] for name in (*dropped, *titles)}
        lines = [f"{self.titles.get(name, name)}：已打分，份额不变，{yuan(share)}" for name, share in fixed.items()]
        return shares, [*lines, *_divided([(titles[name], weighed[name], divided[name]) for name in unscored], left)]


def _fixed(parts: Mapping[str, Part], name: str) -> bool:
    return name in parts and parts[name].amount is not None


def _divided(parts: Sequence[tuple[str, Fraction, int]], left: int) -> Iterable[str]:
    """Of each part its proportion and its share; the last one has the remainder."""
    whole = sum((weight for _, weight, _ in parts), Fraction(0))
    for number, (title, weight, share) in enumerate(parts, 1):
        if number == len(parts):
            yield f"{title}：{yuan(left)} 减去以上各份额，为 {yuan(share)}"
        else:
            yield f"{title}：{yuan(left)} × {weight / whole if whole else 0}，不足一分的舍去，为 {yuan(share)}"
