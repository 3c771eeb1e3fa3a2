"""Which facts contracts acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.contracts import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.open_project),
    "sanzhi.registry.task_book.changed.v1": Subscription(consumed.TaskBookChanged, handlers.change_task_book),
    "sanzhi.registry.project.terminated.v1": Subscription(consumed.ProjectOver, handlers.terminate_project),
    "sanzhi.registry.project.closed.v1": Subscription(consumed.ProjectOver, handlers.close_project),
    "sanzhi.supervision.commission.named.v1": Subscription(consumed.CommissionNamed, handlers.name_commissioners),
    "sanzhi.supervision.finding.confirmed.v1": Subscription(consumed.FindingConfirmed, handlers.question_engagements),
}

TIMERS = {"activate_engagement": handlers.activate_engagement, "finish_engagement": handlers.finish_engagement}
