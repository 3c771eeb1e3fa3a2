"""One function a command, consumed fact or timer."""

from services.sharing.handlers.answering import answer_use_request, contest_refusal, rule_on_refusal, withdraw_use_request
from services.sharing.handlers.asking import request_use
from services.sharing.handlers.catalogue import get_adoption, get_catalogue_record, search_catalogue
from services.sharing.handlers.holidays import learn_holidays
from services.sharing.handlers.periods import end_embargo_by_itself, mark_answer_overdue, warn_of_answer
from services.sharing.handlers.projects import change_task_book, engage, release, watch_project
from services.sharing.handlers.reading import download_file, get_result, get_use_request, list_results, list_use_requests, list_uses
from services.sharing.handlers.results import confirm_result, correct_result, end_embargo, register_result, return_result, withdraw_result
from services.sharing.handlers.using import report_use

__all__ = [
    "answer_use_request",
    "change_task_book",
    "confirm_result",
    "contest_refusal",
    "correct_result",
    "download_file",
    "end_embargo",
    "end_embargo_by_itself",
    "engage",
    "get_adoption",
    "get_catalogue_record",
    "get_result",
    "get_use_request",
    "learn_holidays",
    "list_results",
    "list_use_requests",
    "list_uses",
    "mark_answer_overdue",
    "register_result",
    "release",
    "report_use",
    "request_use",
    "return_result",
    "rule_on_refusal",
    "search_catalogue",
    "warn_of_answer",
    "watch_project",
    "withdraw_result",
    "withdraw_use_request",
]
