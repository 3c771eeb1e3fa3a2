"""What an act is about, to be read before it is done: a report, a plan, a change, a request. What has a page of its own stands there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.calls import Caller, Gone, had
from console.show import day, instant, word, yuan
from console.subjects import Subject

Thing = dict[str, Any]
_SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True)
class Table:
    """Cells are texts, or what show.py made of them."""

    title: str
    heads: Sequence[str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Part:
    """facts: what it is called, and what it is; files: what each is, and the file of the resource."""

    title: str
    facts: list[tuple[str, Any]]
    tables: list[Table] = field(default_factory=list)
    files: list[tuple[str, Thing]] = field(default_factory=list)


Titles = Mapping[str, str]  # of the task book's nodes, by their ids
Read = Callable[[Thing, str, Titles], Iterator[Part]]


async def content_of(caller: Caller, subject: Subject, act: str) -> list[Part]:
    """Of what the caller may read, for an act by its name; nothing for most."""
    read = next((each for pattern, each in _READ.items() if re.fullmatch(pattern.replace("*", "[^/]+"), subject.name)), None)
    if read is None or subject.thing is None:
        return []
    book = await had(caller.ask("sanzhi.registry.v1.RegistryService/GetProject", {"name": subject.project})) if read in _OF_NODES else {}
    nodes = [] if isinstance(book, Gone) else (book.get("task_book") or {}).get("nodes", [])
    return [_part(each) for each in read(subject.thing, act, {one["id"]: one["title"] for one in nodes})]


def _part(made: Part) -> Part:
    """Without what is empty."""
    tables = [each for each in made.tables if each.rows]
    return Part(made.title, [(label, value) for label, value in made.facts if value], tables, [each for each in made.files if each[1]])


def _by(person: str, at: Any) -> str:
    return f"{person}，{instant(at).striptags()}" if at else person


def _fen(amount: Any) -> str:
    return f"{yuan(amount)} 元" if amount not in (None, "", "0", 0) else ""


def _percent(number: str) -> str:
    return f"{number}%" if number else ""


def _report(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    for edition in it["editions"][-1:]:
        content = edition["content"] or {}
        money = content.get("money") or {}
        facts = [
            ("报告期间", f"{it['first_day']} 至 {it['last_day']}"),
            ("报送", _by(edition["submitted_by"], edition["submitted_at"])),
            ("计划进度", _percent(edition["planned"])),
            ("实际进度", _percent(edition["actual"])),
            ("已到账经费", _fen(money.get("received_fen"))),
            ("已支出经费", _fen(money.get("spent_fen"))),
            ("应到未到经费", _fen(money.get("owed_fen"))),
            ("经费说明", money.get("remark", "")),
            ("执行情况", content.get("summary", "")),
            ("技术路线变化", content.get("route_changes", "")),
            ("投资计划变化", content.get("investment_changes", "")),
            ("更正说明", content.get("reason", "")),
            ("业主要求补充", (it["more"] or {}).get("what", "")),
        ]
        nodes = [
            (
                titles.get(each["node"]) or ("整个项目" if each["node"] == "whole" else each["node"]),
                _percent(each["planned"]),
                _percent(each["actual"]),
                each["note"],
            )
            for each in edition["nodes"]
        ]
        risks = [(each["description"], word(each["degree"]), each["measure"]) for each in content.get("risks", [])]
        tables = [Table("各节点进度", ("节点", "计划", "实际", "说明"), nodes), Table("风险", ("风险", "程度", "防范措施"), risks)]
        yield Part(f"第 {it['number']} 期执行情况报告", facts, tables, [("附件", each) for each in content.get("files", [])])


def _plan(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    for edition in it["editions"][-1:]:
        content = edition["content"] or {}
        facts = [
            ("提交", _by(edition["submitted_by"], edition["submitted_at"])),
            ("修订理由", content.get("reason", "")),
            ("调度周期", word(content.get("dispatch_period", ""))),
            ("时间控制", content.get("time_control", "")),
            ("协同推进方式", content.get("coordination", "")),
        ]
        nodes = [(each["title"], day(each["due_date"]), titles.get(each["node"], "")) for each in content.get("key_nodes", [])]
        table = Table("关键节点", ("关键节点", "完成日期", "任务书节点"), nodes)
        yield Part(f"一体化工作方案第 {edition['number']} 版", facts, [table], [("附件", each) for each in content.get("files", [])])


def _task_book(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    change, editions = it["change"], it["editions"]
    if act == "AcceptTaskBook" and editions:
        yield _terms(f"任务书第 {it['current_version']} 版", editions[-1]["terms"] or {}, [])
    elif act.endswith("TaskBookChange") and act != "ProposeTaskBookChange" and change:
        facts = [("变更理由", change["reason"]), ("提出", change["proposed_by"])]
        yield _terms("变更后的任务书", change["terms"] or {}, facts)


def _terms(title: str, terms: Thing, facts: list[tuple[str, Any]]) -> Part:
    term = f"{terms['term_start']} 至 {terms['term_end']}" if terms.get("term_start") else ""
    nodes = [(each["title"], day(each["due_date"]), "是" if each["midterm"] else "") for each in terms.get("nodes", [])]
    targets = [
        (each["metric"], f"{_SIGNS.get(each['comparator'], each['comparator'])} {each['value']} {each['unit']}", _percent(each["weight"]))
        for each in terms.get("targets", [])
    ]
    sources = [(each["source"], _fen(each["amount_fen"])) for each in (terms.get("budget") or {}).get("sources", [])]
    total = _fen((terms.get("budget") or {}).get("total_fen"))
    tables = [
        Table("里程碑节点", ("节点", "到期日", "中期检查"), nodes),
        Table("绩效目标", ("指标", "目标", "权重"), targets),
        Table("经费来源", ("来源", "金额"), sources),
    ]
    return Part(title, [*facts, ("实施期", term), ("经费总额", total)], tables)


def _deadline(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    for asked in [each for each in it["extensions"] if each["state"].endswith("_PENDING")][-1:]:
        facts = [("现在的最后一日", day(it["last_day"])), ("申请延至", day(asked["last_day"])), ("延期理由", asked["reason"])]
        yield Part("延期申请", [*facts, ("申请", _by(asked["requested_by"], asked["requested_at"]))])


def _age_exception(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    yield Part("年龄例外", [("人选", it["person"]), ("书面理由", it["reason"])])


def _selection(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    facts = [("人选", it["person"]), ("选定方式", word(it["method"])), ("选定日期", day(it["selected_on"])), ("文号", it["reference"])]
    yield Part("选定项目经理人", [*facts, ("专家小组", "、".join(it["panel"])), ("选定情况", it["decision"])])


def _engagement(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    if act == "ConsentToEnd" and it["ending"]:
        yield Part(
            "终止聘任", [("受聘人", it["person"]), ("终止日期", day(it["ending"]["ended_on"])), ("终止理由", it["ending"]["reason"])]
        )


def _project(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    if act.endswith("Termination") and it["termination"]:
        yield Part("终止项目", [("终止理由", it["termination"]["reason"])])


def _node(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    for review in it["reviews"][-1:]:
        for returned in [each for each in review["returns"] if not each["completed_at"]][-1:]:
            defects = [(word(each["material"]), each["description"]) for each in returned["defects"]]
            facts = [("退回", _by(returned["returned_by"], returned["returned_at"])), ("补齐期限", day(returned["complete_by"]))]
            yield Part("退回补正的材料", facts, [Table("缺漏", ("所在材料", "缺漏"), defects)])
        if review["materials"]:
            yield Part("里程碑材料", [], files=[(word(each["kind"]), each["file"]) for each in review["materials"]])
        if report := review["report"]:
            votes = f"通过 {report['votes_for']} 票，不通过 {report['votes_against']} 票"
            facts = [("结论", "通过" if report["passed"] else "未通过"), ("表决", votes), ("报告摘要", report["summary"])]
            yield Part("里程碑考核报告", facts, files=[("报告", report["file"])])


def _midterm(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    if it["reasons"]:
        facts = [("判断", word(it["judgement"])), ("判断理由", it["reasons"]), ("会同", "、".join(it["consulted"]))]
        yield Part("中期检查判断", [*facts, ("作出", _by(it["judged_by"], it["judged_at"]))])


def _evaluation(it: Thing, act: str, titles: Titles) -> Iterator[Part]:
    if report := it["self_evaluation"]:
        metrics = {each["id"]: each["metric"] for each in it["targets"]}
        items = [(metrics.get(each["target"], ""), each["achieved_value"], each["evidence"]) for each in report["items"]]
        facts = [("提交", _by(report["submitted_by"], report["submitted_at"])), ("说明", report["summary"])]
        facts += [("到位经费", _fen(report["received_fen"])), ("支出经费", _fen(report["spent_fen"]))]
        evidence = [(metrics.get(each["target"], ""), each["evidence_file"]) for each in report["items"]]
        table = Table("逐项自评", ("指标", "自评值", "证明"), items)
        yield Part("单位自评价", facts, [table], [("自评价报告", report["report"]), *evidence])


_READ: dict[str, Read] = {
    "projects/*": _project,
    "projects/*/taskBook": _task_book,
    "projects/*/ageExceptions/*": _age_exception,
    "projects/*/selections/*": _selection,
    "projects/*/engagements/*": _engagement,
    "projects/*/nodes/*": _node,
    "projects/*/midtermCheck": _midterm,
    "projects/*/deadlines/*": _deadline,
    "projects/*/progressReports/*": _report,
    "projects/*/integratedPlan": _plan,
    "projects/*/evaluation": _evaluation,
}
_OF_NODES = (_report, _plan)
