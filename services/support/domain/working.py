"""The working of a qualification, in Chinese, so that an official can follow it by hand (9.1)."""

from collections.abc import Sequence

from services.support.domain.conditions import Finding, Qualification

_STEPS = (
    "政策列明的条件须全部符合；一项条件列出几个取值的，符合其中一个即为符合。",
    "按项目核对的，单位条件看该项目的承担单位；只按单位核对的，项目条件因没有项目而不符合。",
    "项目领域按技术领域目录核对：条件列出上级领域的，其下级领域也符合。",
)
_HEAD = ("条件", "核对", "要求（符合其一）", "实际", "结论")


def working_of(qualification: Qualification) -> str:
    """Rule, conditions and conclusion as one text in Markdown."""
    numbered = [f"{number}. {step}" for number, step in enumerate(_STEPS, 1)]
    rows = [_line(_HEAD), _line(("---",) * len(_HEAD)), *(_line(_cells(each)) for each in qualification.findings)]
    return "\n".join(["核对规则：", "", *numbered, "", *(rows if qualification.findings else []), "", f"- {_conclusion(qualification)}"])


def _conclusion(qualification: Qualification) -> str:
    findings = qualification.findings
    if not findings:
        return "该政策没有列明条件：符合"
    counted = f"{len(findings)} 项条件中符合 {sum(each.met for each in findings)} 项"
    if qualification.qualifies:
        return f"{counted}：符合"
    return f"{counted}：不符合；缺{'、'.join(each.lack for each in findings if not each.met)}"


def _cells(finding: Finding) -> Sequence[str]:
    wanted, found = "、".join(finding.wanted), "、".join(finding.found) or "未知"
    return finding.condition.text, finding.condition.kind.label, wanted, found, "符合" if finding.met else "不符合"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in cells) + " |"
