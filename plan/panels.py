"""A panel: convened odd and big enough, its seats replaced, and closed to view until all have delivered. Home of 4.7."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin

from chassis.errors import InvalidArgument, RuleViolated
from plan.text import demand_reason

# A record and a fact stay small, whoever is named.
LARGEST = 99


@dataclass(frozen=True)
class PanelPolicy:
    """How big a panel is, by purpose: policy data [at least three, odd]."""

    minimum: int = 3
    odd: bool = True


@dataclass(kw_only=True)
class Seat:
    """A member, also one who has left: what such a member gave does not count and stays on record."""

    person: str
    organization: str = ""
    display_name: str = ""
    delivered_at: datetime | None = None
    left: bool = False
    left_because: str = ""
    left_at: datetime | None = None
    objected_by: str = ""

    @property
    def delivered(self) -> bool:
        """Whether the member has given what the panel asks of each."""
        return self.delivered_at is not None

    @property
    def shown_as(self) -> str:
        """How users see the member."""
        return self.display_name or self.person


S = TypeVar("S", bound=Seat)


@dataclass
class Panel(Generic[S]):
    """Members in the order in which they came, also those who left. `size`: seats, from the convening on.

    A service's panel names what its members deliver, and by which RULE.
    """

    convened_at: datetime
    convened_by: str
    members: list[S] = field(default_factory=list)
    size: int = 0

    NOUN: ClassVar[str] = "表决"
    RULE: ClassVar[str] = "4.7"

    def __init_subclass__(cls, **more: Any) -> None:
        """Declare `members` anew, of the seat in `class X(Panel[Seat])`: read as of the variable's bound they would lose what it adds."""
        super().__init_subclass__(**more)
        bases = [base for base in getattr(cls, "__orig_bases__", ()) if get_origin(base) is Panel]
        for seat in (get_args(base)[0] for base in bases):
            cls.__annotations__ = inspect.get_annotations(cls) | {"members": list[seat]}  # type: ignore[valid-type]
            cls.members = field(default_factory=list)

    @property
    def seated(self) -> list[S]:
        """Members who have not left."""
        return [member for member in self.members if not member.left]

    @property
    def people(self) -> frozenset[str]:
        """Who sits on it."""
        return frozenset(member.person for member in self.seated)

    @property
    def vacancies(self) -> int:
        """Seats for which somebody has yet to be named."""
        return self.size - len(self.seated)

    @property
    def delivery_started(self) -> bool:
        """Whether somebody has delivered."""
        return any(member.delivered for member in self.seated)

    @property
    def open_to_objection(self) -> list[S]:
        """Members of whom it is still "beforehand" (4.7): all until somebody delivers, then who took a vacated seat and has not."""
        if not self.delivery_started:
            return self.seated
        return [member for member in self.members[self.size :] if not member.left and not member.delivered]

    @property
    def open_to_view(self) -> bool:
        """Whether all are in: before, nobody sees what a member gave, nor a running tally (4.7)."""
        return self.size > 0 and not self.vacancies and all(member.delivered for member in self.seated)

    @property
    def edition(self) -> int:
        """Changes once all are in, and when a member leaves after that; before it says nothing of how many are (4.7a, 4.7)."""
        return len(self.members) if self.open_to_view else 0

    def member(self, person: str) -> S:
        """A seated member. Refuses NOT_ON_PANEL."""
        found = next((member for member in self.seated if member.person == person), None)
        if found is None:
            raise RuleViolated("NOT_ON_PANEL", f"{person}不是本专家组成员", rule="4.7")
        return found

    def object_to(self, person: str, objector: str, reason: str, now: datetime) -> None:
        """Somebody who may objects, beforehand: the member leaves. Refuses VOTING_STARTED, NOT_ON_PANEL, REASON_MISSING."""
        demand_reason(reason, "4.7")
        member = self.member(person)
        if member not in self.open_to_objection:
            self.demand_not_started("异议须在此前提出")
        member.left, member.left_because, member.left_at, member.objected_by = True, reason, now, objector

    def demand_not_started(self, too_late: str, rule: str = "4.7") -> None:
        """Refuse VOTING_STARTED once somebody has delivered. `too_late`: what can therefore not be any more (zh-CN)."""
        if self.delivery_started:
            raise RuleViolated("VOTING_STARTED", f"专家{self.NOUN}已经开始，{too_late}", rule=rule)

    def replace(self, person: str, successor: S, reason: str, now: datetime, *, unfit: bool = False) -> None:
        """Another expert in place of one who left, does not deliver, or may not sit any more (`unfit`).

        Whoever has delivered and may sit is not replaced for it.
        Refuses NOT_ON_PANEL, MEMBER_HAS_DELIVERED, EXPERT_NAMED_ALREADY, PANEL_COMPLETE, REASON_MISSING.
        """
        demand_reason(reason, "4.7")
        leaving = self._leaving(person, unfit=unfit)
        if any(member.person == successor.person for member in self.members):
            raise RuleViolated("EXPERT_NAMED_ALREADY", f"专家{successor.shown_as}已在本专家组或已退出", rule="4.7")
        if leaving is not None:
            leaving.left, leaving.left_because, leaving.left_at = True, reason, now
        self.members.append(successor)

    def _leaving(self, person: str, *, unfit: bool) -> S | None:
        """The seat to be given up; None where it is vacant already."""
        if person not in self.people and any(member.person == person for member in self.members):
            if not self.vacancies:
                raise RuleViolated("PANEL_COMPLETE", f"{person}已退出，其席位已由他人接替", rule="4.7")
            return None
        member = self.member(person)
        if member.delivered and not unfit:
            raise RuleViolated("MEMBER_HAS_DELIVERED", f"{member.shown_as}已经{self.NOUN}，不得因此更换", rule="4.7")
        return member

    def deliver(self, person: str, now: datetime) -> S:
        """A member gives what is asked, once. Refuses as `may_deliver`."""
        member = self.may_deliver(person)
        member.delivered_at = now
        return member

    def may_deliver(self, person: str) -> S:
        """A member who has yet to give what is asked. Refuses NOT_ON_PANEL, PANEL_INCOMPLETE, ALREADY_DELIVERED."""
        member = self.member(person)
        self.demand_complete()
        if member.delivered:
            raise RuleViolated("ALREADY_DELIVERED", f"{member.shown_as}已经{self.NOUN}，不得更改", rule=self.RULE)
        return member

    def demand_complete(self) -> None:
        """Refuse PANEL_INCOMPLETE while a seat is vacant."""
        if self.vacancies:
            message = f"专家组应有{self.size}人，尚缺{self.vacancies}人，须先补足"
            raise RuleViolated("PANEL_INCOMPLETE", message, rule="4.7", vacancies=self.vacancies)

    def demand_delivered(self) -> None:
        """Refuse PANEL_INCOMPLETE, and DELIVERY_MISSING while a member has not delivered."""
        self.demand_complete()
        silent = [member for member in self.seated if not member.delivered]
        if silent:
            message = f"尚有专家未{self.NOUN}：{'、'.join(member.shown_as for member in silent)}"
            raise RuleViolated("DELIVERY_MISSING", message, rule=self.RULE, missing=[member.person for member in silent])


def check_composition(people: Sequence[str], policy: PanelPolicy) -> None:
    """Refuse PANEL_TOO_LARGE, LISTED_TWICE, PANEL_TOO_SMALL, PANEL_EVEN (4.7)."""
    count = len(people)
    if count > LARGEST:
        raise RuleViolated("PANEL_TOO_LARGE", f"专家组应不超过{LARGEST}人，现为{count}人", rule="4.7", limit=LARGEST, members=count)
    twice = sorted({person for person in people if people.count(person) > 1})
    if twice:
        raise InvalidArgument("LISTED_TWICE", f"专家{'、'.join(twice)}重复列入", rule="4.7", people=twice)
    if count < policy.minimum:
        message = f"专家组应不少于{policy.minimum}人，现为{count}人"
        raise RuleViolated("PANEL_TOO_SMALL", message, rule="4.7", limit=policy.minimum, members=count)
    if policy.odd and count % 2 == 0:
        raise RuleViolated("PANEL_EVEN", f"专家组人数应为单数，现为{count}人", rule="4.7", members=count)


def majority(votes_for: int, votes_against: int) -> bool:
    """Whether the majority of a panel passes (4.7); of an odd panel whose members all voted there is always one."""
    return votes_for > votes_against
