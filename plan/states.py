"""State tables: which act leads from which state to which, and how every other is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chassis.errors import RuleViolated

State = TypeVar("State", bound=StrEnum)
# Reason for programs, rule id, and what is said (zh-CN).
Ground = tuple[str, str, str]


@dataclass(frozen=True)
class StateTable(Generic[State]):
    """The moves of one aggregate. `ground` says why a state does not admit an act: by the state alone, or by the act too.

    The pictures in the services' READMEs are drawn from these tables, and ListActs is answered from them.
    """

    moves: Mapping[str, Mapping[State, State]]
    ground: Callable[[State, str], Ground]

    @classmethod
    def refusing(cls, moves: Mapping[str, Mapping[State, State]], grounds: Mapping[State, Ground]) -> "StateTable[State]":
        """A table whose refusals depend on the state alone."""
        return cls(moves, lambda state, act: grounds[state])

    def admits(self, state: State, act: str) -> bool:
        """Whether the state admits the act."""
        return state in self.moves[act]

    def after(self, state: State, act: str) -> State:
        """The state that an act leads to. Refuses an act that the state does not admit, by `ground`."""
        refusal = self.refusal(state, act)
        if refusal is not None:
            raise refusal
        return self.moves[act][state]

    def refusal(self, state: State, act: str) -> RuleViolated | None:
        """What `after` would refuse with; None for an act that the state admits."""
        if self.admits(state, act):
            return None
        reason, rule, message = self.ground(state, act)
        return RuleViolated(reason, message, rule=rule, state=state.value)
