"""Organisations, and who may sign for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.calendar import china_date
from chassis.errors import AlreadyExists, InvalidArgument, NotFound
from services.registry.domain import facts
from services.registry.domain.credit_code import credit_code, name_key
from services.registry.domain.policy import CITY, OUTSIDE
from services.registry.domain.words import OrganizationKind


@dataclass
class Signatory:
    """A person who may sign from `since` to `until`, both days included; open without `until`."""

    person: str
    since: date
    until: date | None = None
    evidence: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the authority holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Organization:
    """An organisation; `area` is a code of the policy's table, the city's own, or empty outside the city.

    `name_key`: what its name has in common with names that people take for the same; `sole_name`: the same where nobody else had it,
    so that two who are given one name at once are not both the first.
    """

    name: str
    display_name: str
    kind: OrganizationKind
    area: str = ""
    signatories: list[Signatory] = field(default_factory=list)
    credit_code: str = ""
    name_key: str = ""
    sole_name: str = ""
    version: int = 0

    @property
    def etag(self) -> str:
        """Changes with each change."""
        return str(self.version)

    @property
    def told_apart(self) -> str:
        """What tells it from another of the same name (zh-CN)."""
        return f"统一社会信用代码{self.credit_code}" if self.credit_code else "未登记统一社会信用代码"

    def register(self, areas: Mapping[str, str]) -> list[facts.OrganizationRegistered]:
        """Refuses AREA_UNKNOWN, CREDIT_CODE_INVALID."""
        self._check_area(areas)
        self.credit_code, self.name_key = credit_code(self.credit_code), name_key(self.display_name)
        return [facts.OrganizationRegistered(name=self.name, display_name=self.display_name, kind=self.kind, area=self.area)]

    def update(self, changed: "Organization", areas: Mapping[str, str]) -> list[facts.OrganizationUpdated]:
        """What is empty in `changed` stays. Refuses AREA_UNKNOWN, CREDIT_CODE_INVALID."""
        self.display_name = changed.display_name or self.display_name
        self.area = changed.area or self.area
        self.credit_code = credit_code(changed.credit_code) or self.credit_code
        self.name_key = name_key(self.display_name)
        self._check_area(areas)
        return [facts.OrganizationUpdated(name=self.name, display_name=self.display_name, kind=self.kind, area=self.area)]

    def demand_distinct(self, others: Sequence["Organization"], *, confirmed: bool) -> None:
        """4.7: independence goes by organisation, so that one that is on record twice would be independent of itself.

        `others`: with the same code or a name that looks the same. Refuses CREDIT_CODE_TAKEN, NAME_TAKEN unless it is confirmed that
        they are two.
        """
        for other in others:
            if self.credit_code and other.credit_code == self.credit_code:
                message = f"统一社会信用代码{self.credit_code}已登记于“{other.display_name}”"
                raise AlreadyExists("CREDIT_CODE_TAKEN", message, rule="4.7", resource=other.name)
        if others and not confirmed:
            other = others[0]
            message = f"已有同名单位“{other.display_name}”（{other.told_apart}）；确系不同单位的，请确认重名后再登记"
            raise AlreadyExists("NAME_TAKEN", message, rule="4.7", resource=other.name)

    def claim_name(self, others: Sequence["Organization"]) -> None:
        """The name is its own unless one of these has it too."""
        self.sole_name = "" if any(other.name_key == self.name_key for other in others) else self.name_key

    def authorize(self, signatory: Signatory) -> list[facts.SignatoryAuthorized]:
        """1.6: recorded authority to sign. Refuses PERIOD_INVERTED, ALREADY_EXISTS."""
        if signatory.until is not None and signatory.until < signatory.since:
            raise InvalidArgument("PERIOD_INVERTED", f"授权止于{signatory.until}，早于起始日{signatory.since}")
        for known in self.signatories:
            if known.person == signatory.person and _overlap(known, signatory):
                raise AlreadyExists("ALREADY_EXISTS", f"{signatory.person}自{known.since}起已获{self.display_name}签字授权", rule="1.6")
        self.signatories.append(signatory)
        return [facts.SignatoryAuthorized(name=self.name, person=signatory.person, since=signatory.since, until=signatory.until)]

    def revoke(self, person: str, until: date, reason: str) -> list[facts.SignatoryRevoked]:
        """Ends the authority that holds, or is to hold, after `until`. Refuses NOT_FOUND."""
        ended = [known for known in self.signatories if known.person == person and (known.until is None or known.until > until)]
        if not ended:
            raise NotFound("NOT_FOUND", f"{person}在{until}之后没有{self.display_name}的签字授权", rule="1.6")
        self.signatories = [known for known in self.signatories if known not in ended or known.since <= until]
        for known in ended:
            known.until = until
        return [facts.SignatoryRevoked(name=self.name, person=person, until=until, reason=reason)]

    def may_sign(self, person: str, at: datetime) -> bool:
        """Whether a person has recorded authority at an instant (1.6)."""
        return any(known.person == person and known.holds_on(china_date(at)) for known in self.signatories)

    def signed_by(self, person: str, today: date) -> bool:
        """Whether a person signs for it, or will."""
        return any(known.person == person and (known.until is None or today <= known.until) for known in self.signatories)

    def _check_area(self, areas: Mapping[str, str]) -> None:
        if self.kind == OrganizationKind.COUNTY_DEPARTMENT and self.area not in areas:
            raise InvalidArgument("AREA_UNKNOWN", f"县（区、市）科技部门须属于{_listed(areas)}之一，收到“{self.area}”", rule="2.2")
        if self.area and self.area not in {*areas, CITY, OUTSIDE}:
            raise InvalidArgument(
                "AREA_UNKNOWN", f"区域“{self.area}”未知；可用：{_listed(areas)}、{CITY}（市本级）、{OUTSIDE}（市外）", rule="2.2"
            )


def _overlap(one: Signatory, other: Signatory) -> bool:
    return (other.until is None or one.since <= other.until) and (one.until is None or other.since <= one.until)


def _listed(areas: Mapping[str, str]) -> str:
    return "、".join(f"{code}（{name}）" for code, name in areas.items())
