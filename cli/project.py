"""`sanzhi project`: one project over all services, shown, and exported as an evidence package."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.due import LIST_DEADLINES, deadlines_table
from cli.evidence.root import RootFile
from cli.names import Names, load_names, pages
from cli.refused import Refused
from cli.stack.problem import StackProblem
from cli.target import Data, find_target
from cli.timeline import IN_DEADLINES
from cli.tokens import AUDITOR
from cli.words import china_time, value_word, yuan

DESK = "sanzhi.desk.v1.DeskService"
app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """项目。"""


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="项目，如 projects/casting", metavar="NAME")],
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """一个项目在全部服务中的样子：概况、合同、里程碑、期限、监督、评价、大事记。"""
    full = name if name.startswith("projects/") else f"projects/{name}"
    found, names = asyncio.run(_load(data, full))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _print(console(), found, names)


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="项目，如 projects/casting", metavar="NAME")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写入的文件；缺省为“证据包-项目编号.zip”", metavar="FILE")] = None,
    root: RootFile = None,
    without_files: Annotated[bool, typer.Option("--without-files", help="不带材料、报告等文件，只留其摘要")] = False,
    person: Annotated[str, typer.Option("--as", help="由谁导出；缺省为审计员", metavar="PERSON")] = AUDITOR,
    data: Data = None,
) -> None:
    """导出一个项目的证据包：各服务的记录与封印证明、合同组、决定与条款，整包签名；写出之前先行核验。"""
    full = name if name.startswith("projects/") else f"projects/{name}"
    from cli.evidence.command import export_package

    export_package(full, out or Path(f"证据包-{full.partition('/')[2]}.zip"), root, person, data, files=not without_files)


async def _load(data: Data, name: str) -> tuple[dict[str, Any], Names]:
    async with Client(find_target(data), auditing=True) as client:
        try:
            desk = await client.call(f"{DESK}/GetProject", {"name": name})
        except Refused as refused:
            if refused.reason != "NOT_FOUND":
                raise
            raise StackProblem(f"没有项目 {name}") from None
        deadlines = await pages(client, LIST_DEADLINES, {"parent": name}, "deadlines")
        happenings = await pages(client, f"{DESK}/ListHappenings", {"parent": name}, "happenings")
        told = {"desk": desk, "deadlines": deadlines, "timeline": happenings[::-1]}
        return {**await _resources(client, name), **told}, await load_names(client)


def _is_left_out(refused: Refused) -> bool:
    """What is not there, and what is damaged, which is told: the rest of the project is shown all the same."""
    if refused.code == "DATA_LOSS":
        typer.echo(f"注意：{refused}", err=True)
    return refused.code in ("NOT_FOUND", "DATA_LOSS")


async def _resources(client: Client, name: str) -> dict[str, Any]:
    async def one(method: str, resource: str) -> dict[str, Any] | None:
        try:
            return await client.call(method, {"name": resource})
        except Refused as refused:
            if _is_left_out(refused):
                return None
            raise

    async def some(method: str, field: str) -> list[dict[str, Any]]:
        try:
            return await pages(client, method, {"parent": name}, field)
        except Refused as refused:
            if _is_left_out(refused):
                return []
            raise

    return {
        "project": await one("sanzhi.registry.v1.RegistryService/GetProject", name),
        "application": await one("sanzhi.registry.v1.RegistryService/GetApplication", name.replace("projects/", "applications/", 1)),
        "contract_set": await one("sanzhi.contracts.v1.ContractsService/GetContractSet", f"{name}/contractSet"),
        "nodes": await some("sanzhi.milestones.v1.MilestonesService/ListNodes", "nodes"),
        "midterm_check": await one("sanzhi.milestones.v1.MilestonesService/GetMidtermCheck", f"{name}/midtermCheck"),
        "commission": await one("sanzhi.supervision.v1.SupervisionService/GetCommission", f"{name}/commission"),
        "deviations": await some("sanzhi.supervision.v1.SupervisionService/ListDeviations", "deviations"),
        "evaluation": await one("sanzhi.evaluation.v1.EvaluationService/GetEvaluation", f"{name}/evaluation"),
        "filing": await one("sanzhi.evaluation.v1.EvaluationService/GetFiling", f"{name}/filing"),
    }


def _print(console: Console, found: dict[str, Any], names: Names) -> None:
    console.print(_overview(found, names))
    if found["contract_set"]:
        console.print(_rows(found["contract_set"], names))
    if found["nodes"]:
        console.print(_nodes(found["nodes"]))
    if found["deviations"]:
        console.print(_deviations(found["deviations"], names))
    if found["deadlines"]:
        console.print(deadlines_table("期限", found["deadlines"]))
    console.print(_timeline(found["timeline"]))


def _timeline(happenings: list[dict[str, Any]]) -> Table:
    made = table("大事记", "时间（中国）", "谁", "事项", "规则")
    for each in happenings:
        if not each["type"].split(".", 2)[2].startswith(IN_DEADLINES):
            who = each["actor"]["display_name"]
            made.add_row(china_time(each["happened_at"]), escape(who), escape(each["text"]), "、".join(each["rules"]))
    return made


def _overview(found: dict[str, Any], names: Names) -> Table:
    made = table("项目概况", "", "")
    made.show_header = False
    for label, value in _facts_of(found, names):
        if value:
            made.add_row(label, escape(value))
    return made


def _facts_of(found: dict[str, Any], names: Names) -> list[tuple[str, str]]:
    project, application = found["project"], found["application"]
    if project is None:
        proposal = (application or {}).get("proposal") or {}
        return [("项目", proposal.get("title", "")), ("申请状态", value_word((application or {}).get("state", "")))]
    book = project["task_book"]
    return [
        ("项目", f"{project['title']}（{project['name']}）"),
        ("类型", f"{value_word(project['kind'])}，{value_word(project['regime'])}"),
        ("状态", value_word(project["state"])),
        ("业主", "、".join(map(names, project["owners"]))),
        ("项目承担单位", names(project["undertaking_unit"])),
        ("责任人", names(project["lead"] or f"{project['nominated_lead']}（提名）")),
        ("技术总师", names(project["technical_chief"])),
        ("立项", f"{project['approved_on']}，评审总分 {project['score']}（分数线 {project['threshold']}）"),
        ("实施期", f"{book['term_start']} 至 {book['term_end']}，任务书第 {project['task_book_version']} 版"),
        ("经费", yuan(int(book["budget"]["total_fen"]))),
        ("项目专员", _commissioners(found["commission"], names)),
        ("中期检查", _midterm(found["midterm_check"])),
        ("绩效评价", _evaluation(found)),
    ]


def _commissioners(commission: dict[str, Any] | None, names: Names) -> str:
    return "、".join(names(each["person"]) for each in (commission or {}).get("commissioners", []))


def _midterm(check: dict[str, Any] | None) -> str:
    if check is None:
        return ""
    judgement = check["judgement"]
    words = "" if judgement.endswith("UNSPECIFIED") else f"，{value_word(judgement)}"
    return f"{value_word(check['state'])}{words}（计划 {check['planned_on'] or '未定'}）"


def _evaluation(found: dict[str, Any]) -> str:
    evaluation, filing = found["evaluation"], found["filing"]
    if evaluation is None:
        return ""
    verdict = evaluation.get("verdict")
    words = f"，结论 {value_word(verdict['conclusion'])}，实现程度 {verdict['degree']}" if verdict else ""
    filed = f"，备案 {filing['reference']}（{china_time(filing['filed_at'])}）" if filing else ""
    return f"{value_word(evaluation['state'])}{words}{filed}"


def _rows(contract_set: dict[str, Any], names: Names) -> Table:
    made = table("合同组（1.5）", "行", "角色", "任职人", "状态", "启动必需")
    holders = {"ENGAGED_ROLE_PROJECT_MANAGER": "project_manager", "ENGAGED_ROLE_TECHNICAL_CHIEF": "technical_chief"}
    for row in contract_set["rows"]:
        person = contract_set.get(holders.get(row["role"], ""), "")
        needed = "是" if row["needed_at_start"] else "否"
        state = "未拟定" if row["state"].endswith("UNSPECIFIED") else value_word(row["state"])
        made.add_row(row["row"], value_word(row["role"]), escape(names(person)), state, needed)
    return made


def _nodes(nodes: list[dict[str, Any]]) -> Table:
    made = table("里程碑（4.1–4.8）", "节点", "到期日", "状态", "材料收齐", "报告提交")
    for node in nodes:
        review = node["reviews"][-1] if node["reviews"] else {}
        report = review.get("report") or {}
        made.add_row(
            escape(node["title"]),
            node["due_date"],
            value_word(node["state"]),
            china_time(review.get("received_at", "")),
            china_time(report.get("submitted_at", "")) + ("（逾期）" if report.get("late") else ""),
        )
    return made


def _deviations(deviations: list[dict[str, Any]], names: Names) -> Table:
    made = table("偏差（7.2）", "方面", "起因", "情况", "状态", "纠正责任人", "期限")
    for one in deviations:
        aspect, cause, state = (value_word(one[field]) for field in ("aspect", "cause", "state"))
        made.add_row(aspect, cause, escape(names(one["description"])), state, escape(names(one["assignee"])), one["due_date"])
    return made
