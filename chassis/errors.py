"""Refusals: what a caller did wrong, or what stands in the way, independent of any transport.

Everything else that is raised is a bug of ours and reaches the caller as INTERNAL with a fixed text.
"""


class Refusal(Exception):
    """A typed refusal.

    reason: UPPER_SNAKE, stable, for programs. message: zh-CN, for people, says what is wrong in this case.
    rule: id in the rulebook, empty where no rule of the plan is behind it. metadata: further values.
    """

    def __init__(self, reason: str, message: str, *, rule: str = "", **metadata: object) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
        self.rule = rule
        self.metadata = metadata


class InvalidArgument(Refusal):
    """The request itself is malformed, whatever the state."""


class Unauthenticated(Refusal):
    """No token, or one that does not hold."""


class PermissionDenied(Refusal):
    """The caller may not do this (rule 2.5)."""


class NotFound(Refusal):
    """What the request names does not exist."""


class AlreadyExists(Refusal):
    """What the request would create is there already."""


class RuleViolated(Refusal):
    """A rule of the plan, or the state it leads to, forbids this."""


class Stale(Refusal):
    """Somebody else changed it meanwhile; read again and retry. retry_after: seconds, where nothing but time is needed for that."""

    def __init__(self, reason: str, message: str, *, rule: str = "", retry_after: float = 0.0, **metadata: object) -> None:
        super().__init__(reason, message, rule=rule, **metadata)
        self.retry_after = retry_after


class DataLoss(Refusal):
    """What is kept is not what was written; an operator has to see to it."""


class Unavailable(Refusal):
    """A neighbour or a part is not reachable now; nothing was stored; retry."""


class Exhausted(Refusal):
    """Too much at once: nothing was looked at. Come again in `retry_after` seconds."""

    def __init__(self, reason: str, message: str, *, retry_after: float, **metadata: object) -> None:
        super().__init__(reason, message, **metadata)  # type: ignore[arg-type]
        self.retry_after = retry_after
