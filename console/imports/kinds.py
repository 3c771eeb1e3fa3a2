"""Which lists can come in, and which call a row of each becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor

from cli.client import method_of
from console.imports.columns import Column, columns_of

_REGISTRY = "sanzhi.registry.v1.RegistryService"


@dataclass(frozen=True)
class ImportKind:
    """fixed: the same in each row. is_one: all rows are one call. unique: what no two rows may share. whose: global roles."""

    key: str
    title: str
    method: str
    intro: str
    repeats: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    is_one: bool = False
    whose: frozenset[str] = frozenset({"administrator", "science_bureau"})

    @property
    def request(self) -> Descriptor:
        """The message that a row becomes."""
        return method_of(self.method).input_type

    @property
    def columns(self) -> list[Column]:
        """Of the sheet, from left to right."""
        return _columns(self.key)


@cache
def _columns(key: str) -> list[Column]:
    kind = KINDS[key]
    return columns_of(kind.request, kind.repeats, tuple(kind.fixed))


_OF_PERSON = {"educations": 2, "experiences": 3}
KINDS = {
    each.key: each
    for each in (
        ImportKind(
            "organizations",
            "单位",
            f"{_REGISTRY}/RegisterOrganization",
            "一行一个单位。人员所在的单位要先登记：先导入单位，再导入人员。",
            unique=("organization_id", "credit_code"),
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
