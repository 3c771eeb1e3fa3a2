"""Which facts supervision acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.supervision import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.watch_project),
    "sanzhi.registry.task_book.changed.v1": Subscription(consumed.TaskBookChanged, handlers.change_task_book),
    "sanzhi.registry.project.closed.v1": Subscription(consumed.ProjectEnded, handlers.end_project),
    "sanzhi.registry.project.terminated.v1": Subscription(consumed.ProjectEnded, handlers.end_project),
    "sanzhi.contracts.manager.selected.v1": Subscription(consumed.PersonChosen, handlers.note_person),
    "sanzhi.contracts.engagement.drawn_up.v1": Subscription(consumed.PersonChosen, handlers.note_person),
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementChanged, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementChanged, handlers.release),
    "sanzhi.milestones.deadline.overdue.v1": Subscription(consumed.DeadlineOverdue, handlers.note_overdue),
    "sanzhi.milestones.deadline.met.v1": Subscription(consumed.DeadlineMet, handlers.note_met),
    "sanzhi.milestones.node.failed.v1": Subscription(consumed.NodeFailed, handlers.note_failure),
    "sanzhi.milestones.progress.reported.v1": Subscription(consumed.ProgressReported, handlers.note_progress),
    "sanzhi.milestones.inspection.found.v1": Subscription(consumed.InspectionFound, handlers.note_inspection, internal=True),
    "sanzhi.milestones.holiday_notice.published.v1": Subscription(consumed.HolidayNoticePublished, handlers.learn_holidays),
    "sanzhi.evaluation.deadline.overdue.v1": Subscription(consumed.DeadlineOverdue, handlers.note_overdue),
    "sanzhi.evaluation.deadline.met.v1": Subscription(consumed.DeadlineMet, handlers.note_met),
}

TIMERS = {
    "warn_deviation": handlers.warn_deviation,
    "mark_deviation_overdue": handlers.mark_deviation_overdue,
    "end_answer_period": handlers.end_answer_period,
    "expire_finding": handlers.expire_finding,
}
