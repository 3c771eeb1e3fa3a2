"""More time for a deadline: asked for, consented to, refused (4.4, 1.1, 1.11)."""

from datetime import datetime
from typing import Any

from chassis.calendar import Calendar
from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.basis import Basis
from services.milestones.domain.deadlines import Deadline
from services.milestones.domain.extensions import Extension
from services.milestones.domain.states import deadline_after
from services.milestones.domain.terms import DeadlineState, ExtensionState


def request_extension(deadline: Deadline, extension: Extension) -> list[Any]:
    """Ask for more time, before the end. Refuses DEADLINE_PASSED, DEADLINE_CLOSED, EXTENSION_PENDING, NOT_LATER."""
    _demand_time_left(deadline, extension.requested_at)
    pending = deadline.pending_extension
    if pending is not None:
        raise RuleViolated("EXTENSION_PENDING", f"已有延期申请（至{pending.last_day}）待处理", rule="4.4")
    if extension.last_day <= deadline.last_day:
        message = f"申请延至{extension.last_day}，不晚于现期限{deadline.last_day}"
        raise RuleViolated("NOT_LATER", message, rule="4.4", last_day=deadline.last_day)
    deadline.extensions.append(extension)
    return [
        facts.ExtensionRequested(
            name=deadline.name,
            project=deadline.project,
            last_day=deadline.last_day,
            asked_for=extension.last_day,
            reason=extension.reason,
            requested_by=extension.requested_by,
            waiting_for=extension.waiting_for,
        )
    ]


def consent_to_extension(deadline: Deadline, parties: frozenset[str], calendar: Calendar, now: datetime) -> list[Any]:
    """Consent for those whom the caller speaks for; with the last consent the deadline moves.

    Refuses NO_EXTENSION_PENDING, DEADLINE_PASSED, CONSENT_NOT_YOURS, ALREADY_CONSENTED.
    """
    extension = _demand_pending(deadline, now)
    said = [
        facts.ExtensionConsented(
            name=deadline.name,
            project=deadline.project,
            asked_for=extension.last_day,
            organization=party,
            waiting_for=extension.waiting_for,
            rule="4.4,1.1",
        )
        for party in extension.consent(parties)
    ]
    if extension.state is ExtensionState.PENDING:
        return said
    basis = Basis.fixed(deadline.basis.start, extension.last_day)
    return [*said, *deadline.move(basis, calendar, now, f"经同意延期：{extension.reason}", "4.4")]


def refuse_extension(deadline: Deadline, parties: frozenset[str], reason: str, now: datetime) -> list[Any]:
    """One refusal refuses it (1.1). Refuses NO_EXTENSION_PENDING, DEADLINE_PASSED, CONSENT_NOT_YOURS."""
    extension = _demand_pending(deadline, now)
    refused_by = extension.refuse(parties, reason)
    return [
        facts.ExtensionRefused(
            name=deadline.name,
            project=deadline.project,
            asked_for=extension.last_day,
            organization=refused_by,
            reason=reason,
            rule="4.4,1.1",
        )
    ]


def _demand_pending(deadline: Deadline, now: datetime) -> Extension:
    extension = deadline.pending_extension
    if extension is None:
        raise RuleViolated("NO_EXTENSION_PENDING", "没有待处理的延期申请", rule="4.4")
    _demand_time_left(deadline, now)
    return extension


def _demand_time_left(deadline: Deadline, now: datetime) -> None:
    if deadline.state is not DeadlineState.OVERDUE:
        deadline_after(deadline.state, "compute_anew")
    if deadline.has_passed(now):
        message = f"期限已于{deadline.last_day}24时届满，延期须在届满前提出并获同意"
        raise RuleViolated("DEADLINE_PASSED", message, rule="4.4", last_day=deadline.last_day)
