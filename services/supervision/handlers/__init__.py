"""One function a command, consumed fact or timer."""

from services.supervision.handlers.catalogue import get_catalogue_item, list_catalogue_items
from services.supervision.handlers.commission import get_commission, name_commissioner, release_commissioner
from services.supervision.handlers.corrections import mark_deviation_overdue, warn_deviation
from services.supervision.handlers.deviations import assign_deviation, close_deviation, open_deviation, report_correction
from services.supervision.handlers.findings import (
    answer_finding,
    confirm_finding,
    dismiss_finding,
    end_answer_period,
    expire_finding,
    lift_finding,
    notify_finding,
    raise_finding,
)
from services.supervision.handlers.holidays import learn_holidays
from services.supervision.handlers.progress import analyse_progress, list_progress_analyses, note_progress
from services.supervision.handlers.projects import change_task_book, end_project, engage, note_person, release, watch_project
from services.supervision.handlers.reading import (
    check_clearance,
    download_file,
    get_deviation,
    get_finding,
    list_deviations,
    list_findings,
)
from services.supervision.handlers.watching import note_failure, note_inspection, note_met, note_overdue

__all__ = [
    "analyse_progress",
    "answer_finding",
    "assign_deviation",
    "change_task_book",
    "check_clearance",
    "close_deviation",
    "confirm_finding",
    "dismiss_finding",
    "download_file",
    "end_answer_period",
    "end_project",
    "engage",
    "expire_finding",
    "get_catalogue_item",
    "get_commission",
    "get_deviation",
    "get_finding",
    "learn_holidays",
    "lift_finding",
    "list_catalogue_items",
    "list_deviations",
    "list_findings",
    "list_progress_analyses",
    "mark_deviation_overdue",
    "name_commissioner",
    "note_failure",
    "note_inspection",
    "note_met",
    "note_overdue",
    "note_person",
    "note_progress",
    "notify_finding",
    "open_deviation",
    "raise_finding",
    "release",
    "release_commissioner",
    "report_correction",
    "warn_deviation",
    "watch_project",
]
