"""The working of the pay, in Chinese, so that an official can follow every fen by hand (3.7)."""

from collections.abc import Sequence

from plan.money import yuan
from services.evaluation.domain.pay.part import PayPart
from services.evaluation.domain.pay.pay import ChiefPay
from services.evaluation.domain.policy import PayPolicy
from services.evaluation.domain.targets import plain

HUNDRED = 100
_HEAD = ("部分", "份额", "结论时的技术总师", "得分", "金额的算法", "状态", "发放记录")


def rule_steps(policy: PayPolicy) -> tuple[str, ...]:
    """The rule of 3.7 with the numbers of a policy version."""
    bands = "，".join(f"{plain(each.at_least)} 分以上 {each.percent}%" for each in sorted(policy.scores, key=lambda each: -each.at_least))
    return (
        "额度 ＝ 经费总额分段计提之和 × 重要程度系数 × 难度系数 × 时间紧迫系数，等级及理由见任务书。",
        f"综合评价占额度的 {policy.conclusion_percent}%，其余由各里程碑节点按任务书的工作量权重分配，未定权重的平均；"
        "各部分舍去不足一分的，余数归最后一部分。"
        "任务书变更的，已打分的部分不变，额度的其余由未打分的部分按同样比例分配。",
        f"各部分由聘任方打分、业主确认；金额 ＝ 份额 × 发放比例，{bands}，其余不发；不足一分的舍去。",
    )


def table(pay: ChiefPay, policy: PayPolicy) -> str:
    """Rule, pool, parts and sums as one text in Markdown."""
    numbered = [f"{number}. {step}" for number, step in enumerate(rule_steps(policy), 1)]
    rows = [_line(_HEAD), _line(("---",) * len(_HEAD)), *(_line(_cells(pay, part)) for part in pay.parts)]
    sums = [f"份额：{_sum([part.share_fen for part in pay.parts])}", *_totals(pay)]
    lines = [*pay.pool.steps, *sums]
    return "\n".join(["计算规则：", "", *numbered, "", *rows, "", *(f"- {line}" for line in lines)])


def calculation(share_fen: int, percent: int, amount_fen: int) -> str:
    """How an amount follows from its share: 36,000元 × 80% ＝ 28,800元."""
    exact = share_fen * percent % HUNDRED == 0
    return f"{yuan(share_fen)} × {percent}% {'＝' if exact else '≈'} {yuan(amount_fen)}"


def _totals(pay: ChiefPay) -> list[str]:
    lines = []
    for chief in dict.fromkeys(part.score.chief for part in pay.parts if part.score):
        amounts = [part.amount_fen for part in pay.parts if part.score and part.score.chief == chief]
        lines.append(f"{chief} 的金额：{_sum(amounts)}")
    return [*lines, f"已确认 {yuan(pay.confirmed_fen)}，其中已发放 {yuan(pay.paid_fen)}"]


def _sum(amounts: list[int]) -> str:
    return f"{' ＋ '.join(map(yuan, amounts)) or yuan(0)} ＝ {yuan(sum(amounts))}"


def _cells(pay: ChiefPay, part: PayPart) -> tuple[str, ...]:
    tenure, score, payment = pay.tenure_of(part), part.score, part.payment
    chief = score.chief if score else tenure.chief if tenure else ("无" if part.concluded_at else "")
    return (
        part.title,
        yuan(part.share_fen),
        chief,
        plain(score.score) if score else "",
        calculation(part.share_fen, score.percent, score.amount_fen) if score else "",
        part.state.label,
        f"{payment.paid_on}，{payment.reference}，{yuan(payment.amount_fen)}" if payment else "",
    )


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in cells) + " |"
