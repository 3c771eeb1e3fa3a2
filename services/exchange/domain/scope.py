"""What is asked for, and what is granted: types with fields, ways, and a last day."""

from dataclasses import dataclass
from datetime import date

from chassis.errors import InvalidArgument, RuleViolated
from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.words import Way


@dataclass(frozen=True)
class Share:
    """A type of public facts, and the fields of it beside the open ones."""

    type: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """`until` is its last day."""

    types: tuple[Share, ...]
    ways: tuple[Way, ...]
    until: date

    @property
    def names(self) -> tuple[str, ...]:
        """Of the types."""
        return tuple(share.type for share in self.types)

    def demand_sound(self, catalogue: Catalogue) -> None:
        """Refuse TYPES_MISSING, TYPE_UNKNOWN, LISTED_TWICE, FIELD_NOT_SHARED, WAYS_MISSING, KAFKA_TAKES_WHOLE_SERVICES."""
        if not self.types:
            raise InvalidArgument("TYPES_MISSING", "至少须有一个事件类型", rule="2.5", field="types")
        for share in self.types:
            catalogue.demand(share.type, share.fields)
        if len(set(self.names)) < len(self.types):
            raise InvalidArgument("LISTED_TWICE", "同一事件类型列了两次", rule="2.5", field="types")
        if not self.ways or len(set(self.ways)) < len(self.ways):
            raise InvalidArgument("WAYS_MISSING", "共享方式须至少一种，且不能重复", rule="2.5", field="ways")
        if Way.KAFKA in self.ways:
            self._demand_whole_services(catalogue)

    def _demand_whole_services(self, catalogue: Catalogue) -> None:
        """A topic of Kafka cannot be read in part."""
        mine = set(self.names)
        for service, types in catalogue.services.items():
            if types & mine and types - mine:
                message = f"Kafka 按整个服务提供：{service} 还缺 {len(types - mine)} 个类型，请补齐，或者改用其他方式"
                raise RuleViolated("KAFKA_TAKES_WHOLE_SERVICES", message, rule="2.5", service=service, lacking=sorted(types - mine))

    def demand_within(self, asked: "Scope") -> None:
        """Refuse MORE_THAN_ASKED: what nobody asked for is not granted."""
        wished = {share.type: set(share.fields) for share in asked.types}
        for share in self.types:
            if share.type not in wished or set(share.fields) - wished[share.type]:
                raise _more(f"{share.type}的类型或字段")
        if set(self.ways) - set(asked.ways):
            raise _more("共享方式")
        if self.until > asked.until:
            raise _more("期限")

    def is_less_than(self, asked: "Scope") -> bool:
        """Whether it grants less than was asked for, once demand_within holds."""
        return _as_set(self) != _as_set(asked)


def _more(what: str) -> RuleViolated:
    return RuleViolated("MORE_THAN_ASKED", f"{what}超出申请", rule="2.5")


def _as_set(scope: Scope) -> tuple[frozenset[tuple[str, frozenset[str]]], frozenset[Way], date]:
    return frozenset((share.type, frozenset(share.fields)) for share in scope.types), frozenset(scope.ways), scope.until
