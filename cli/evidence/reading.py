"""The records in a package: of the project by each service, of holiday notices, of the ratings of its leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chassis.access.certificates import Root
from cli.evidence import package
from cli.evidence.numbers import RATES, rating_name
from cli.evidence.package import notice_name, record_name
from cli.evidence.records import NotARecord, Record, record_in
from cli.services import NAMES, SERVICES


@dataclass
class Read:
    """Those that services stated."""

    records: list[Record] = field(default_factory=list)
    notices: list[Record] = field(default_factory=list)
    ratings: list[Record] = field(default_factory=list)

    @property
    def everything(self) -> Iterator[Record]:
        """All of them."""
        yield from (*self.records, *self.notices, *self.ratings)


def read_all(members: Mapping[str, bytes], project: str, root: Root, problems: list[str]) -> Read:
    """Which of the members are records; what is none is among the problems (zh-CN)."""
    read = Read()
    for service in SERVICES:
        content = members.get(record_name(service))
        if content is None:
            problems.append(f"没有{NAMES[service]}的记录")
            continue
        _take(read.records, (content, service, project), root, NAMES[service], problems)
    for name, content in members.items():
        year, person = _between(name, notice_name("")), _between(name, rating_name("people/"))
        if year:
            _take(read.notices, (content, package.KEEPS_CALENDAR, f"holidayNotices/{year}"), root, f"{year} 年放假安排", problems)
        elif person:
            _take(read.ratings, (content, RATES, f"people/{person}/rating"), root, f"people/{person} 的评级记录", problems)
    return read


def _between(name: str, around: str) -> str:
    """What stands in the name of a member where nothing does here; empty for the name of another kind."""
    before, after = around.removesuffix(".jsonl"), ".jsonl"
    fits = name.startswith(before) and name.endswith(after) and len(name) > len(around)
    return name.removeprefix(before).removesuffix(after) if fits else ""


def _take(into: list[Record], stated: tuple[bytes, str, str], root: Root, what: str, problems: list[str]) -> None:
    content, service, key = stated
    try:
        into.append(record_in(content, service, key, root))
    except NotARecord as error:
        problems.append(f"{what}：{error}")
