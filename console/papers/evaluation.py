"""An evaluation with its working (6.2, 6.3): what was promised, reported, verified and concluded, so that it can be added up by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cli.papers.paper import Block, Fields, Paper, Part, Table, Words
from console.papers.written import Answer, Names, day, instant, money, word


def evaluation_paper(evaluation: Answer, names: Names) -> Paper:
    """evaluation: the answer of GetEvaluation, with what its reader may see of it."""
    parts = [Part("", [Fields(_head(evaluation))]), Part("绩效目标", [_targets(evaluation)])]
    if evaluation["nodes"]:
        parts.append(Part("里程碑节点", [_nodes(evaluation)]))
    if report := evaluation.get("self_evaluation"):
        parts.append(Part("自评", list(_self_evaluation(report, names))))
    elif evaluation["without_self_evaluation"]:
        parts.append(Part("自评", [Words(["自评逾期未交，市科技局决定不再等待（规则 6.2）。"])]))
    if verdict := evaluation.get("verdict"):
        parts += list(_verdict(verdict, names))
    title = evaluation["title"]
    return Paper("项目绩效评价报告", title, f"项目绩效评价报告　{title}", [parts[0], *_numbered(parts[1:])])


def _numbered(parts: Sequence[Part]) -> Iterator[Part]:
    for number, part in zip("一二三四五六七", parts, strict=False):
        yield replace(part, heading=f"{number}、{part.heading}")


def _head(evaluation: Answer) -> list[tuple[str, str]]:
    return [
        ("项目", evaluation["title"]),
        ("状态", word(evaluation["state"])),
        ("评价依据", f"第 {evaluation['task_book_version']} 版任务书"),
        ("启动原因", word(evaluation["ground"])),
        ("实施期截止", day(evaluation["period_ended_on"])),
        ("项目预算", money(evaluation["budget_fen"])),
        (
            "专家组",
            f"{evaluation['panel_size']} 人，{instant(evaluation.get('panel_convened_at'))}组成"
            if evaluation["panel_size"]
            else "尚未组成",
        ),
    ]


def _targets(evaluation: Answer) -> Table:
    rows = [
        (target["metric"], f"{target['comparator']} {target['value']}", target["unit"], target["verification"], target["weight"])
        for target in evaluation["targets"]
    ]
    return Table(("指标", "承诺值", "单位", "核验方式", "权重"), rows, (3, 1.2, 1, 3.5, 0.8), right=(4,))


def _nodes(evaluation: Answer) -> Table:
    rows = [(node["title"], day(node["due_date"]), word(node["outcome"]), node["reason"]) for node in evaluation["nodes"]]
    return Table(("节点", "期限", "结果", "说明"), rows, (3, 2.2, 1.3, 3))


def _self_evaluation(report: Answer, names: Names) -> Iterator[Block]:
    late = "，逾期" if report["late"] else ""
    yield Fields(
        [
            ("提交", f"{instant(report['submitted_at'])}，{names(report['submitted_by'])}{late}"),
            ("到账资金", money(report["received_fen"])),
            ("支出资金", money(report["spent_fen"])),
        ]
    )
    yield Words([report["summary"]])


def _verdict(verdict: Answer, names: Names) -> Iterator[Part]:
    working = verdict["working"]
    yield Part("评价规则", [Words([step for step in working["rule_steps"] if step])])
    yield Part("逐项计算", [_working(working), Words([working["total"]])])
    yield Part("资金", [_funds(verdict["funds"]), Words([working["funds"]])])
    yield Part(
        "结论", [_conclusion(verdict, names), Words([text for text in (working["nodes"], working["overall"], verdict["remarks"]) if text])]
    )


def _working(working: Answer) -> Table:
    rows = [
        (
            row["metric"],
            row["promised"],
            row["self_value"],
            "、".join(row["verified_values"]),
            row["recorded_value"],
            row["calculation"],
            row["degree"],
            row["weight"],
            row["weighted_degree"],
            word(row["conclusion"]),
        )
        for row in working["rows"]
    ]
    head = ("指标", "承诺", "自评", "核定值", "记录值", "计算", "实现度", "权重", "加权", "结论")
    return Table(head, rows, (2.2, 1.1, 1, 1.3, 1, 2.6, 1.1, 0.9, 1.1, 1.1), right=(2, 3, 4, 6, 7, 8))


def _funds(funds: Answer) -> Fields:
    return Fields(
        [
            ("预算", money(funds["budget_fen"])),
            ("到账", money(funds["received_fen"])),
            ("支出", money(funds["spent_fen"])),
            ("认定", f"{word(funds['finding'])}（合规 {funds['votes_compliant']} 票，不合规 {funds['votes_non_compliant']} 票）"),
        ]
    )


def _conclusion(verdict: Answer, names: Names) -> Fields:
    return Fields(
        [
            ("总体结论", word(verdict["conclusion"])),
            ("实现度", verdict["degree"]),
            ("作出", f"{instant(verdict['concluded_at'])}，{names(verdict['concluded_by'])}"),
            ("政策版本", verdict["policy_version"]),
        ]
    )
