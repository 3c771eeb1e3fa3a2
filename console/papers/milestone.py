"""The report on a milestone (4.3, 4.7, 4.8): materials with the clock, the panel's votes, the outcome, and what followed from it."""

from collections.abc import Iterator

from cli.papers.paper import Fields, Paper, Part, Table, Words
from console.papers.written import Answer, Names, day, instant, listed, word


def milestone_paper(node: Answer, project: str, names: Names) -> Paper:
    """node: the answer of GetNode, with what its reader may see of it: votes stand there once all are in."""
    head = Fields(
        [
            ("项目", project),
            ("节点", node["title"]),
            ("任务书期限", day(node["due_date"])),
            ("中期检查节点", "是" if node["midterm"] else "否"),
            ("状态", word(node["state"])),
        ]
    )
    parts = [Part("", [head])]
    for review in node["reviews"]:
        parts += list(_review(review, names))
    if (node.get("remedy") or {}).get("subject"):
        parts.append(Part("业主的选择（规则 4.8）", [_remedy(node["remedy"], names)]))
    return Paper("里程碑节点考核报告", f"{project}　{node['title']}", f"里程碑节点考核报告　{project}　{node['title']}", parts)


def _review(review: Answer, names: Names) -> Iterator[Part]:
    which = "考核" if review["round"] == 1 else "整改后复评"
    materials = [
        (word(material["kind"]), material["file"]["name"], names(material["submitted_by"]), instant(material["submitted_at"]))
        for material in review["materials"]
    ]
    blocks = [Table(("材料", "文件", "提交人", "提交时间"), materials, (2, 3, 1.5, 2))] if materials else [Words(["材料尚未提交。"])]
    clock = [("材料应交", day(review["due_date"])), ("材料收齐", instant(review.get("received_at")) or "尚未收齐")]
    if review["materials_late"]:
        clock.append(("逾期", "材料在期限之后提交（规则 4.4）"))
    yield Part(f"{which}：材料", [*blocks, Fields(clock)])
    for returned in review["returns"]:
        defects = [(str(number), defect["description"]) for number, defect in enumerate(returned["defects"], start=1)]
        head = Fields(
            [("退回", f"{instant(returned['returned_at'])}，{names(returned['returned_by'])}"), ("补正期限", day(returned["complete_by"]))]
        )
        yield Part(f"{which}：一次性告知补正", [head, Table(("序号", "缺陷"), defects, (1, 8))])
    if panel := review.get("panel"):
        yield Part(f"{which}：专家组", list(_panel(panel, names)))
    if report := review.get("report"):
        yield Part(f"{which}：结论", [_report(report, names), Words([report["summary"]])])


def _panel(panel: Answer, names: Names) -> Iterator[Fields | Table | Words]:
    yield Fields([("组成", f"{instant(panel['convened_at'])}，{names(panel['convened_by'])}")])
    if not panel["members"]:
        yield Words(["专家名单对本件的打印人不公开（规则 4.7）。"])
        return
    rows = [(names(member["person"]), _voted(member), member["left_because"] or member["opinion"]) for member in panel["members"]]
    yield Table(("专家", "表决", "意见"), rows, (1.5, 1, 5))


def _voted(member: Answer) -> str:
    return "已退出" if member["left"] else word(member["vote"]) if member.get("voted_at") else ""


def _report(report: Answer, names: Names) -> Fields:
    rows = [
        ("结论", "通过" if report["passed"] else "不通过"),
        ("表决", f"赞成 {report['votes_for']} 票，反对 {report['votes_against']} 票"),
        ("报告提交", f"{instant(report['submitted_at'])}，{names(report['submitted_by'])}"),
        ("报告文件", report["file"]["name"]),
    ]
    return Fields([*rows, ("逾期", "在评审期限之后提交（规则 4.3）")] if report["late"] else rows)


def _remedy(remedy: Answer, names: Names) -> Fields:
    rows = [("决定", word(remedy["decision"]) or "业主尚未一致"), ("决定时间", instant(remedy.get("decided_at")))]
    if remedy.get("rectify_by"):
        rows.append(("整改期限", day(remedy["rectify_by"])))
    if remedy["waiting_for"]:
        rows.append(("尚待", listed(remedy["waiting_for"], names)))
    return Fields(rows)
