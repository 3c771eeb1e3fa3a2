"""Lists that come in from Excel: all errors at once in the same sheet, or each row carried out once."""

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from cli.refused import Refused
from console.imports import checking, running
from console.imports.kept import KEPT
from console.imports.kinds import KINDS
from console.imports.opening import Unusable, letters, opened
from console.imports.table import as_read, made_id
from console.imports.workbook import template
from services.registry.domain.credit_code import name_key
from tests.unit.console.suite import Services, console, sign_in

Rows = list[list[Any]]
ORGANIZATION = ["单位编号", "单位名称*", "单位类别*", "所在地", "统一社会信用代码"]
TWO = [["jinding", "晋鼎铸造", "企业", "太谷区", ""], ["huicheng", "汇诚液压件", "企业", "", ""]]
HOLIDAY = ["年份*", "放假日*", "调休上班日", "通知名称和文号*"]


@pytest.fixture
async def opened_by(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "RegisterOrganization": lambda it, who: {"name": f"organizations/{it['organization_id']}", "display_name": it["display_name"]},
        "RegisterPerson": lambda it, who: {"name": f"people/{it['person_id']}", "display_name": it["display_name"]},
        "PublishHolidayNotice": lambda it, who: {"name": f"holidayNotices/{it['year']}", "reference": it["reference"]},
    }
    async with browser:
        await sign_in(browser)
        yield browser, services


def book(heads: list[str], rows: Rows, formula: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("随便")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([heads, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
        if formula:
            sheet.write_formula(formula, "=1+1")
    return file.getvalue()


def read(content: bytes, sheet: int = 0) -> Rows:
    rows: Rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()
    return rows


async def upload(browser: httpx.AsyncClient, kind: str, content: bytes, name: str = "a.xlsx") -> httpx.Response:
    return await browser.post(f"/imports/{kind}", files={"file": (name, content)})


def registered(services: Services, name: str = "RegisterOrganization", *, tries_out: bool = False) -> list[dict[str, Any]]:
    return [request for method, request, _, tried in services.asked if method == name and tried is tries_out]


def refusing(wrong: str, field: str = "", code: str = "ALREADY_EXISTS") -> Any:
    """Registers organisations, but for one name."""

    def play(it: dict[str, Any], who: str) -> dict[str, Any]:
        if it["display_name"] == wrong:
            raise Refused(code, "NAME_TAKEN", "4.7", f"已有名为{wrong}的单位", {"field": field})
        return {"name": f"organizations/{it['organization_id']}", "display_name": it["display_name"]}

    return play


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_heads_choices_an_example_and_what_it_means(kind: str) -> None:
    content = template(KINDS[kind])
    rows = read(content)
    assert [head.rstrip("*") for head in rows[2]] == [column.label for column in KINDS[kind].columns]
    assert rows[3][0].startswith("例：") and len(rows) == 4
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == [KINDS[kind].title, "选项", "填写说明"]
    assert len({column.label for column in KINDS[kind].columns}) == len(KINDS[kind].columns)
    help_rows = read(content, 2)
    assert [row[0] for row in help_rows if row[0] in {column.label for column in KINDS[kind].columns}]


async def test_what_would_be_made_is_shown_and_nothing_is_done(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    page = await browser.get((await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"])
    assert "检查通过" in page.text and "登记 2 个单位" in page.text
    assert [each["organization_id"] for each in registered(services, tries_out=True)] == ["jinding", "huicheng"]
    assert registered(services, tries_out=True)[0]["kind"] == "ORGANIZATION_KIND_ENTERPRISE"
    assert registered(services, tries_out=True)[0]["area"] == "taigu"
    assert not registered(services)


async def test_when_it_was_sent_is_told_by_the_suites_clock_and_how_long_it_is_kept_goes_by_the_machines(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    services.played["RegisterOrganization"] = lambda it, who: {"name": f"organizations/{it['organization_id']}"}
    await sign_in(browser)
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    await browser.post(where)
    for page in (where, "/imports"):
        assert "2026-09-08 10:42" in (await browser.get(page)).text
    (kept,) = rows["imports"].kept.values()
    assert timedelta() <= datetime.now(UTC) + KEPT - kept["until"] < timedelta(hours=1)


async def test_each_row_is_made_once_however_often_one_presses(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    for _ in range(2):
        assert (await browser.post(where)).status_code == 303
    assert [each["organization_id"] for each in registered(services)] == ["jinding", "huicheng"]
    assert len({each["request_id"] for each in registered(services)}) == 2
    page = await browser.get(where)
    assert "已办完" in page.text and "办成 2，未受理 0，还有 0，共 2" in page.text


async def test_a_connection_that_broke_goes_on_where_it_stopped(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    content = book(ORGANIZATION, TWO)
    where = (await upload(browser, "organizations", content)).headers["location"]
    whole, services.played["RegisterOrganization"] = services.played["RegisterOrganization"], refusing("汇诚液压件", code="UNAVAILABLE")
    stopped = await browser.post(where)
    assert stopped.status_code == 503 and "停了下来" in stopped.text and "办成 1，未受理 0，还有 1" in stopped.text
    services.played["RegisterOrganization"] = whole
    assert (await upload(browser, "organizations", content)).headers["location"] == where  # the same file again: the same import
    assert "接着办" in (await browser.get(where)).text
    await browser.post(where)
    jinding, *huicheng = registered(services)
    assert jinding["organization_id"] == "jinding" and [each["organization_id"] for each in huicheng] == ["huicheng", "huicheng"]
    assert huicheng[0]["request_id"] == huicheng[1]["request_id"] != jinding["request_id"]


async def test_the_same_file_after_its_end_is_checked_and_asked_anew(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    """Or a notice that was corrected and corrected back would be the first answer again, and nothing done."""
    browser, services = opened_by
    for _ in range(2):
        where = (await upload(browser, "organizations", book(ORGANIZATION, TWO[:1]))).headers["location"]
        await browser.post(where)
    first, second = registered(services)
    assert first["request_id"] != second["request_id"] and len(registered(services, tries_out=True)) == 2


async def test_all_errors_come_back_in_the_same_sheet_and_nothing_is_done(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    services.played["RegisterOrganization"] = refusing("汇诚液压件", "display_name")
    rows = [*TWO, ["", "", "工厂", "不在这里", ""], ["x", "另一家", "企业", "", "=1+1"]]
    where = (await upload(browser, "organizations", book(ORGANIZATION, rows))).headers["location"]
    page = await browser.get(where)
    assert "没有办理：有 4 处不符" in page.text and "检查通过" not in page.text
    content = (await browser.get(f"{where}/workbook")).content
    back = read(content)
    lines = {row[1]: dict(zip(back[2], row, strict=True)) for row in back[3:]}
    assert lines["晋鼎铸造"]["问题"] == "" and lines["另一家"]["统一社会信用代码"] == "=1+1"
    assert lines["汇诚液压件"]["问题"].startswith("单位名称：已有名为汇诚液压件的单位（规则 4.7：“")
    wrong = lines[""]["问题"]
    assert "单位类别：“工厂”不在可选之列：" in wrong and "所在地：“不在这里”不在可选之列" in wrong and "单位名称：请填写" in wrong
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    assert (await browser.post(where)).status_code == 400
    assert not registered(services)


async def test_what_came_back_is_mended_and_sent_again(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, [["a", "甲", "工厂", "", ""]]))).headers["location"]
    back = read((await browser.get(f"{where}/workbook")).content)
    back[3][2] = "企业"
    again = await upload(browser, "organizations", book(back[2], back[3:]))  # with the column that says what was wrong
    assert "检查通过" in (await browser.get(again.headers["location"])).text


async def test_what_is_refused_meanwhile_is_told_and_the_rest_is_made(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    services.played["RegisterOrganization"] = refusing("晋鼎铸造")
    await browser.post(where)
    page = await browser.get(where)
    assert "办成 1，未受理 1" in page.text and "已有名为晋鼎铸造的单位" in page.text
    content = (await browser.get(f"{where}/workbook")).content
    left, made = read(content), read(content, 2)
    assert [row[1] for row in left[3:]] == ["晋鼎铸造"] and "已有名为晋鼎铸造的单位" in left[3][-1]
    assert [(row[1], row[-1]) for row in made[3:]] == [("汇诚液压件", "已登记：汇诚液压件（organizations/huicheng）")]


async def test_a_person_of_an_organisation_on_record(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    heads = [
        "姓名*",
        "所在单位",
        "出生年份",
        "学历1：学历",
        "学历1：毕业年份",
        "学历1：毕业院校",
        "工作经历1：工作领域",
        "工作经历1：工作性质",
    ]
    heads.append("工作经历1：起始日")
    row = ["李承远", "市科技局", 1982, "博士研究生", 2009, "汾河理工大学", "精密铸造", "研究", date(2009, 7, 1)]
    choices = {column.label: list(column.choices or {}) for column in KINDS["people"].columns}
    row[3], row[7] = choices[heads[3]][0], choices[heads[7]][0]
    where = (await upload(browser, "experts", book(heads, [row, ["周斌", "没有这一家", "", *[""] * 6]]))).headers["location"]
    page = await browser.get(where)
    assert "登记的单位中没有“没有这一家”" in page.text and "有 1 处不符" in page.text
    (asked,) = registered(services, "RegisterPerson", tries_out=True)
    assert (asked["organization"], asked["birth_year"], asked["roles"]) == ("organizations/kjj", 1982, ["PERSON_ROLE_EXPERT"])
    assert asked["educations"][0]["year"] == 2009 and asked["experiences"][0]["since"] == "2009-07-01" and len(asked["experiences"]) == 1
    assert asked["person_id"].startswith("e-")


async def test_the_same_row_twice_is_told(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened_by
    where = (await upload(browser, "people", book(["姓名*", "系统角色"], [["李承远", ""], ["", ""], ["李承远", ""]]))).headers["location"]
    assert "与第 2 行的全部内容相同" in (await browser.get(where)).text
    assert made_id(KINDS["people"], ["a"]) == made_id(KINDS["people"], ["a"]) != made_id(KINDS["people"], ["b"])


@pytest.mark.rule("4.7")
async def test_two_organisations_of_one_name_within_a_workbook_are_one_unless_the_later_row_says_otherwise(
    opened_by: tuple[httpx.AsyncClient, Services],
) -> None:
    browser, services = opened_by
    heads = [*ORGANIZATION, "确认重名"]
    rows: Rows = [["a", "晋鼎铸造", "企业", "", "", ""], ["b", "晋鼎 铸造", "企业", "", "", ""], ["c", "晋鼎铸造", "企业", "", "", "是"]]
    page = (await browser.get((await upload(browser, "organizations", book(heads, rows))).headers["location"])).text
    assert "有 1 处不符" in page and "与第 2 行的单位名称“晋鼎铸造”相同；确系两个单位的，“确认重名”一列写“是”" in page
    rows[1][5] = "是"
    where = (await upload(browser, "organizations", book(heads, rows))).headers["location"]
    assert "检查通过" in (await browser.get(where)).text
    assert [each["same_name_confirmed"] for each in registered(services, tries_out=True)[-3:]] == [False, True, True]


@pytest.mark.parametrize("name", ["晋鼎 铸造有限公司", "ＡＢＣ研究院", "阿卜杜拉•买买提研究所", "（晋中）一厂", "···"])
def test_names_read_alike_as_registry_reads_them(name: str) -> None:
    assert as_read(name) == name_key(name)


async def test_what_one_press_does_not_get_to_goes_on_with_the_next(
    opened_by: tuple[httpx.AsyncClient, Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, services = opened_by
    monkeypatch.setattr(checking, "SECONDS", 0)
    monkeypatch.setattr(running, "SECONDS", 0)
    rows: Rows = [[f"u{n}", f"第{n}家", "企业", "", ""] for n in range(20)]
    where = (await upload(browser, "organizations", book(ORGANIZATION, rows))).headers["location"]
    assert where.endswith("?on") and not registered(services, tries_out=True)
    said, place = [], where.removesuffix("?on")
    assert "data-goes-on" not in (await browser.get(place)).text  # who opens it later is asked first
    assert (await browser.get(f"{place}/workbook")).status_code == 400
    for seconds in (0.0, 8.0):
        monkeypatch.setattr(checking, "SECONDS", seconds)
        where = (await browser.post(where)).headers["location"]
        said += re.findall(r"已检查 \d+，还有 \d+|检查通过", (await browser.get(where)).text)
    assert said[0] == "已检查 0，还有 20" and said[-1] == "检查通过" and len(registered(services, tries_out=True)) == 20


async def test_a_year_of_holidays_is_one_notice(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    rows: Rows = [[2027, date(2027, 2, 6), "2027-02-14", "国办发明电〔2026〕7号"], ["", "2027/2/7", "", ""], ["", "2027年2月8日", "", ""]]
    where = (await upload(browser, "holidays", book(HOLIDAY, rows))).headers["location"]
    assert "发布一份通知，共 3 行" in (await browser.get(where)).text
    await browser.post(where)
    (asked,) = registered(services, "PublishHolidayNotice")
    assert (asked["year"], asked["makeup_days"]) == (2027, ["2027-02-14"])
    assert asked["days_off"] == ["2027-02-06", "2027-02-07", "2027-02-08"]


async def test_a_notice_has_one_year_and_days_that_are_days(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    rows: Rows = [[2027, "2027-02-30", "", "国办发明电〔2026〕7号"], [2028, "2027-02-07", "", ""]]
    where = (await upload(browser, "holidays", book(HOLIDAY, rows))).headers["location"]
    page = (await browser.get(where)).text
    assert "日历上没有 2027-02-30 这一天" in page and "年份只写一次" in page
    assert not registered(services, "PublishHolidayNotice", tries_out=True)


@pytest.mark.parametrize(
    ("heads", "rows", "said"),
    [
        (["单位名称*", "单位类别*", "备注"], [["甲", "企业", "x"]], "不是模板里的列"),
        (["单位名称*", "所在地"], [["甲", ""]], "缺少必填的“单位类别”一列"),
        (["单位名称*", "单位类别*", "单位名称"], [["甲", "企业", "乙"]], "有两列"),
    ],
)
async def test_columns_that_are_not_the_templates_are_told(
    opened_by: tuple[httpx.AsyncClient, Services], heads: list[str], rows: Rows, said: str
) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(heads, rows))).headers["location"]
    assert said in (await browser.get(where)).text
    assert (await browser.post(where)).status_code == 400 and not registered(services)


async def test_files_that_are_no_list_are_refused(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    for content, name, said in (
        (book(ORGANIZATION, TWO), "a.xls", "只收 .xlsx"),
        (b"not a zip", "a.xlsx", "读不出来"),
        (book(["甲", "乙"], [["1", "2"]]), "a.xlsx", "找不到表头"),
        (template(KINDS["organizations"]), "a.xlsx", "没有要导入的内容"),
        (book(ORGANIZATION, [["", f"第{n}家", "企业", "", ""] for n in range(501)]), "a.xlsx", "一次至多 500 行"),
        (book(ORGANIZATION, TWO, formula="C3"), "a.xlsx", "单元格 C3 是公式"),
    ):
        answer = await upload(browser, "organizations", content, name)
        assert answer.status_code == 422 and said in answer.text, said
    assert not registered(services, tries_out=True)


async def test_an_import_is_its_senders_own(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    await browser.post("/signout")
    await sign_in(browser, "people/zhou-bin")
    for answer in (await browser.get(where), await browser.post(where), await browser.get(f"{where}/workbook")):
        assert answer.status_code == 404
    assert not registered(services)
    assert "没有您可以导入的" in (await browser.get("/imports")).text


def packed(changed: dict[str, bytes], dropped: str = "") -> bytes:
    """A workbook with parts put in place of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ORGANIZATION, TWO))) as own, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for each in own.namelist():
            made.writestr(each, changed.pop(each, own.read(each)))
        for name, content in changed.items():
            made.writestr(name, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({SHEET: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "文档类型声明"),
        ({"xl/sharedStrings.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")}, "文档类型声明"),
        ({"xl/bomb.xml": b"<x>" + b" " * 60_000_000 + b"</x>"}, "展开以后过大"),
        (
            {SHEET: f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"/><c r="XFD1048576"/></row></sheetData></worksheet>'.encode()},
            "表格过大",
        ),
        ({SHEET: f'<worksheet {MAIN}><sheetData><row r="1048576"><c/><c/></row></sheetData></worksheet>'.encode()}, "表格过大"),
        (
            {SHEET: f'<worksheet {MAIN}><sheetData><row r="2"><c/><c><f>1+1</f></c></row></sheetData></worksheet>'.encode()},
            "单元格 B2 是公式",
        ),
        ({SHEET: b"<worksheet><"}, "已损坏"),
        ({f"xl/{number}.xml": b"<x/>" for number in range(400)}, "结构不寻常"),
    ],
)
def test_what_is_made_to_do_harm_is_refused_before_it_is_read(parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        opened(packed(dict(parts)))


def test_programs_and_pictures_are_left_behind() -> None:
    sheets = opened(packed({"xl/vbaProject.bin": b"\0" * 10, "xl/media/image1.xml": b"<!DOCTYPE x><x/>"}))
    assert sheets["随便"][1][:2] == ["jinding", "晋鼎铸造"]


def test_cells_are_read_as_somebody_would_type_them() -> None:
    decomposed = unicodedata.normalize("NFD", "é")
    sheets = opened(book(["a", "b", "c", "d", "e"], [[1982, 85.5, date(2026, 3, 1), True, decomposed]]))
    assert sheets["随便"][1][:4] == ["1982", "85.5", "2026-03-01", "是"]
    assert [letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


NODES = "proposal.task_book.nodes"
NODE = ["节点编号*", "节点名称*", "到期日*", "中期检查节点", "工作量权重"]


def part_of(page: str, path: str) -> dict[str, str]:
    """What the form holds below a path."""
    held = re.findall(r'<input (?:class="input|type="hidden)[^"]*"[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return {name.removeprefix(f"{path}."): html.unescape(value) for name, value in held if name.startswith(f"{path}.")}


async def fill(browser: httpx.AsyncClient, content: bytes, path: str = NODES) -> httpx.Response:
    typed = {"intent": f"fill:{path}", "proposal.title": "液压阀体", f"{path}.#": "1", f"{path}.0.title": "旧的一行", "request_id": "r1"}
    return await browser.post("/acts/registry/CreateApplication?on=", data=typed, files={f"xlsx:{path}": ("a.xlsx", content)})


async def test_nodes_of_a_task_book_come_into_its_form(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened_by
    form = await browser.get("/acts/registry/CreateApplication")
    address = f"/imports/rows:registry:CreateApplication:{NODES}/template"
    assert address in form.text and address.replace("nodes", "targets") in form.text
    assert list(read((await browser.get(address)).content)[2]) == ["节点编号", *NODE[1:]]
    rows: Rows = [["", "样件试制", date(2026, 9, 30), "是", 40], ["", "小批量", "2027-03-31", "", 60.5]]
    page = await fill(browser, book(NODE, rows))
    assert page.status_code == 200 and "里程碑节点换成了工作簿里的 2 行" in page.text and "液压阀体" in page.text
    held = part_of(page.text, NODES)
    assert (held["0.id"], held["0.title"], held["0.due_date"], held["1.id"], held["1.weight"]) == (
        "n1",
        "样件试制",
        "2026-09-30",
        "n2",
        "60.5",
    )
    assert "旧的一行" not in page.text
    assert not [name for name, *_ in services.asked if name == "CreateApplication"]


async def test_targets_that_cannot_be_read_are_told_in_the_form_and_in_the_sheet(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened_by
    heads = ["绩效指标*", "计量单位*", "比较方式*", "目标值*", "考核方式*", "权重*"]
    rows: Rows = [["抗拉强度", "MPa", ">=", 400, "检测报告", 30], ["合格率", "%", "大于", "很高", "检测报告", 70]]
    page = await fill(browser, book(heads, rows), NODES.replace("nodes", "targets"))
    assert (
        page.status_code == 422 and "“很高”不是数字" in page.text and "“大于”不在可选之列" in page.text and "绩效目标第 2 行" in page.text
    )
    (address,) = re.findall(r'href="(/imports/rows:[^"]+/workbook)"', page.text)
    back = read((await browser.get(address)).content)
    lines = [dict(zip(back[2], row, strict=True)) for row in back[3:]]
    assert lines[0]["问题"] == "" and "目标值：“很高”不是数字" in lines[1]["问题"] and lines[1]["目标值*"] == "很高"


async def test_a_workbook_that_is_none_leaves_the_form_as_it_was(opened_by: tuple[httpx.AsyncClient, Services]) -> None:
    page = await fill(opened_by[0], b"nothing")
    assert page.status_code == 422 and "读不出来" in page.text and "旧的一行" in page.text


@pytest.mark.parametrize(
    "key", ["rows:registry:CreateApplication:proposal", "rows:registry:CreateApplication:no", "rows:registry:GetGuide:x", "x"]
)
async def test_what_is_no_list_of_a_form_has_no_template(opened_by: tuple[httpx.AsyncClient, Services], key: str) -> None:
    assert (await opened_by[0].get(f"/imports/{key}/template")).status_code == 404
