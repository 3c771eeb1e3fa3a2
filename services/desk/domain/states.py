"""What the desk shows of deadlines moves as plan's table has it, by the services that own them; the desk moves nothing itself."""

from plan.deadlines.changes import DEADLINE, DeadlineState

__all__ = ["DEADLINE", "DeadlineState"]
