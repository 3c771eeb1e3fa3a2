"""A service request: an assignee, a due date, an outcome; overdue once; rated by who asked. Home of 9.2."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from chassis.errors import AlreadyExists, InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.seen import version_of
from plan.states import StateTable
from services.support.domain import facts
from services.support.domain.due import Due, Facts
from services.support.domain.states import SERVICE
from services.support.domain.words import ServiceKind, ServiceState

SERVE = "service"
STARS = range(1, 6)


@dataclass(frozen=True)
class Offer:
    """A manufacturer's offer; `name` is "{request}/offers/{number}". One an organisation: a new one takes its place."""

    name: str
    organization: str
    text: str
    made_by: str
    made_at: datetime
    chosen: bool = False


@dataclass(frozen=True)
class Rating:
    """What the requester thinks of it: one to five stars."""

    stars: int
    comment: str
    by: str
    at: datetime


@dataclass(kw_only=True)
class ServiceRequest(Due):
    """`name` is "projects/{project}/serviceRequests/{number}". result: the finished result to be manufactured, or empty."""

    TABLE: ClassVar[StateTable[Any]] = SERVICE
    state: ServiceState = ServiceState.REQUESTED
    kind: ServiceKind
    organization: str
    description: str
    result: str
    requested_by: str
    requested_at: datetime
    policy_version: str
    assignee: str = ""
    assigned_by: str = ""
    assigned_at: datetime | None = None
    offers: list[Offer] = field(default_factory=list)
    outcome: str = ""
    completed_by: str = ""
    completed_at: datetime | None = None
    late: bool = False
    rating: Rating | None = None
    version: int = 0

    @property
    def etag(self) -> str:
        """What is asked for, what is offered, what came of it (4.7a)."""
        return version_of(self.name, self.description, [(each.organization, each.text) for each in self.offers], self.outcome)

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what its state does not admit, and what is of manufacturing alone (9.2)."""
        SERVICE.after(self.state, act)
        if act in ("offer", "choose") and self.kind is not ServiceKind.MANUFACTURING:
            raise RuleViolated("NOT_A_MATCHMAKING", f"{self.kind.label}不征集生产企业", rule="9.2")
        if act == "choose" and not self.offers:
            raise RuleViolated("NO_OFFERS", "还没有生产企业报名", rule="9.2")

    def request(self) -> Facts:
        """Say what is asked for."""
        asked: dict[str, Any] = {"kind": self.kind, "organization": self.organization}
        return [facts.ServiceRequested(name=self.name, project=self.project, **asked, **self.counted)]

    def demand_assignable(self, person: str, organization: str) -> None:
        """Nobody of the unit that asks sees to it, nor who has moved there since (9.2). Refuses ASSIGNEE_IS_REQUESTER."""
        if organization == self.organization:
            raise RuleViolated("ASSIGNEE_IS_REQUESTER", f"{person} 属于提出申请的单位，不能承办", rule="9.2")

    def assign(self, assignee: str, by: str, now: datetime) -> Facts:
        """Somebody sees to it, or somebody else."""
        self.state = SERVICE.after(self.state, "assign")
        self.assignee = self.responsible = assignee
        self.assigned_by, self.assigned_at = by, now
        return [facts.ServiceAssigned(name=self.name, project=self.project, kind=self.kind, assignee=assignee, last_day=self.due_date)]

    def offer(self, offer: Offer) -> Facts:
        """An enterprise offers to manufacture it. Refuses NOT_A_MATCHMAKING, OFFER_CHOSEN_ALREADY (9.2)."""
        self.admit("offer", offer.made_at)
        self._demand_not_chosen()
        self.offers = [each for each in self.offers if each.organization != offer.organization] + [offer]
        return [facts.OfferMade(name=self.name, project=self.project, offer=offer.name, organization=offer.organization)]

    def next_offer(self, organization: str) -> str:
        """The name of an organisation's offer: the one that it has, else the next."""
        known = next((each.name for each in self.offers if each.organization == organization), "")
        last = max((int(each.name.rpartition("/")[2]) for each in self.offers), default=0)
        return known or f"{self.name}/offers/{last + 1}"

    def choose(self, offer: str, now: datetime) -> Facts:
        """The unit chooses one (9.2). Refuses NO_OFFERS, NOT_FOUND, OFFER_CHOSEN_ALREADY."""
        self.admit("choose", now)
        self._demand_not_chosen()
        chosen = next((each for each in self.offers if each.name == offer), None)
        if chosen is None:
            raise NotFound("NOT_FOUND", f"没有这一报名：{offer}", rule="9.2", resource=offer)
        self.offers = [replace(each, chosen=each is chosen) for each in self.offers]
        return [facts.OfferChosen(name=self.name, project=self.project, offer=chosen.name, organization=chosen.organization)]

    def complete(self, outcome: str, by: str, now: datetime) -> Facts:
        """The assignee says what came of it; late is recorded (4.5). Refuses NOT_THE_ASSIGNEE, OFFER_NOT_CHOSEN (9.2)."""
        state = SERVICE.after(self.state, "complete")
        if by != self.assignee:
            raise PermissionDenied("NOT_THE_ASSIGNEE", f"承办人为 {self.assignee}，不是 {by}", rule="9.2")
        if self.offers and not any(each.chosen for each in self.offers):
            raise RuleViolated("OFFER_NOT_CHOSEN", "承担单位尚未从报名的生产企业中选定", rule="9.2")
        said = self.done(now)
        self.state, self.outcome, self.completed_by, self.completed_at, self.late = state, outcome, by, now, self.deadline.late
        return [*said, facts.ServiceCompleted(name=self.name, project=self.project, kind=self.kind, completed_by=by, late=self.late)]

    def rate(self, rating: Rating) -> Facts:
        """Who asked rates it, once. Refuses SERVICE_NOT_COMPLETED, SERVICE_OVER, STARS_OUT_OF_RANGE (9.2)."""
        state = SERVICE.after(self.state, "rate")
        if rating.stars not in STARS:
            raise InvalidArgument("STARS_OUT_OF_RANGE", f"评价为1至5星，收到{rating.stars}", rule="9.2", field="stars")
        self.state, self.rating = state, rating
        return [facts.ServiceRated(name=self.name, project=self.project, kind=self.kind, stars=rating.stars)]

    def withdraw(self, by: str) -> Facts:
        """Who asked does so no longer."""
        self.state = SERVICE.after(self.state, "withdraw")
        if self.deadline.is_pending:
            self.deadline.cancel("申请已经撤回", "9.2")
        return [facts.ServiceWithdrawn(name=self.name, project=self.project, kind=self.kind, withdrawn_by=by)]

    def _demand_not_chosen(self) -> None:
        chosen = next((each for each in self.offers if each.chosen), None)
        if chosen is not None:
            raise AlreadyExists("OFFER_CHOSEN_ALREADY", f"已经选定 {chosen.organization}", rule="9.2", resource=chosen.name)
