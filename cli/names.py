"""What people read instead of resource names: names of people and organisations, titles of projects and their nodes."""

import re
from contextlib import suppress
from typing import Any

from chassis.access.roles import first_officer
from chassis.ids import ID
from cli.client import Client
from cli.refused import Refused
from cli.services import NAMES
from cli.tokens import FIRST

_NAME = re.compile(rf"(people|organizations)/{ID}(?![/\w-])", re.ASCII)
_PROJECT = re.compile(rf"projects/{ID}(/(?:nodes|deadlines)/{ID})?(?![/\w-])", re.ASCII)
_FIRST = {name: first_officer(name, FIRST) for name in FIRST}
_OF_PROJECTS = re.compile(rf"projects/{ID}", re.ASCII)


class Names:
    """What registry calls people, organisations and projects, and a task book its nodes; what is not known stays as it is."""

    def __init__(self, shown: dict[str, str], employers: dict[str, str] | None = None) -> None:
        self._shown = {**_FIRST, **shown}
        self._employers = employers or {}

    def __call__(self, text: str) -> str:
        """The text with all known names replaced; of a node that is not known, its id alone."""
        return _PROJECT.sub(self._of_project, _NAME.sub(self._known, text)).replace("““", "“").replace("””", "”")

    def _known(self, found: re.Match[str]) -> str:
        return self._shown.get(found.group(), found.group())

    def _of_project(self, found: re.Match[str]) -> str:
        name = found.group()
        return self._shown.get(name) or (name.rpartition("/")[2] if (found[1] or "").startswith("/nodes/") else name)

    def who(self, actor: str) -> str:
        """Who acted: a person with the organisation, or the suite itself."""
        kind, _, name = actor.partition("/")
        if kind == "services":
            return f"系统（{NAMES.get(name, name)}）"
        employer = self._employers.get(actor, "")
        return f"{self(employer)} {self(actor)}" if employer else self(actor)

    def beside(self, text: str) -> str:
        """The text, and after it the titles of the projects that it names, for those who need the resource names as well."""
        titles = [self._shown[name] for name in dict.fromkeys(_OF_PROJECTS.findall(text)) if name in self._shown]
        return f"{text}（{'、'.join(titles)}）" if titles else text

    def title(self, name: str, title: str) -> None:
        """A project, or a node of one, is shown by its title."""
        self._shown[name] = f"“{title}”"

    def call(self, name: str, words: str) -> None:
        """What has no title, such as a deadline, is shown by these words."""
        self._shown[name] = words

    def learn(self, project: dict[str, Any]) -> None:
        """The titles of a project as registry has it, and of the nodes of its task book."""
        self.title(project["name"], project["title"])
        for node in (project.get("task_book") or {}).get("nodes", ()):
            self.title(f"{project['name']}/nodes/{node['id']}", node["title"])


async def load_names(client: Client) -> Names:
    """The names of everybody, and the titles of all projects, that registry shows."""
    organizations = await _all(client, "ListOrganizations", "organizations")
    people = await _all(client, "ListPeople", "people")
    shown = {each["name"]: each["display_name"] or each["name"] for each in (*organizations, *people)}
    names = Names(shown, {each["name"]: each["organization"] for each in people})
    for project in await _all(client, "ListProjects", "projects"):
        names.learn(project)
    return names


async def names_in_need(client: Client) -> Names:
    """The same for commands that are of use when something is wrong; no names where registry cannot be asked."""
    with suppress(Refused):
        return await load_names(client)
    return Names({})


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
