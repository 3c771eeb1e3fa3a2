"""Who may read deadlines of a project, and who reads those of all: the actors of 2.5 that assist, look on or carry it out."""

READERS = (
    "science_bureau",
    "county",
    "owner",
    "undertaking_unit",
    "project_manager",
    "technical_chief",
    "lead",
    "commissioner",
    "finance_bureau",
    "department",
    "service",
    "auditor",
)
READ_ALL = frozenset({"science_bureau", "auditor", "finance_bureau", "department", "service"})
