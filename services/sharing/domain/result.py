"""A result of a project: registered, confirmed, published at once or after an embargo. Home of 8.1."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.counting import end_of
from plan.files import FileRef
from plan.grams import grams_of
from plan.months import months_after
from plan.seen import version_of
from plan.text import demand_reason
from services.sharing.domain import facts
from services.sharing.domain.identifiers import checked_identifier
from services.sharing.domain.licences import Licence, excluding
from services.sharing.domain.policy import SharingPolicy
from services.sharing.domain.states import RESULT
from services.sharing.domain.words import ResultKind, ResultState

S = ResultState
Facts = list[Any]
READINESS = range(1, 10)  # GB/T 22900-2022


@dataclass(frozen=True)
class Particulars:
    """What is said of a result when it is registered or corrected. holders: whose the rights are. embargo_until: None for none."""

    target: str
    kind: ResultKind
    title: str
    summary: str
    authors: tuple[str, ...]
    holders: tuple[str, ...]
    identifier: str
    readiness: int
    files: tuple[FileRef, ...]
    embargo_until: date | None = None
    embargo_reason: str = ""

    def checked(self, registered_on: date, today: date, policy: SharingPolicy) -> dict[str, Any]:
        """The same as fields of a result, in order.

        Refuses IDENTIFIER_MISSING, IDENTIFIER_INVALID, READINESS_INVALID, EMBARGO_WITHOUT_END, EMBARGO_OVER, EMBARGO_TOO_LONG,
        REASON_MISSING (8.1).
        """
        identifier = checked_identifier(self.kind, self.identifier, today)
        if not identifier and self.kind in policy.identified:
            message = f"登记{self.kind.label}须填写编号（申请号、登记号或者标准号）"
            raise InvalidArgument("IDENTIFIER_MISSING", message, rule="8.1", field="identifier")
        if self.readiness not in READINESS:
            message = f"技术成熟度为1至9级，收到{self.readiness}"
            raise InvalidArgument("READINESS_INVALID", message, rule="8.1", field="readiness")
        self._demand_embargo(registered_on, today, policy)
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"identifier": identifier}

    def _demand_embargo(self, registered_on: date, today: date, policy: SharingPolicy) -> None:
        if self.embargo_until is None:
            if self.embargo_reason:
                raise InvalidArgument("EMBARGO_WITHOUT_END", "暂缓公开须有截止日期", rule="8.1", field="embargo_until")
            return
        demand_reason(self.embargo_reason, "8.1", field="embargo_reason")
        if self.embargo_until < today:
            message = f"暂缓公开的截止日期{self.embargo_until}早于今日{today}"
            raise InvalidArgument("EMBARGO_OVER", message, rule="8.1", field="embargo_until")
        latest = months_after(registered_on, policy.embargo.longest_months)
        if self.embargo_until > latest:
            message = f"暂缓公开最长{policy.embargo.longest_months}个月，自登记之日起不晚于{latest}，收到{self.embargo_until}"
            raise RuleViolated("EMBARGO_TOO_LONG", message, rule="8.1", latest=latest)


@dataclass
class Result:
    """`name` is "projects/{project}/results/{number}". grams: what it is found by, of what is public alone.

    identifier_key: its identifier as long as no other result may have the same.
    """

    name: str
    project: str
    field: str
    target: str
    kind: ResultKind
    title: str
    summary: str
    authors: tuple[str, ...]
    holders: tuple[str, ...]
    identifier: str
    readiness: int
    files: tuple[FileRef, ...]
    embargo_until: date | None
    embargo_reason: str
    registered_by: str
    registered_at: datetime
    policy_version: str
    state: ResultState = S.REGISTERED
    returned_because: str = ""
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    published_at: datetime | None = None
    published_because: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""
    licences: list[Licence] = dataclasses.field(default_factory=list)
    grams: list[str] = dataclasses.field(default_factory=list)
    identifier_key: str = ""
    requests: int = 0
    uses: int = 0
    version: int = 0

    @property
    def etag(self) -> str:
        """What is said of it (4.7a)."""
        said = (self.target, self.kind, self.title, self.summary, self.authors, self.holders, self.identifier, self.readiness)
        return version_of(self.name, said, self.files, self.embargo_until, self.embargo_reason)

    @property
    def is_confirmed(self) -> bool:
        """Whether the bureau has confirmed it; from then on it stands in the catalogue."""
        return self.state in (S.EMBARGOED, S.PUBLISHED)

    @property
    def is_published(self) -> bool:
        """Whether everybody sees it whole."""
        return self.state is S.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether the bureau has taken its confirmation back: what it was and why stay to be read."""
        return self.state is S.WITHDRAWN

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what its state does not admit."""
        RESULT.after(self.state, act)

    def register(self) -> Facts:
        """Say that it was registered."""
        self.identifier_key = self.identifier
        return [facts.ResultRegistered(**self._what(), registered_by=self.registered_by)]

    def correct(self, particulars: Particulars, now: datetime, policy: SharingPolicy) -> Facts:
        """Say it anew, as long as it is not confirmed. Refuses as Particulars.checked, and RESULT_CONFIRMED_ALREADY."""
        state = RESULT.after(self.state, "correct")
        checked = particulars.checked(china_date(self.registered_at), china_date(now), policy)
        for name, value in checked.items():
            setattr(self, name, value)
        self.state, self.returned_because, self.identifier_key = state, "", self.identifier
        return [facts.ResultCorrected(**self._what())]

    def send_back(self, reason: str) -> Facts:
        """The bureau wants it corrected."""
        state = RESULT.after(self.state, "return")
        demand_reason(reason, "8.1")
        self.state, self.returned_because = state, reason
        return [facts.ResultReturned(name=self.name, project=self.project, reason=reason)]

    def confirm(self, by: str, now: datetime) -> Facts:
        """The bureau confirms it: it stands in the catalogue, open, or under its embargo where that is not over."""
        under_embargo = self.embargo_until is not None and now < end_of(self.embargo_until)
        self.state = RESULT.after(self.state, "confirm_under_embargo" if under_embargo else "confirm")
        self.confirmed_by, self.confirmed_at = by, now
        self.grams = grams_of([self.title, *self.authors])
        said: Facts = [facts.ResultConfirmed(**self._what(), confirmed_by=by, embargo_until=self.embargo_until if under_embargo else None)]
        return said if under_embargo else [*said, *self._published(now)]

    def end_embargo(self, now: datetime, reason: str = "") -> Facts:
        """Its embargo is over by itself, or lifted early for a reason. Refuses NOT_UNDER_EMBARGO."""
        self.state = RESULT.after(self.state, "end_embargo")
        self.published_because = reason
        return self._published(now)

    def withdraw(self, reason: str, by: str, now: datetime) -> Facts:
        """The bureau takes its confirmation back (8.1): it leaves the catalogue, and its number is free for who has it by right.

        Licences that its holders have granted stay on record. Refuses RESULT_NOT_CONFIRMED, RESULT_RETURNED, RESULT_WITHDRAWN,
        REASON_MISSING.
        """
        state = RESULT.after(self.state, "withdraw")
        demand_reason(reason, "8.1")
        self.state, self.withdrawn_by, self.withdrawn_at, self.withdrawn_because = state, by, now, reason
        self.identifier_key = ""
        return [facts.ResultWithdrawn(**self._what(), reason=reason, withdrawn_by=by)]

    def next_request(self) -> str:
        """The name of the next request to use it. Refuses RESULT_NOT_CONFIRMED, RESULT_RETURNED."""
        self.state = RESULT.after(self.state, "ask")
        self.requests += 1
        return f"{self.name}/requests/{self.requests}"

    def next_use(self) -> str:
        """The name of the next record of its use."""
        self.uses += 1
        return f"{self.name}/uses/{self.uses}"

    def license(self, licence: Licence) -> Facts:
        """Note a licence that its holders have granted. Refuses RESULT_WITHDRAWN (8.1)."""
        self.state = RESULT.after(self.state, "license")
        self.licences.append(licence)
        granted: dict[str, Any] = {"organization": licence.organization, "purpose": licence.purpose, "exclusive": licence.exclusive}
        return [
            facts.LicenceGranted(
                name=licence.name, project=self.project, result=self.name, **granted, since=licence.since, until=licence.until
            )
        ]

    def licence(self, name: str) -> Licence:
        """The licence of this name. Refuses NOT_FOUND."""
        found = next((each for each in self.licences if each.name == name), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"成果“{self.title}”没有这一许可：{name}", rule="8.2", resource=name)
        return found

    def demand_licensee(self, organization: str) -> None:
        """Refuse NOT_THE_LICENSEE to an organisation that has no licence of it (8.2)."""
        if not organization or organization not in (each.organization for each in self.licences):
            raise PermissionDenied("NOT_THE_LICENSEE", f"本单位没有成果“{self.title}”的使用许可", rule="8.2")

    def exclusive_on(self, day: date) -> Licence | None:
        """The licence that leaves it to one alone."""
        return excluding(self.licences, day)

    def _published(self, now: datetime) -> Facts:
        self.published_at = now
        self.grams = grams_of([self.title, *self.authors, self.summary, self.identifier])
        return [facts.ResultPublished(**self._what(), authors=self.authors, identifier=self.identifier, published_at=now)]

    def _what(self) -> dict[str, Any]:
        told = ("name", "project", "target", "kind", "title", "field", "holders", "readiness")
        return {name: getattr(self, name) for name in told}
