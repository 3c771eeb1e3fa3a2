"""Which facts sharing acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.sharing import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.watch_project),
    "sanzhi.registry.task_book.changed.v1": Subscription(consumed.TaskBookChanged, handlers.change_task_book),
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementChanged, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementChanged, handlers.release),
    "sanzhi.milestones.holiday_notice.published.v1": Subscription(consumed.HolidayNoticePublished, handlers.learn_holidays),
}

TIMERS = {
    "end_embargo": handlers.end_embargo_by_itself,
    "warn_of_answer": handlers.warn_of_answer,
    "mark_answer_overdue": handlers.mark_answer_overdue,
}
