"""Which facts milestones acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.milestones import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.plan_schedule),
    "sanzhi.registry.task_book.changed.v1": Subscription(consumed.TaskBookChanged, handlers.change_schedule),
    "sanzhi.registry.project.terminated.v1": Subscription(consumed.ProjectTerminated, handlers.terminate_schedule),
    "sanzhi.registry.project.closed.v1": Subscription(consumed.ProjectClosed, handlers.close_schedule),
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementActivated, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementEnded, handlers.release),
    "sanzhi.contracts.contract_set.took_effect.v1": Subscription(consumed.ContractSetTookEffect, handlers.wake_schedule),
    "sanzhi.contracts.expert_group.formed.v1": Subscription(consumed.ExpertGroupFormed, handlers.form_expert_group),
    "sanzhi.evaluation.evaluation.panel_convened.v1": Subscription(consumed.EvaluationStarted, handlers.note_evaluation),
    "sanzhi.supervision.commission.named.v1": Subscription(consumed.CommissionNamed, handlers.name_commissioners),
}

TIMERS = {
    "warn_deadline": handlers.warn_deadline,
    "mark_overdue": handlers.mark_overdue,
    "redate_deadlines": handlers.redate_deadlines,
    "midterm_falls_due": handlers.midterm_falls_due,
    "end_term": handlers.end_term,
    "open_report_period": handlers.open_report_period,
}
