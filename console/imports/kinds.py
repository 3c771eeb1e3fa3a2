"""Which lists can come in, and which call a row of each becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from chassis.rpc.decoding import MOST_ENTRIES
from chassis.words import form_of
from cli.client import method_of
from cli.refused import Refused
from console.forms.kinds import Kind, W, is_asked, kind_of
from console.forms.sheet import full_name, method_at
from console.forms.typed import SINGLE
from console.imports.columns import Column, columns_of

_REGISTRY = "sanzhi.registry.v1.RegistryService"


@dataclass(frozen=True)
class ImportKind:
    """fixed: the same in each row. is_one: all rows are one call. unique: what no two rows may share; alike: nor what reads alike, unless
    the later row says yes in that column. whose: global roles."""

    key: str
    title: str
    method: str
    intro: str
    repeats: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    is_one: bool = False
    row: str = ""  # path of the list whose rows they are, where they are no calls but fill a form
    whose: frozenset[str] = frozenset({"administrator", "science_bureau"})

    @property
    def request(self) -> Descriptor:
        """The message that a row becomes."""
        field = field_at(method_of(self.method).input_type, self.row)
        return field.message_type if field is not None and field.message_type is not None else method_of(self.method).input_type

    @property
    def columns(self) -> list[Column]:
        """Of the sheet, from left to right."""
        return _columns(self.key)

    @property
    def most(self) -> int:
        """Rows that a list of a form takes."""
        field = field_at(method_of(self.method).input_type, self.row)
        return (form_of(field).most if field is not None else 0) or MOST_ENTRIES


def field_at(message: Descriptor, path: str) -> FieldDescriptor | None:
    """The field at a path of names; None where there is none."""
    known: Descriptor | None = message
    field = None
    for part in path.split("."):
        field = known.fields_by_name.get(part) if known is not None else None
        known = field.message_type if field is not None else None
    return field


@cache
def _columns(key: str) -> list[Column]:
    kind = kind_at(key)
    return columns_of(kind.request, kind.repeats, tuple(kind.fixed))


def kind_at(key: str) -> ImportKind:
    """By its name in addresses. Refuses NOT_FOUND."""
    if key in KINDS:
        return KINDS[key]
    what, service, method, path, *more = [*key.split(":"), "", "", "", ""]
    if what != "rows" or any(more):
        raise Refused("NOT_FOUND", "", "", "没有这种导入", {})
    return rows_kind(service, method, path)


@cache
def rows_kind(service: str, method: str, path: str) -> ImportKind:
    """Of a list within a form. Refuses NOT_FOUND for what is none, or has lists in its rows."""
    called = method_at(service, method)
    field = field_at(called.input_type, path)
    message = field.message_type if field is not None and kind_of(field) is Kind.ROWS else None
    if field is None or message is None or not all(kind_of(each) in SINGLE for each in message.fields if is_asked(each)):
        raise Refused("NOT_FOUND", "", "", "没有这种导入", {})
    title = form_of(field).label
    made = tuple(each.name for each in message.fields if form_of(each).widget == W.WIDGET_NEW_ID)
    intro = f"一行一项，填好以后在表单的“{title}”处上传，换下那里已有的各行；上传以后还可以改，提交以前不作数。"
    return ImportKind(f"rows:{service}:{method}:{path}", title, full_name(called), intro, unique=made, row=path)


_OF_PERSON = {"educations": 2, "experiences": 3}
KINDS = {
    each.key: each
    for each in (
        ImportKind(
            "organizations",
            "单位",
            f"{_REGISTRY}/RegisterOrganization",
            "一行一个单位。人员所在的单位要先登记：先导入单位，再导入人员。",
            unique=("organization_id",),
            alike={"credit_code": "", "display_name": "same_name_confirmed"},
        ),
        ImportKind(
            "people",
            "人员",
            f"{_REGISTRY}/RegisterPerson",
            "一行一人。所在单位按登记的名称填写；同一工作簿里的单位不算，要先导入单位。",
            repeats=_OF_PERSON,
            unique=("person_id",),
        ),
        ImportKind(
            "experts",
            "专家",
            f"{_REGISTRY}/RegisterPerson",
            "一行一人，登记为入库专家。所在单位按登记的名称填写，要先导入单位。",
            fixed={"roles": ["PERSON_ROLE_EXPERT"]},
            repeats=_OF_PERSON,
            unique=("person_id",),
        ),
        ImportKind(
            "holidays",
            "放假安排",
            "sanzhi.milestones.v1.MilestonesService/PublishHolidayNotice",
            "一份工作簿是一年的通知：年份、通知名称和文号写在第一行，放假日、调休上班日一行一天，两列各写各的。",
            is_one=True,
            whose=frozenset({"science_bureau"}),
        ),
    )
}
