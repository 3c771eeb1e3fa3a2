"""What the clients know: every command, how it was answered, and when. Kept in the clients' process, which nothing is done to."""

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

from google.protobuf.message import Message


@dataclass
class Command:
    """One command with its request id. `answer` where it got an OK; `refused` the reason where it was refused for good.

    `tries` of it, of which `unanswered` got no definite answer. shown_once: its answer is kept nowhere, and each try that gets
    through gives another one.
    """

    method: str
    service: str
    person: str
    request_id: str
    sent_at: float
    shown_once: bool = False
    tries: int = 0
    unanswered: int = 0
    answer: Message | None = None
    refused: str = ""
    answered_at: float = 0.0


@dataclass
class Ledger:
    """Commands by (person, method, request id). `broken` are answers that nobody should ever get: INTERNAL, UNKNOWN …

    calls: tries of whatever kind. harmed: refusals, for want of a budget, a token or a right, of those who have all three.
    """

    commands: dict[tuple[str, str, str], Command] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)
    harmed: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    changed_answers: list[str] = field(default_factory=list)

    def open(self, method: str, service: str, person: str, request_id: str, *, shown_once: bool = False) -> Command:
        """The entry of a command, the same for each repetition of it."""
        key = (person, method, request_id)
        return self.commands.setdefault(key, Command(method, service, person, request_id, time.monotonic(), shown_once))

    def acknowledge(self, command: Command, answer: Message) -> None:
        """It got an OK. Another answer to the same request is remembered as an error."""
        if command.answer is not None and command.answer != answer:
            self.changed_answers.append(f"{command.method} {command.request_id}")
        command.answer = command.answer or answer
        command.answered_at = command.answered_at or time.monotonic()

    @property
    def acknowledged(self) -> list[Command]:
        """Those that got an OK."""
        return [command for command in self.commands.values() if command.answer is not None]

    @property
    def refused(self) -> list[Command]:
        """Those that were refused."""
        return [command for command in self.commands.values() if command.answer is None and command.refused]

    @property
    def open_commands(self) -> list[Command]:
        """Those that never got a definite answer."""
        return [command for command in self.commands.values() if command.answer is None and not command.refused]

    @property
    def longest_stall(self) -> float:
        """The longest time in which somebody waited and nobody got an OK, in seconds."""
        latest_first = sorted(self.acknowledged, key=lambda command: command.answered_at, reverse=True)
        stall, waited_since = 0.0, math.inf
        for command, before in zip_longest(latest_first, latest_first[1:]):
            waited_since = min(waited_since, command.sent_at)
            stall = max(stall, command.answered_at - max(waited_since, before.answered_at if before else 0.0))
        return stall

    @property
    def longest_wait(self) -> float:
        """The longest that one command took from its first try to its OK, in seconds."""
        return max((command.answered_at - command.sent_at for command in self.acknowledged), default=0.0)
