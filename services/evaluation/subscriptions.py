"""Which facts evaluation acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.evaluation import consumed, handlers

SUBSCRIPTIONS = {
    "sanzhi.registry.project.approved.v1": Subscription(consumed.ProjectApproved, handlers.plan_evaluation),
    "sanzhi.registry.application.declined.v1": Subscription(consumed.ApplicationDeclined, handlers.rate_declined),
    "sanzhi.registry.task_book.changed.v1": Subscription(consumed.TaskBookChanged, handlers.change_task_book),
    "sanzhi.registry.project.terminated.v1": Subscription(consumed.ProjectTerminated, handlers.terminate_project),
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementActivated, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementEnded, handlers.release),
    "sanzhi.contracts.lead.rescored.v1": Subscription(consumed.LeadRescored, handlers.rate_rescored),
    "sanzhi.contracts.expert_group.formed.v1": Subscription(consumed.ExpertGroupFormed, handlers.form_expert_group),
    "sanzhi.milestones.node.passed.v1": Subscription(consumed.NodeConcluded, handlers.pass_node),
    "sanzhi.milestones.node.failed.v1": Subscription(consumed.NodeConcluded, handlers.fail_node),
    "sanzhi.milestones.remedy.decided.v1": Subscription(consumed.RemedyDecided, handlers.rectify_node),
    "sanzhi.milestones.term.ended.v1": Subscription(consumed.TermEnded, handlers.end_term),
    "sanzhi.milestones.holiday_notice.published.v1": Subscription(consumed.HolidayNoticePublished, handlers.learn_holidays),
    "sanzhi.milestones.deadline.overdue.v1": Subscription(consumed.DeadlineOverdue, handlers.rate_missed_report),
    "sanzhi.milestones.deadline.met.v1": Subscription(consumed.DeadlineMet, handlers.rate_report),
    "sanzhi.sharing.result.confirmed.v1": Subscription(consumed.ResultConfirmed, handlers.show_result),
    "sanzhi.sharing.result.withdrawn.v1": Subscription(consumed.ResultWithdrawn, handlers.hide_result),
    "sanzhi.supervision.finding.confirmed.v1": Subscription(consumed.FindingConfirmed, handlers.rate_finding),
    "sanzhi.supervision.finding.lifted.v1": Subscription(consumed.FindingLifted, handlers.withdraw_finding),
    "sanzhi.supervision.commission.named.v1": Subscription(consumed.CommissionNamed, handlers.name_commissioners),
}

TIMERS = {"warn_deadline": handlers.warn_deadline, "mark_overdue": handlers.mark_overdue}
