"""One function a command; one for all facts."""

from services.desk.handlers.board import get_board
from services.desk.handlers.deadlines import list_deadlines
from services.desk.handlers.facts import check_facts
from services.desk.handlers.happenings import list_happenings
from services.desk.handlers.names import get_names, search_names
from services.desk.handlers.projects import get_project, list_projects
from services.desk.handlers.reminders import get_reminders
from services.desk.handlers.taking_in import take_in
from services.desk.handlers.tasks import list_tasks

__all__ = [
    "check_facts",
    "get_board",
    "get_names",
    "get_project",
    "get_reminders",
    "list_deadlines",
    "list_happenings",
    "list_projects",
    "list_tasks",
    "search_names",
    "take_in",
]
