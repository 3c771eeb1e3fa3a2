"""`sanzhi exchange catalogue`: the catalogue lists every public fact and each of its fields, as who reads the workbook takes it in."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from cli import openness
from cli.exchange.catalogue import write
from cli.exchange.command import app
from cli.exchange.resources import SHARED, Field, Resource, resources
from cli.schemas import all_facts
from plan.openness import Openness
from services.exchange.catalogue import CATALOGUE
from services.exchange.domain.words import Way

FOUND = {each.kind: each for each in resources()}
FIELDS = {kind: {field.path: field for field in each.fields} for kind, each in FOUND.items()}


def rows(file: Path, sheet: str) -> list[dict[str, object]]:
    head, *others = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in others]


def test_it_lists_what_the_code_marks() -> None:
    marked = {kind: dict(openness.leaves(fact)) for kind, fact in all_facts().items() if openness.is_public(fact)}
    assert {kind: {path: field.sharing for path, field in told.items()} for kind, told in FIELDS.items()} == marked


@pytest.mark.parametrize(
    ("kind", "path", "label", "type", "values"),
    [
        ("registry.project.approved.v1", "task_book.nodes.due_date", "任务书/里程碑/到期日", "日期", ""),
        ("registry.project.approved.v1", "task_book.nodes.weight", "任务书/里程碑/权重", "数值（写作字符串），可空", ""),
        ("registry.project.approved.v1", "owner_kinds", "各业主的单位类别", "对照表：字符串 → 字符串", ""),
        ("registry.project.approved.v1", "owners", "业主", "字符串，多个", ""),
        ("registry.project.approved.v1", "chief_needed", "启动时是否需要技术总师", "是否", ""),
        ("milestones.node.passed.v1", "report.size", "报告/文件大小（字节）", "整数", ""),
        ("milestones.node.passed.v1", "concluded_at", "结论时间", "日期时间（UTC）", ""),
        ("supervision.deviation.opened.v1", "aspect", "偏差方面", "代码", "schedule 进度；funds 资金；technical 技术"),
    ],
)
def test_a_field_is_said_in_chinese(kind: str, path: str, label: str, type: str, values: str) -> None:
    said = FIELDS[f"sanzhi.{kind}"][path]
    assert (said.label, said.type, said.values) == (label, type, values)


def test_the_whole_is_shared_as_its_strictest_field_that_is_told() -> None:
    def of(*marks: Openness) -> str:
        return Resource("sanzhi.x", "x", "x", None, tuple(Field("f", "f", "是否", "", mark) for mark in marks)).sharing

    assert of(Openness.OPEN) == of(Openness.OPEN, Openness.NEVER) == "无条件共享"
    assert of(Openness.OPEN, Openness.ON_REQUEST, Openness.NEVER) == "有条件共享"


def test_the_workbook(tmp_path: Path) -> None:
    file = tmp_path / "目录.xlsx"
    said = CliRunner().invoke(app, ["catalogue", str(file), "--provider", "晋中市科学技术局"])
    listed, fields = rows(file, "信息资源"), rows(file, "数据项")
    assert said.exit_code == 0 and f"{len(listed)} 项信息资源，{len(fields)} 个数据项" in said.stdout
    assert [row["信息资源代码"] for row in listed] == list(FOUND)
    approved = next(row for row in listed if row["信息资源名称"] == "项目立项")
    assert {name: approved[name] for name in ("信息资源提供方", "所属类目", "共享类型", "更新周期", "停止发布日")} == {
        "信息资源提供方": "晋中市科学技术局",
        "所属类目": "注册立项",
        "共享类型": "有条件共享",
        "更新周期": "实时",
        "停止发布日": "",
    }
    assert approved["数据项数"] == len(FIELDS["sanzhi.registry.project.approved.v1"])
    told = {row["数据项标识"]: row["共享类型"] for row in fields if row["信息资源名称"] == "项目立项"}
    assert (told["title"], told["task_book.targets.verification"], told["exact_lead_score"]) == ("无条件共享", "有条件共享", "不予共享")
    assert told.keys() == FIELDS["sanzhi.registry.project.approved.v1"].keys()


def test_the_workbook_says_what_exchange_does_with_each_field_of_each_type(tmp_path: Path) -> None:
    """By which it lets fields out; whoever reads one line of the sheet knows the fields of that type, and all have names."""
    write(tmp_path / "x.xlsx", resources(), "市科学技术局")
    listed, fields = rows(tmp_path / "x.xlsx", "信息资源"), rows(tmp_path / "x.xlsx", "数据项")
    told = {(row["信息资源代码"], row["数据项标识"]): row["共享类型"] for row in fields}
    assert told == {(kind, path): SHARED[Openness(mark)] for kind, marks in CATALOGUE.marks.items() for path, mark in marks.items()}
    assert len(told) == len(fields)
    assert {row["信息资源代码"]: row["数据项数"] for row in listed} == {kind: len(marks) for kind, marks in CATALOGUE.marks.items()}
    assert all(str(row["共享方式"]).count("、") == len(Way) - 1 and row["更新周期"] == "实时" for row in listed)
    nameless = [
        row for row in [*listed, *fields] if not row["信息资源名称"] or not row.get("数据项名称", "x") or not row.get("数据类型", "x")
    ]
    assert not nameless


def test_a_type_that_ends_says_when(tmp_path: Path) -> None:
    ending = replace(FOUND["sanzhi.registry.project.closed.v1"], last_day=date(2028, 1, 31))
    write(tmp_path / "x.xlsx", [ending], "市科学技术局")
    assert [row["停止发布日"] for row in rows(tmp_path / "x.xlsx", "信息资源")] == ["2028-01-31"]
