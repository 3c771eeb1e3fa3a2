"""People, organisations and areas by what they are called: nobody types an id."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from console.calls import Caller
from console.editions import newest
from console.forms.kinds import Kind
from console.names import Names

KINDS = {Kind.PERSON: "人员", Kind.ORGANIZATION: "单位", Kind.AREA: "县（区、市）"}
MOST_OFFERED = 300  # in the page itself; of more, a page asks as one types
_MOST_LIKE, _MOST_NEAR = 30, 5


@dataclass(frozen=True)
class Register:
    """titles: what is offered, by kind, title → resource name."""

    titles: Mapping[Kind, Mapping[str, str]]

    def offered(self, kind: Kind) -> list[str]:
        """What a list to choose from shows; nothing where there are so many that it is searched."""
        return sorted(self.titles[kind]) if len(self.titles[kind]) <= MOST_OFFERED else []

    def like(self, kind: Kind, text: str) -> list[str]:
        """Titles that have the text in them, those that begin with it first."""
        found = [title for title in self.titles[kind] if text in title]
        return sorted(found, key=lambda title: (not title.startswith(text), title))[:_MOST_LIKE]

    def title(self, kind: Kind, name: str) -> str:
        """What something is called; the text itself where it is no resource name."""
        return next((title for title, known in self.titles[kind].items() if known == name), name)

    def find(self, kind: Kind, text: str) -> tuple[str, str]:
        """By its title, by the first part of it where that is enough, or by its resource name."""
        titles = self.titles[kind]
        if text in titles:
            return titles[text], ""
        if text in titles.values():
            return text, ""
        near = [title for title in titles if title.partition("（")[0] == text]
        if len(near) == 1:
            return titles[near[0]], ""
        if near:
            return "", f"有 {len(near)} 个“{text}”：{'、'.join(near[:_MOST_NEAR])}，请写全"
        like = "、".join(self.like(kind, text)[:_MOST_NEAR])
        return "", f"登记的{KINDS[kind]}中没有“{text}”" + (f"；相近的有：{like}" if like else "")


async def register(caller: Caller, names: Names) -> Register:
    """As it is now. Raises Refused."""
    organizations = await names.everybody(caller, "organizations")
    people = await names.everybody(caller, "people")
    employers = {each["name"]: each["display_name"] for each in organizations}
    return Register(
        {
            Kind.ORGANIZATION: _titles((each["display_name"], "", each) for each in organizations),
            Kind.PERSON: _titles((each["display_name"], employers.get(each["organization"], ""), each) for each in people),
            Kind.AREA: areas(),
        }
    )


def areas() -> dict[str, str]:
    """Of the newest policy: name → code."""
    listed: dict[str, str] = newest("registry").get("areas", {})
    return {title: code for code, title in listed.items()} | {"市本级": "jinzhong", "市外": "outside"}


def _titles(listed: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[str, str]:
    each = [(f"{title}（{employer}）" if employer else title, one) for title, employer, one in listed]
    repeated = {title for title, number in Counter(title for title, _ in each).items() if number > 1}
    return {f"{title}{_apart(one)}" if title in repeated else title: one["name"] for title, one in each}


def _apart(one: dict[str, Any]) -> str:
    """What tells somebody from another of the same name: its credit code, else only the resource name."""
    return f"（{one['credit_code']}）" if one.get("credit_code") else f" {one['name']}"
