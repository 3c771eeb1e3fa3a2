"""What every refusal of a story is held to besides what the story expects: people and things are told by name, never by id.

Names of people, organisations and projects are put in where they are told, if they can be had in time: a story that is played while
services are killed is not to fail by that.
"""

import re
from typing import Any

from chassis.ids import ID
from chassis.rpc.naming import NAMED, ids_in
from cli.refused import Refused

# About a name or an id as such: what is not there has no title.
_OF_IDS = {
    "NOT_FOUND",
    "FILE_NOT_FOUND",
    "ALREADY_EXISTS",
    "PERSON_UNKNOWN",
    "NOT_IN_TASK_BOOK",
    "KEY_NODE_NOT_IN_PLAN",
    "NAME_INVALID",
    "ID_INVALID",
}
_NAME = re.compile(r"[a-z][A-Za-z]*(/[A-Za-z0-9][\w-]*)+", re.ASCII)
_PUT_IN = re.compile(rf"({'|'.join(sorted(NAMED))})/{ID}(?![\w/-])", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)


class Ids:
    """The ids that requests and answers of a run have given to people and things."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def mention(self, value: Any) -> None:
        """Remember the ids in a request or an answer: parts of resource names, and `id` of nodes, targets, factors."""
        if isinstance(value, dict):
            self._add(value.get("id"))
            for item in value.values():
                self.mention(item)
        elif isinstance(value, list):
            for item in value:
                self.mention(item)
        elif isinstance(value, str) and _NAME.fullmatch(value):
            for part in value.split("/")[1::2]:
                self._add(part)

    def _add(self, part: Any) -> None:
        if isinstance(part, str) and len(part) > 1 and not part.isdecimal():
            self._known.add(part)

    def shown_by(self, refused: Refused) -> list[str]:
        """Those that a refusal shows to people, who can make nothing of them."""
        if refused.reason in _OF_IDS:
            return []
        message = _PUT_IN.sub("", refused.message)
        return [*ids_in(message), *sorted(self._known.intersection(_WORD.findall(message)))]
