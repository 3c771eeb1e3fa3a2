"""A form on somebody's desk: of which act, on what, with what is typed and what was wrong of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from google.protobuf.descriptor import Descriptor, MethodDescriptor

from chassis.rpc.committed import Committed
from chassis.rpc.personal import personal_in
from cli.refused import Refused
from cli.story.methods import all_methods, is_mutation
from console.belonging import HOME, list_of
from console.drafts import Place
from console.forms.known import Register
from console.forms.refusals import Fault
from console.forms.typed import Typed
from console.subjects import Subject

GIVEN = "with."  # before the path of a field, in the address of a form


@dataclass
class Sheet:
    """A form on somebody's desk. given: what the page that led here knew, by paths of fields. etag: of what they saw when they typed."""

    method: MethodDescriptor
    service: str
    subject: Subject
    register: Register
    given: dict[str, str] = field(default_factory=dict)
    typed: Typed = field(default_factory=Typed)
    request_id: str = ""
    etag: str = ""
    is_home: bool = False  # whether the way from here leads to the workbench: experts read no project, and vote in one
    mark: str = ""  # of the project when it was opened (live.py)
    faults: list[Fault] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    is_tried: bool = False
    facts: tuple[Committed, ...] = ()  # that it committed
    filled: str = ""  # what came in from a workbook, zh-CN
    returned: str = ""  # where the workbook is to be had that says what was wrong of it
    kept: datetime | None = None  # since when there is a draft of it
    answer: dict[str, Any] = field(default_factory=dict, repr=False)  # what the act returned

    @property
    def request(self) -> Descriptor:
        """The message that the form makes."""
        return self.method.input_type

    @property
    def personal(self) -> tuple[str, ...]:
        """Fields that are kept nowhere until the act is done, not in a draft and in no address."""
        return personal_in(self.request)

    @property
    def page(self) -> str:
        """Where to go from here: what it is about, else the list in which what was made stands."""
        if self.is_home and self.subject.project:
            return HOME
        return self.subject.page if self.subject.name else list_of(self.method.name)

    @property
    def query(self) -> str:
        """Of its address, always written in one way."""
        given = ((f"{GIVEN}{path}", value) for path, value in sorted(self.given.items()))
        return urlencode((("on", self.subject.name), *given), safe="/")

    def draft_of(self, person: str) -> Place:
        """Where a draft of it is kept."""
        return Place(person, self.service, self.method.name, self.query)

    @property
    def full_name(self) -> str:
        """Of the method."""
        return full_name(self.method)


def full_name(method: MethodDescriptor) -> str:
    """As calls name it."""
    return f"{method.containing_service.full_name}/{method.name}"


def method_at(service: str, name: str) -> MethodDescriptor:
    """A mutation by the name that addresses have for it. Raises Refused for what is none."""
    full = next((full for full in all_methods() if full.endswith(f"/{name}") and full.startswith(f"sanzhi.{service}.v1.")), "")
    if not full or not is_mutation(all_methods()[full]):
        raise Refused("NOT_FOUND", "", "", "没有这一事项", {})
    return all_methods()[full]
