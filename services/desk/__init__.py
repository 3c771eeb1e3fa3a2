"""Desk: the query side of the suite, made of all services' facts: tasks, deadlines, ledger, happenings, figures, names (2.5)."""
