"""Who may read what of a project: the actors of 2.5 that assist, look on or carry it out."""

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
NODE_READERS = (*READERS, "expert")
FILE_READERS = tuple(role for role in NODE_READERS if role not in {"finance_bureau", "department", "service"})
READ_ALL = frozenset({"science_bureau", "auditor", "finance_bureau", "department", "service"})
