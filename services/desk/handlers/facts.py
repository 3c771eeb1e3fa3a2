"""Whether what somebody has just done is in the lists (decision 15)."""

from chassis.access.record import is_internal, sees_internal
from chassis.errors import InvalidArgument
from services.desk.answers import FactsChecked
from services.desk.commands import CheckFacts
from services.desk.consumed import INTERNAL, PUBLIC
from services.desk.store import DeskTransaction

_TAKEN_IN = frozenset(f"sanzhi.{service}.{fact}.v1" for table in (PUBLIC, INTERNAL) for service, facts in table.items() for fact in facts)


async def check_facts(command: CheckFacts, tx: DeskTransaction) -> FactsChecked:
    """An internal number counts what others did unseen: who may not read there is told nothing of it.

    Public facts are everybody's: how many there are of a project says nothing that its topic does not. Refuses FIELD_INVALID.
    """
    if any(each.sequence < 1 for each in command.facts):
        raise InvalidArgument("FIELD_INVALID", "事件的序号须为正整数", rule="2.5", field="facts")
    asked = [each for each in command.facts if each.type in _TAKEN_IN and (sees_internal(tx.actor) or not is_internal(each.topic))]
    heard = await tx.heard(f"{each.topic}|{each.key}" for each in asked) if asked else {}
    return FactsChecked([each for each in asked if heard.get(f"{each.topic}|{each.key}", 0) < each.sequence])
