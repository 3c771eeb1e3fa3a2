"""Which types of public facts there are to be had, and to whom each of their fields is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chassis.errors import InvalidArgument
from services.exchange.domain.words import Mark

Marks = Mapping[str, Mapping[str, Mark]]


def service_of(kind: str) -> str:
    """The service whose fact a type is: "sanzhi.registry.project.approved.v1" is registry's."""
    return kind.split(".")[1]


@dataclass(frozen=True)
class Catalogue:
    """`marks`: by type the paths of its fields, "task_book.nodes.title", each with its mark."""

    marks: Marks

    @cached_property
    def services(self) -> Mapping[str, frozenset[str]]:
        """The types of each service, by its name."""
        names = {service_of(kind) for kind in self.marks}
        return {name: frozenset(kind for kind in self.marks if service_of(kind) == name) for name in sorted(names)}

    def fields(self, kind: str, mark: Mark) -> tuple[str, ...]:
        """The fields of a type that have a mark."""
        return tuple(sorted(path for path, said in self.marks[kind].items() if said is mark))

    def demand(self, kind: str, paths: tuple[str, ...]) -> None:
        """Refuse TYPE_UNKNOWN, LISTED_TWICE, FIELD_NOT_SHARED."""
        if kind not in self.marks:
            raise InvalidArgument("TYPE_UNKNOWN", f"没有可共享的事件类型“{kind}”", rule="2.5", field="types", type=kind)
        if len(set(paths)) < len(paths):
            raise InvalidArgument("LISTED_TWICE", f"{kind}的同一字段列了两次", rule="2.5", field="types")
        for path in paths:
            if self.marks[kind].get(path) is not Mark.ON_REQUEST:
                message = f"“{path}”不是{kind}依申请提供的字段：公开字段不必填写，其余不提供"
                raise InvalidArgument("FIELD_NOT_SHARED", message, rule="2.5", field="types", path=path)
