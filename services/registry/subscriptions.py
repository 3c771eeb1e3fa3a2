"""Which facts registry acts upon, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.registry import consumed
from services.registry.handlers import consumed as handlers
from services.registry.handlers.offices import expire_office

SUBSCRIPTIONS = {
    "sanzhi.contracts.engagement.activated.v1": Subscription(consumed.EngagementActivated, handlers.engage),
    "sanzhi.contracts.engagement.ended.v1": Subscription(consumed.EngagementEnded, handlers.disengage),
    "sanzhi.contracts.contract_set.took_effect.v1": Subscription(consumed.ContractSetTookEffect, handlers.run_project),
    "sanzhi.evaluation.evaluation.opened.v1": Subscription(consumed.EvaluationOpened, handlers.note_term_over),
    "sanzhi.evaluation.evaluation.postponed.v1": Subscription(consumed.EvaluationTurned, handlers.note_term_prolonged),
    "sanzhi.evaluation.evaluation.panel_convened.v1": Subscription(consumed.EvaluationTurned, handlers.note_evaluation_started),
    "sanzhi.evaluation.evaluation.concluded.v1": Subscription(consumed.EvaluationConcluded, handlers.keep_conclusion),
    "sanzhi.evaluation.filing.filed.v1": Subscription(consumed.FilingFiled, handlers.close_project),
    "sanzhi.supervision.finding.confirmed.v1": Subscription(consumed.FindingConfirmed, handlers.tell_owners),
    "sanzhi.supervision.commission.named.v1": Subscription(consumed.CommissionNamed, handlers.name_commissioners),
    "sanzhi.milestones.holiday_notice.published.v1": Subscription(consumed.HolidayNoticePublished, handlers.learn_holidays),
}

TIMERS = {"expire_office": expire_office}
