"""Workbooks that are no list, or made to do harm: refused before they are read, with what is wrong; cells as somebody would type them."""

import io
import unicodedata
import zipfile
from datetime import date

import pytest

from console.imports.kinds import KINDS
from console.imports.opening import Unusable, letters, opened
from console.imports.workbook import template
from tests.unit.console.workbooks import ORGANIZATION, TWO, Opened, Rows, book, registered, upload


@pytest.mark.parametrize(
    ("heads", "rows", "said"),
    [
        (["单位名称*", "单位类别*", "备注"], [["甲", "企业", "x"]], "不是模板里的列"),
        (["单位名称*", "所在地"], [["甲", ""]], "缺少必填的“单位类别”一列"),
        (["单位名称*", "单位类别*", "单位名称"], [["甲", "企业", "乙"]], "有两列"),
    ],
)
async def test_columns_that_are_not_the_templates_are_told(opened_by: Opened, heads: list[str], rows: Rows, said: str) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(heads, rows))).headers["location"]
    assert said in (await browser.get(where)).text
    assert (await browser.post(where)).status_code == 400 and not registered(services)


async def test_files_that_are_no_list_are_refused(opened_by: Opened) -> None:
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
        ({SHEET: b'<?xml version="1.0" encoding="gb18030"?><worksheet/>'}, "已损坏"),
        ({SHEET: b'<?xml version="1.0" encoding="nothing"?><worksheet/>'}, "已损坏"),
        ({f"xl/{number}.xml": b"<x/>" for number in range(400)}, "结构不寻常"),
    ],
)
def test_what_is_made_to_do_harm_is_refused_before_it_is_read(parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        opened(packed(dict(parts)))


# By the number of a format: a date and a time, hours past the day.
@pytest.mark.parametrize(("number_format", "value"), [(22, "-1e308"), (46, "-1e308"), (46, "1e15")])
def test_times_that_there_are_none_of_are_refused(number_format: int, value: str) -> None:
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="{number_format}"/></cellXfs></styleSheet>'
    sheet = f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" s="0"><v>{value}</v></c></row></sheetData></worksheet>'
    with pytest.raises(Unusable, match="读不出来"):
        opened(packed({"xl/styles.xml": styles.encode(), SHEET: sheet.encode()}))


def test_a_part_whose_name_is_no_text_is_refused() -> None:
    with pytest.raises(Unusable, match="读不出来"):
        opened(packed({"xl/é.xml": b"<x/>"}).replace("é".encode(), b"\xff\xff"))


def test_programs_and_pictures_are_left_behind() -> None:
    sheets = opened(packed({"xl/vbaProject.bin": b"\0" * 10, "xl/media/image1.xml": b"<!DOCTYPE x><x/>"}))
    assert sheets["随便"][1][:2] == ["jinding", "晋鼎铸造"]


def test_cells_are_read_as_somebody_would_type_them() -> None:
    decomposed = unicodedata.normalize("NFD", "é")
    sheets = opened(book(["a", "b", "c", "d", "e"], [[1982, 85.5, date(2026, 3, 1), True, decomposed]]))
    assert sheets["随便"][1][:4] == ["1982", "85.5", "2026-03-01", "是"]
    assert [letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
