"""One function a command, consumed fact or timer."""

from services.milestones.handlers.changes import change_schedule
from services.milestones.handlers.deadlines import mark_overdue, warn_deadline
from services.milestones.handlers.extensions import consent_to_extension, refuse_extension, request_extension
from services.milestones.handlers.holidays import publish_holiday_notice, redate_deadlines
from services.milestones.handlers.inspections import record_inspection
from services.milestones.handlers.materials import return_materials, submit_materials
from services.milestones.handlers.midterm import judge_midterm, midterm_falls_due, report_midterm
from services.milestones.handlers.panels import convene_panel, object_to_panel_member, record_vote, replace_panel_member
from services.milestones.handlers.parties import engage, form_expert_group, name_commissioners, release
from services.milestones.handlers.plans import (
    agree_to_integrated_plan,
    refuse_integrated_plan,
    submit_dispatch_report,
    submit_integrated_plan,
)
from services.milestones.handlers.progress import (
    ask_for_more,
    correct_progress_report,
    submit_progress_report,
    take_in_progress_report,
)
from services.milestones.handlers.reading import (
    download_file,
    get_deadline,
    get_holiday_notice,
    get_midterm_check,
    get_node,
    get_schedule,
    list_deadlines,
    list_holiday_notices,
    list_nodes,
)
from services.milestones.handlers.reading_process import (
    get_dispatch_report,
    get_inspection,
    get_integrated_plan,
    get_progress,
    get_progress_report,
    list_dispatch_reports,
    list_inspections,
    list_progress_reports,
)
from services.milestones.handlers.reports import choose_remedy, submit_milestone_report
from services.milestones.handlers.rounds import open_report_period
from services.milestones.handlers.schedules import (
    close_schedule,
    end_term,
    note_evaluation,
    plan_schedule,
    terminate_schedule,
    wake_schedule,
)

__all__ = [
    "agree_to_integrated_plan",
    "ask_for_more",
    "change_schedule",
    "choose_remedy",
    "close_schedule",
    "consent_to_extension",
    "convene_panel",
    "correct_progress_report",
    "download_file",
    "end_term",
    "engage",
    "form_expert_group",
    "get_deadline",
    "get_dispatch_report",
    "get_holiday_notice",
    "get_inspection",
    "get_integrated_plan",
    "get_midterm_check",
    "get_node",
    "get_progress",
    "get_progress_report",
    "get_schedule",
    "judge_midterm",
    "list_deadlines",
    "list_dispatch_reports",
    "list_holiday_notices",
    "list_inspections",
    "list_nodes",
    "list_progress_reports",
    "mark_overdue",
    "midterm_falls_due",
    "name_commissioners",
    "note_evaluation",
    "object_to_panel_member",
    "open_report_period",
    "plan_schedule",
    "publish_holiday_notice",
    "record_inspection",
    "record_vote",
    "redate_deadlines",
    "refuse_extension",
    "refuse_integrated_plan",
    "release",
    "replace_panel_member",
    "report_midterm",
    "request_extension",
    "return_materials",
    "submit_dispatch_report",
    "submit_integrated_plan",
    "submit_materials",
    "submit_milestone_report",
    "submit_progress_report",
    "take_in_progress_report",
    "terminate_schedule",
    "wake_schedule",
    "warn_deadline",
]
