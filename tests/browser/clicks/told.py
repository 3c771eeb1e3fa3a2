"""What people of a story call its things: nobody who clicks sees an id."""

from pathlib import Path
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from chassis.words import word_of
from cli.story.model import Act, Story
from cli.story.paths import follow, parse_path
from cli.story.values import EnumText, enum_prefix
from cli.words import value_word
from console.editions import newest

Body = dict[str, Any]
_TITLES = ("display_name", "title", "metric")


class Told:
    """The names of one story, as far as it has come; and what its references stand for (cli.story.references.Scope).

    A thing that was made has an id that the console chose, and that nobody here knows: the story's own stands for it.
    """

    def __init__(self, story: Story) -> None:
        self.folder: Path = story.path.parent
        self.person = ""
        self.title = ""  # of the project
        self.nodes: set[str] = set()
        self._kept: Body = dict(story.values)
        self._titles: dict[str, str] = {f"catalogueItems/{each['code']}": each["title"] for each in newest("supervision")["catalogue"]}
        for body in story.organizations:
            self._titles[f"organizations/{body['organization_id']}"] = body["display_name"]
        for body in story.people:
            self._titles[f"people/{body['person_id']}"] = body["display_name"]

    def __call__(self, name: Any) -> str:
        """What a thing is called; the text itself where it is no name of one."""
        return self._titles.get(str(name), str(name))

    def learn(self, act: Act, body: Body) -> None:
        """What an act that was done gave names to, and what later acts refer to."""
        made = self.take_in(body)
        for save in act.saves:
            answer = _imagined(act, body, made, save.name)
            if "item" in body:  # a finding is called as its item of the negative list
                self._titles[answer["name"]] = self(body["item"])
            self._kept[save.name] = follow(answer, parse_path(save.path)) if save.path else answer

    def take_in(self, body: Body) -> str:
        """What the request of an act that was done gives names to; returns the name of a guide or application that it made."""
        made = next((f"{each.removesuffix('_id')}s/{body[each]}" for each in ("guide_id", "application_id") if each in body), "")
        named = made or (str(body["name"]) if "proposal" in body else "")
        self._learn(body)
        if named:
            self._titles[named] = (body.get("proposal") or body)["title"]
        if named.startswith("applications/"):
            self.title = body["proposal"]["title"]
            self.nodes |= {each["id"] for each in body["proposal"].get("task_book", {}).get("nodes", [])}
            self._titles[f"projects/{named.partition('/')[2]}"] = self.title
        for each in body.get("texts", []):
            self._titles[each["kind"]] = value_word(each["kind"])
        return made

    def _learn(self, value: Any) -> None:
        if isinstance(value, dict):
            if title := next((str(value[key]) for key in _TITLES if key in value), "") if "id" in value else "":
                self._titles[value["id"]] = title
            for below in value.values():
                self._learn(below)
        elif isinstance(value, list):
            for below in value:
                self._learn(below)

    def kept(self, name: str) -> Any:
        """What was kept under a name. Raises KeyError."""
        return self._kept[name]

    def sign(self, person: str, content: bytes) -> bytes:
        """Whose key is to be used."""
        return person.encode()

    def key_id(self, person: str) -> str:
        """Whose key is named."""
        return person


def _imagined(act: Act, body: Body, made: str, name: str) -> Body:
    """As much of an answer as stories refer to."""
    assert act.method is not None
    on = body.get("parent") or body.get("project") or body.get("name", "")
    answer: Body = {"name": made or f"{on}/{act.method.name}/{name}", "record": b"", "digest": ""}
    if "texts" in body:  # an engagement has a document of each
        kinds = [EnumText(each["kind"], "DOCUMENT_KIND_") for each in body["texts"]]
        name = answer["name"] = f"{on}/engagements/{body['role']}"
        answer["documents"] = [{"kind": kind, "name": f"{name}/documents/{kind}", "signing_payload": b"text"} for kind in kinds]
    elif act.method.name == "ListDeviations":
        answer["deviations"] = [{"name": f"{on}/deviations/1"}]
    elif act.method.name == "RaiseFinding":
        answer["name"] = f"findings/{name}"
    elif act.method.name == "FileWithFinance":
        answer["name"] = on.replace("/evaluation", "/filing")
    return answer


def word(field: FieldDescriptor, value: str) -> str:
    """An enum value in Chinese, by its full name or the short one."""
    enum = field.enum_type
    assert enum is not None
    known = enum.values_by_name.get(value) or enum.values_by_name[f"{enum_prefix(enum)}{value.upper()}"]
    return word_of(known)
