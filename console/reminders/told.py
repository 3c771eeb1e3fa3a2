"""What the desk lets be told outside of somebody's last days, asked with the console's own key, for there is no token of theirs by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import quote

from chassis.access.tokens import ServiceTokens
from chassis.calendar import CHINA
from chassis.settings import Settings
from console.belonging import page_about
from console.calls import Calls, message_of

METHOD = "sanzhi.desk.v1.DeskService/GetReminders"
LEFT_OUT = "涉及评审、负面清单等不便外发的事项不在此列，请登录工作台查看"


@dataclass(frozen=True)
class Reminder:
    """One last day. name: of the task or the deadline, the same as long as it is the same; path: of the console's page where it is done."""

    name: str
    label: str
    title: str
    node: str
    last_day: date
    is_provisional: bool
    days_left: int
    path: str

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Self:
        """As the desk answered."""
        return cls(
            name=answer["name"],
            label=answer["label"],
            title=answer["project_title"],
            node=answer["node_title"],
            last_day=date.fromisoformat(answer["last_day"]),
            is_provisional=answer["provisional"],
            days_left=answer["days_left"],
            path=_path(answer),
        )

    @property
    def text(self) -> str:
        """In one line: what is to be done, about what."""
        return "：".join(filter(None, (self.label, "，".join(filter(None, (self.title, self.node))))))


@dataclass(frozen=True)
class Told:
    """Somebody's, the earliest first. more: there are later ones. as_of: the suite's time; works: whether its day is a working day."""

    reminders: tuple[Reminder, ...]
    more: bool
    as_of: datetime
    works: bool

    @property
    def today(self) -> date:
        """China's date."""
        return self.as_of.astimezone(CHINA).date()


class Desk:
    """Asks it. Without a key of its own a console reminds nobody."""

    def __init__(self, calls: Calls, suite: Settings) -> None:
        self._calls = calls
        self._tokens = ServiceTokens("console", suite.service_key, suite.audience) if suite.service_key else None

    @property
    def is_open(self) -> bool:
        """Whether there is a key."""
        return self._tokens is not None

    async def told(self, person: str) -> Told:
        """What they may be reminded of. Raises Refused: PERSON_LEFT and PERSON_UNKNOWN among others."""
        assert self._tokens is not None, "without a key nobody is reminded"
        answer = (await self._calls.send(METHOD, message_of(METHOD, {"name": person}), self._tokens.token())).body
        found = tuple(Reminder.of(each) for each in answer["reminders"])
        return Told(found, answer["more"], datetime.fromisoformat(answer["as_of"]), answer["is_working_day"])


def _path(answer: Mapping[str, Any]) -> str:
    if answer["method"]:
        service, method = answer["method"].split(".")[1], answer["method"].rpartition("/")[2]
        return f"/acts/{service}/{method}?on={quote(answer['resource'])}"
    return page_about(answer["name"], answer["project"]) if answer["project"] else "/deadlines?mine=yes"
