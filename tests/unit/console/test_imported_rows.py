"""Rows of a list from Excel: people of organisations on record, the same twice, two of one name, a year of holidays."""

from datetime import date

import pytest

from console.imports.kinds import KINDS
from console.imports.table import as_read, made_id
from services.registry.domain.credit_code import name_key
from tests.unit.console.workbooks import ORGANIZATION, Opened, Rows, book, registered, upload

HOLIDAY = ["年份*", "放假日*", "调休上班日", "通知名称和文号*"]


async def test_a_person_of_an_organisation_on_record(opened_by: Opened) -> None:
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


async def test_the_same_row_twice_is_told(opened_by: Opened) -> None:
    browser, _ = opened_by
    where = (await upload(browser, "people", book(["姓名*", "系统角色"], [["李承远", ""], ["", ""], ["李承远", ""]]))).headers["location"]
    assert "与第 2 行的全部内容相同" in (await browser.get(where)).text
    assert made_id(KINDS["people"], ["a"]) == made_id(KINDS["people"], ["a"]) != made_id(KINDS["people"], ["b"])


@pytest.mark.rule("4.7")
async def test_two_organisations_of_one_name_within_a_workbook_are_one_unless_the_later_row_says_otherwise(
    opened_by: Opened,
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


async def test_a_year_of_holidays_is_one_notice(opened_by: Opened) -> None:
    browser, services = opened_by
    rows: Rows = [[2027, date(2027, 2, 6), "2027-02-14", "国办发明电〔2026〕7号"], ["", "2027/2/7", "", ""], ["", "2027年2月8日", "", ""]]
    where = (await upload(browser, "holidays", book(HOLIDAY, rows))).headers["location"]
    assert "发布一份通知，共 3 行" in (await browser.get(where)).text
    await browser.post(where)
    (asked,) = registered(services, "PublishHolidayNotice")
    assert (asked["year"], asked["makeup_days"]) == (2027, ["2027-02-14"])
    assert asked["days_off"] == ["2027-02-06", "2027-02-07", "2027-02-08"]


async def test_a_notice_has_one_year_and_days_that_are_days(opened_by: Opened) -> None:
    browser, services = opened_by
    rows: Rows = [[2027, "2027-02-30", "", "国办发明电〔2026〕7号"], [2028, "2027-02-07", "", ""]]
    where = (await upload(browser, "holidays", book(HOLIDAY, rows))).headers["location"]
    page = (await browser.get(where)).text
    assert "日历上没有 2027-02-30 这一天" in page and "年份只写一次" in page
    assert not registered(services, "PublishHolidayNotice", tries_out=True)
