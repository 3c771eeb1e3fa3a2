"""Which facts support acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.support import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.watch_project),
    "sanzhi.registry.project.running.v1": Subscription(consumed.ProjectWentOn, handlers.run_project),
    "sanzhi.registry.project.closed.v1": Subscription(consumed.ProjectWentOn, handlers.close_project),
    "sanzhi.registry.project.terminated.v1": Subscription(consumed.ProjectWentOn, handlers.terminate_project),
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementChanged, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementChanged, handlers.release),
    "sanzhi.milestones.holiday_notice.published.v1": Subscription(consumed.HolidayNoticePublished, handlers.learn_holidays),
}

TIMERS = {"warn_of_step": handlers.warn_of_step, "mark_step_overdue": handlers.mark_step_overdue}
