"""The navigation: by what somebody is, so that an expert sees reviews and nothing that is not for experts."""

from dataclasses import dataclass

from console.belonging import HOME, item_of
from console.me import Me


@dataclass(frozen=True)
class Item:
    """A line of the navigation. is_here: of the page shown."""

    title: str
    href: str
    group: str = ""
    is_here: bool = False


CLOCK = "/clock"
# title, address, group, roles that it is for (none: everybody), whether experts who are nothing else see it
_ITEMS = (
    ("工作台", "/workbench", "", frozenset[str](), True),
    ("项目台账", "/projects", "", frozenset[str](), False),
    ("期限", "/deadlines", "", frozenset[str](), False),
    ("申报、受理、评审", "/applications", "办理", frozenset[str](), True),
    ("监督", "/supervision", "办理", frozenset[str](), False),
    ("评价、备案", "/evaluations", "办理", frozenset[str](), False),
    ("成果共享", "/results", "公开与服务", frozenset[str](), False),
    ("政策、兑现", "/policies", "公开与服务", frozenset[str](), False),
    ("服务、设施、信息", "/services", "公开与服务", frozenset[str](), False),
    ("数据共享", "/subscriptions", "公开与服务", frozenset({"science_bureau", "department", "administrator", "auditor"}), False),
    ("看板", "/board", "公开与服务", frozenset({"science_bureau", "county", "finance_bureau", "auditor", "administrator"}), False),
    ("单位与人员", "/people", "管理", frozenset[str](), False),
    ("演练时钟", CLOCK, "管理", frozenset({"administrator"}), False),
)


def menu_of(me: Me, path: str, *, is_rehearsal: bool = False) -> list[Item]:
    """What somebody may go to; the longest address that the page lies below is where they are. A clock is turned on a rehearsal alone."""
    only_expert, path = me.is_only_expert, item_of(path)
    listed = _ITEMS if is_rehearsal else tuple(item for item in _ITEMS if item[1] != CLOCK)
    shown = [item for item in listed if (not item[3] or item[3] & me.roles) and (item[4] or not only_expert)]
    here = max((item[1] for item in shown if path == item[1] or path.startswith(f"{item[1]}/")), key=len, default="")
    return [Item(title, href, group, href == here) for title, href, group, _, _ in shown]


def begins(me: Me, href: str, title: str) -> tuple[str, str]:
    """Where the way to a page begins: at a list, or at the workbench for whom the navigation has no such list."""
    has_it = any(item.is_here for item in menu_of(me, href))
    return (href, title) if has_it else (HOME, "工作台")
