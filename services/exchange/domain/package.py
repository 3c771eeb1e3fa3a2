"""A numbered package of facts, as files for a network that nothing else gets into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.errors import InvalidArgument
from plan.text import demand_reason
from services.exchange.domain import facts
from services.exchange.domain.scope import Scope
from services.exchange.domain.states import PACKAGE
from services.exchange.domain.words import PackageState

Facts = list[Any]


def package_name(subscription: str, number: int) -> str:
    """`subscriptions/x/packages/1`."""
    return f"{subscription}/packages/{number}"


@dataclass
class Package:
    """Facts of a scope behind `after`, up to `through`: settled before it is made, so that it can be made again as it was.

    in_place: nothing is to be done about it; else it is to be put into the folder. predecessor, digest: of manifests.
    columns: by type, those that its CSV files have.
    """

    name: str
    subscription: str
    organization: str
    number: int
    after: int
    through: int
    scope: Scope
    planned_at: datetime
    predecessor: str = ""
    state: PackageState = PackageState.PLANNED
    in_place: bool = False
    events: int = 0
    digest: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    issued_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    fault: str = ""
    version: int = 0

    def issue(self, digest: str, events: int, columns: Mapping[str, tuple[str, ...]], now: datetime) -> None:
        """It lies in the folder, whole."""
        if self.state is PackageState.PLANNED:
            self.digest, self.events, self.columns, self.issued_at = digest, events, columns, now
        self.state, self.in_place, self.fault = PACKAGE.after(self.state, "issue"), True, ""

    def fail(self, fault: str) -> None:
        """It cannot be made as it was issued; why."""
        self.state, self.in_place, self.fault = PACKAGE.after(self.state, "fail"), True, fault

    def reissue(self, reason: str) -> Facts:
        """Put it into the folder again. Refuses PACKAGE_NOT_ISSUED, REASON_MISSING (2.5)."""
        self.state, self.in_place = PACKAGE.after(self.state, "reissue"), False
        demand_reason(reason, "2.5")
        return [facts.PackageReissued(**self._about(), reason=reason)]

    def confirm(self, digest: str, by: str, now: datetime) -> Facts:
        """The department has it. Refuses PACKAGE_NOT_ISSUED, PACKAGE_CONFIRMED, PACKAGE_DIFFERS (2.5)."""
        after = PACKAGE.after(self.state, "confirm")
        if digest != self.digest:
            raise InvalidArgument("PACKAGE_DIFFERS", "清单的摘要与发出的不一致，请核对或者申请重发", rule="2.5", field="digest")
        self.state, self.confirmed_at, self.confirmed_by = after, now, by
        return [facts.PackageConfirmed(**self._about(), digest=digest)]

    def _about(self) -> dict[str, Any]:
        return {"name": self.subscription, "organization": self.organization, "number": self.number}
