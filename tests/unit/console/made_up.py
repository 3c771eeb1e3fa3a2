"""Services that answer every read with something: each field filled by its type and name, each list with one entry."""

import base64
import json
from typing import Any

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message_factory import GetMessageClass

from cli.client import as_dict, method_of
from cli.refused import Refused
from console.calls import Answer, whole
from tests.unit.console.suite import Services

_DAY, _INSTANT = "2026-10-15", "2026-09-08T02:42:00Z"
_OF_DAYS = ("on", "_off", "day", "days", "_date", "dated", "since", "until", "start", "term_end", "valid_from", "as_of")
_CONTENT = {"first_parties": [], "second_party": "people/zhou-bin", "task_book_version": 1, "report_every_months": 0, "attachment": None}
_DEEP = 7


class MadeUp(Services):
    """What nobody plays is made up; a name that is asked for is the name of what is answered."""

    async def send(self, method: str, request: Any, token: str, *, service: str = "", tries_out: bool = False) -> Any:
        if method.rpartition("/")[2] in self.played:
            return await super().send(method, request, token, service=service, tries_out=tries_out)
        made = message(method_of(method).output_type)
        answer = json_format.ParseDict(made | _own(made, as_dict(request)), GetMessageClass(method_of(method).output_type)())
        return Answer(whole(answer))

    def channel(self, service: str) -> Any:
        raise Refused("NOT_FOUND", "NOT_FOUND", "", f"{service} 没有", {})


def _own(made: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    project = "/".join(asked.get("name", "").split("/")[:2])
    return {key: value for key, value in (("name", asked.get("name")), ("project", project)) if key in made and value}


def message(of: Descriptor, deep: int = 0) -> dict[str, Any]:
    """A message with every field of it."""
    return {field.name: _value(field, deep) for field in of.fields if field.name != "next_page_token" and deep < _DEEP}


def _value(field: FieldDescriptor, deep: int) -> Any:
    below = field.message_type
    if below is not None and below.GetOptions().map_entry:
        return {}
    one = _one(field, deep)
    return [one] if field.is_repeated else one


def _one(field: FieldDescriptor, deep: int) -> Any:
    if field.message_type is not None:
        return _INSTANT if field.message_type.full_name == "google.protobuf.Timestamp" else message(field.message_type, deep + 1)
    if field.enum_type is not None:
        return field.enum_type.values[-1].name
    if field.type == FieldDescriptor.TYPE_BOOL:
        return True
    if field.type == FieldDescriptor.TYPE_BYTES:
        return base64.b64encode(json.dumps(_CONTENT).encode()).decode()
    if field.cpp_type != FieldDescriptor.CPPTYPE_STRING:
        return 1
    return _DAY if field.name.endswith(_OF_DAYS) else _NAMED.get(field.name, "1")


_NAMED = {
    "title": "有名称的一项",
    "project_title": "有名称的项目",
    "label": "有名称的事项",
    "project": "projects/x",
    "organization": "organizations/kjj",
    "person": "people/zhou-bin",
    "method": "sanzhi.registry.v1.RegistryService/StartProject",
    "rpc": "sanzhi.registry.v1.RegistryService/StartProject",
    "rule": "4.1",
}
