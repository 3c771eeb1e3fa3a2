"""Values of a project's card, and who reads every card."""

from dataclasses import dataclass

# Who reads every project: registry shows them to everybody, but deadlines, nodes and deviations only to these and the parties (2.5).
READS_APPLICATIONS = ("roles/auditor", "roles/science_bureau", "roles/service")
READS_PROJECTS = ("roles/auditor", "roles/department", "roles/finance_bureau", "roles/science_bureau", "roles/service")
FAR = "9999-12-31"


@dataclass(frozen=True)
class NextDay:
    """A last day that is still ahead, or missed: of which deadline, and what is due, by its kind."""

    deadline: str
    last_day: str
    provisional: bool
    kind: str
    node: str


@dataclass
class Money:
    """In fen."""

    budget_fen: int = 0
    city_fen: int = 0
    received_fen: int = 0
    spent_fen: int = 0
