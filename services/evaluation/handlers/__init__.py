"""One function a command, consumed fact or timer."""

from services.evaluation.handlers.conclusion import acknowledge_filing, conclude_evaluation, file_with_finance
from services.evaluation.handlers.deadlines import learn_holidays, mark_overdue, warn_deadline
from services.evaluation.handlers.panel import assess_items, convene_evaluation_panel, replace_panel_member
from services.evaluation.handlers.parties import engage, form_expert_group, name_commissioners, release
from services.evaluation.handlers.pay import confirm_chief_score, get_chief_pay, record_bonus_payment, refuse_chief_score, score_chief
from services.evaluation.handlers.projects import (
    change_task_book,
    end_term,
    fail_node,
    hide_result,
    pass_node,
    plan_evaluation,
    rectify_node,
    show_result,
    terminate_project,
)
from services.evaluation.handlers.rated import rate_declined, rate_finding, rate_missed_report, rate_report, rate_rescored, withdraw_finding
from services.evaluation.handlers.rating import answer_rating_objection, get_rating, list_ratings, object_to_rating_entry
from services.evaluation.handlers.reading import download_file, get_evaluation, get_filing, list_deadlines, list_evaluations
from services.evaluation.handlers.self_evaluation import record_missing_node, submit_self_evaluation

__all__ = [
    "acknowledge_filing",
    "answer_rating_objection",
    "assess_items",
    "change_task_book",
    "conclude_evaluation",
    "confirm_chief_score",
    "convene_evaluation_panel",
    "download_file",
    "end_term",
    "engage",
    "fail_node",
    "file_with_finance",
    "form_expert_group",
    "get_chief_pay",
    "get_evaluation",
    "get_filing",
    "get_rating",
    "hide_result",
    "learn_holidays",
    "list_deadlines",
    "list_evaluations",
    "list_ratings",
    "mark_overdue",
    "name_commissioners",
    "object_to_rating_entry",
    "pass_node",
    "plan_evaluation",
    "rate_declined",
    "rate_finding",
    "rate_missed_report",
    "rate_report",
    "rate_rescored",
    "record_bonus_payment",
    "record_missing_node",
    "rectify_node",
    "refuse_chief_score",
    "release",
    "replace_panel_member",
    "score_chief",
    "show_result",
    "submit_self_evaluation",
    "terminate_project",
    "warn_deadline",
    "withdraw_finding",
]
