"""Display names of people and organisations instead of resource names."""

import re
from typing import Any

from cli.client import Client
from cli.services import NAMES

_NAME = re.compile(r"(people|organizations)/[a-z0-9-]+")
_NODE = re.compile(r"projects/[a-z0-9-]+/nodes/[a-z0-9-]+")


class Names:
    """What registry calls people and organisations, and a task book its nodes; a name that is not known stays as it is."""

    def __init__(self, shown: dict[str, str], employers: dict[str, str] | None = None) -> None:
        self._shown = shown
        self._employers = employers or {}

    def __call__(self, text: str) -> str:
        """The text with all known names replaced."""
        return _NODE.sub(self._node, _NAME.sub(self._known, text))

    def _known(self, found: re.Match[str]) -> str:
        return self._shown.get(found.group(), found.group())

    def _node(self, found: re.Match[str]) -> str:
        return self._shown.get(found.group(), found.group().rpartition("/")[2])

    def who(self, actor: str) -> str:
        """Who acted: a person with the organisation, or the suite itself."""
        kind, _, name = actor.partition("/")
        if kind == "services":
            return f"系统（{NAMES.get(name, name)}）"
        employer = self._employers.get(actor, "")
        return f"{self(employer)} {self(actor)}" if employer else self(actor)

    def title(self, node: str, title: str) -> None:
        """A milestone node is shown by its title."""
        self._shown[node] = f"“{title}”"


async def load_names(client: Client) -> Names:
    """The names of everybody whom registry knows."""
    organizations = await _all(client, "ListOrganizations", "organizations")
    people = await _all(client, "ListPeople", "people")
    shown = {each["name"]: each["display_name"] or each["name"] for each in (*organizations, *people)}
    return Names(shown, {each["name"]: each["organization"] for each in people})


async def _all(client: Client, method: str, field: str) -> list[dict[str, Any]]:
    return await pages(client, f"sanzhi.registry.v1.RegistryService/{method}", {}, field)


async def pages(client: Client, method: str, body: dict[str, Any], field: str, **options: Any) -> list[dict[str, Any]]:
    """All items of a list RPC, page by page."""
    found: list[dict[str, Any]] = []
    token = ""
    while True:
        answer = await client.call(method, {**body, "page_size": 1000, "page_token": token}, **options)
        found += answer[field]
        token = answer["next_page_token"]
        if not token:
            return found
