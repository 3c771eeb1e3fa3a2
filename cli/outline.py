"""A project on one screen: the facts that turned it, and how its deadlines fared."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cli.names import Names
from cli.timeline import DeadlineStory, Event
from cli.words import china_time, fact_line
from services.desk.domain.happening import TURNS

# With the headline and the counts, 40 lines.
LINES = 34


def outline(events: list[Event], deadlines: Iterable[DeadlineStory], names: Names) -> Iterator[str]:
    """Its lines, in order of time; of too many those in the middle are left out, and it is said how many."""
    turns = [event for event in events if _kind(event) in TURNS]
    left_out = max(0, len(turns) - LINES)
    half = (LINES - 1) // 2 if left_out else len(turns)
    for event in turns[:half]:
        yield _line(event, names)
    if left_out:
        yield f"…… 中间 {len(turns) - 2 * half} 项从略"
        for event in turns[-half:]:
            yield _line(event, names)
    fared = Counter(deadline.fared for deadline in deadlines)
    yield f"期限 {fared.total()} 个" + "".join(f"，{words} {number}" for words, number in sorted(fared.items()))
    yield f"以上为主要事项；全部 {len(events)} 项见 --timeline full 或 sanzhi project show"


def _kind(event: Event) -> str:
    return event.type.removeprefix("sanzhi.").rpartition(".")[0]


def _line(event: Event, names: Names) -> str:
    rule = f"（{event.rule}）" if event.rule else ""
    return f"{china_time(event.time)}  {fact_line(event.type, event.data, names)}{rule}"
