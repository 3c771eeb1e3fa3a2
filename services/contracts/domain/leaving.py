"""How an engagement goes: voided before its effect (1.6), ended after it (1.9), or replaced by another."""

from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import china_date, start_of_day
from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.consents import Answer, add_answer, demand_reason
from services.contracts.domain.ending import Ending
from services.contracts.domain.engagement import PENDING, Engagement
from services.contracts.domain.facts.endings import EngagementEndConsented, EngagementEnded, EngagementEndProposed, EngagementEndRefused
from services.contracts.domain.facts.engagements import EngagementVoided
from services.contracts.domain.states import ENGAGEMENT, moved
from services.contracts.domain.words import STATE_TITLES, EngagementState

Facts = list[Any]


def void(engagement: Engagement, by: str, reason: str, *, by_second_party: bool = False) -> Facts:
    """Give up an engagement that is not in effect (1.6); the person engaged, only while signatures are outstanding.

    Refuses REFUSAL_WITHOUT_REASON, ENGAGEMENT_NOT_VOIDABLE (1.6).
    """
    demand_reason(reason, "1.6")
    allowed = (EngagementState.DRAWN_UP,) if by_second_party else PENDING
    if engagement.state not in allowed:
        message = f"{engagement.name} {STATE_TITLES[engagement.state]}，不能作废"
        raise RuleViolated("ENGAGEMENT_NOT_VOIDABLE", message, rule="1.6", state=engagement.state.value)
    engagement.state = moved(ENGAGEMENT, engagement.state, EngagementState.VOIDED)
    engagement.void_reason = reason
    return [
        EngagementVoided(
            name=engagement.name,
            project=engagement.project,
            row=engagement.row,
            role=engagement.role,
            person=engagement.person,
            reason=reason,
            voided_by=by,
        )
    ]


def end(engagement: Engagement, ending: Ending, answer: Answer, now: datetime) -> Facts:
    """A party proposes an end, which is decided once each that must has consented; `finish` carries it out.

    Refuses REFUSAL_WITHOUT_REASON, ENGAGEMENT_NOT_IN_EFFECT, END_BEFORE_EFFECT, END_PENDING (1.9).
    """
    demand_reason(ending.reason, "1.9")
    _demand_in_effect(engagement)
    if engagement.ending is not None:
        message = f"{engagement.name} 已提出于 {engagement.ending.ended_on} 终止"
        raise RuleViolated("END_PENDING", message, rule="1.9", ended_on=engagement.ending.ended_on)
    since = china_date(engagement.effective_at or now)
    if ending.ended_on < since:
        message = f"终止日期 {ending.ended_on} 早于生效日期 {since}"
        raise InvalidArgument("END_BEFORE_EFFECT", message, rule="1.9", field="ended_on")
    add_answer(ending.parties, ending.consents, answer, now)
    engagement.ending = ending
    if ending.decided:
        return []
    return [
        EngagementEndProposed(
            name=engagement.name,
            project=engagement.project,
            role=engagement.role,
            person=engagement.person,
            ended_on=ending.ended_on,
            reason=ending.reason,
            proposed_by=answer.owner,
            waiting_for=tuple(ending.awaiting),
        )
    ]


def consent_to_end(engagement: Engagement, answer: Answer, now: datetime) -> Facts:
    """A further owner consents to the end, or refuses it for all (1.1). Refuses END_NOT_PENDING (1.9)."""
    ending = engagement.ending
    if engagement.state != EngagementState.ACTIVATED or ending is None or ending.decided:
        raise RuleViolated("END_NOT_PENDING", f"{engagement.name} 没有待表态的终止", rule="1.9", state=engagement.state.value)
    add_answer(ending.parties, ending.consents, answer, now)
    if answer.agreed:
        return [
            EngagementEndConsented(
                name=engagement.name,
                project=engagement.project,
                owner=answer.owner,
                ended_on=ending.ended_on,
                waiting_for=tuple(ending.awaiting),
            )
        ]
    engagement.ending = None
    return [
        EngagementEndRefused(
            name=engagement.name,
            project=engagement.project,
            role=engagement.role,
            person=engagement.person,
            owner=answer.owner,
            reason=answer.reason,
        )
    ]


def is_due(engagement: Engagement, today: date) -> bool:
    """Whether a decided end is to be carried out: its last day is over, or is today (1.9)."""
    return engagement.ending is not None and engagement.ending.decided and engagement.ending.ended_on <= today


def due_of(ending: Ending) -> datetime:
    """The instant at which its last day is over."""
    return start_of_day(ending.ended_on + timedelta(days=1))


def finish(engagement: Engagement) -> Facts:
    """Carry out a decided end (1.9)."""
    _demand_in_effect(engagement)
    if engagement.ending is None:
        raise LookupError(f"{engagement.name} has no end")
    return _ended(engagement, engagement.ending.ended_on, engagement.ending.reason)


def replace(engagement: Engagement, successor: Engagement, now: datetime) -> Facts:
    """The row was signed anew with another first party, and that has taken effect (1.9)."""
    _demand_in_effect(engagement)
    today, reason = china_date(now), "后任项目经理人重新签订"
    engagement.ending = Ending(today, reason, parties=[])
    return _ended(engagement, today, reason, successor.name)


def _demand_in_effect(engagement: Engagement) -> None:
    if engagement.state != EngagementState.ACTIVATED:
        message = f"{engagement.name} {STATE_TITLES[engagement.state]}，不在有效期内"
        raise RuleViolated("ENGAGEMENT_NOT_IN_EFFECT", message, rule="1.9", state=engagement.state.value)


def _ended(engagement: Engagement, ended_on: date, reason: str, replaced_by: str = "") -> Facts:
    engagement.state = moved(ENGAGEMENT, engagement.state, EngagementState.ENDED)
    return [
        EngagementEnded(
            name=engagement.name,
            project=engagement.project,
            row=engagement.row,
            role=engagement.role,
            is_lead=engagement.is_lead,
            person=engagement.person,
            ended_on=ended_on,
            reason=reason,
            replaced_by=replaced_by,
        )
    ]
