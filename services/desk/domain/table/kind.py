"""How a row of the task table is said: which fact asks whom, which one ends it, about which resource, by which method, until when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.desk.domain.card import ProjectCard
from services.desk.domain.news import News
from services.desk.domain.table.closing import Closing, never
from services.desk.domain.task import Task

Text = Callable[[News], str]
Holders = Callable[[News], Iterable[str]]
Condition = Callable[[News], bool]


def subject(news: News) -> str:
    """What the fact is about."""
    return news.subject


def of(name: str) -> Text:
    """A field of the fact."""
    return lambda news: news.text(name)


def to(*holders: str) -> Holders:
    """Always these."""
    return lambda news: holders


def those_in(name: str) -> Holders:
    """Whom a field of the fact lists, or names."""

    def holders(news: News) -> Iterable[str]:
        value = news.data.get(name)
        return news.names(name) if isinstance(value, list | tuple) else [text for text in [news.text(name)] if text]

    return holders


def always(news: News) -> bool:
    """On every such fact."""
    return True


def never_moot(task: Task, card: ProjectCard) -> bool:
    """However the project stands, somebody can do it."""
    return False


def nothing(news: News) -> str:
    """No words for it."""
    return ""


@dataclass(frozen=True)
class Day:
    """Until when, by a fact: a field of it that is the last day; deadline: the resource that has its working."""

    last_day: Text
    deadline: Text = nothing

    def put_on(self, task: Task, news: News) -> None:
        """Let the task have it."""
        task.date(news, self.last_day(news), bool(news.data.get("provisional")), self.deadline(news))


@dataclass(frozen=True)
class Asks:
    """From now on these have it. only: and nobody who had it before; words: what it is about, beside the project.

    window: the instant at which what it is for closes.
    """

    whom: Holders
    about: Text = subject
    when: Condition = always
    day: Day | None = None
    only: bool = True
    words: Text = nothing
    window: Text = nothing

    def take(self, task: Task, news: News) -> None:
        """As said."""
        (task.ask_only if self.only else task.ask)(news, self.whom(news), self.words(news))
        task.note_window(self.window(news))
        if self.day is not None:
            self.day.put_on(task, news)


@dataclass(frozen=True)
class Leaves:
    """Somebody did their part, and these are left."""

    whom: Holders = field(default_factory=lambda: those_in("waiting_for"))
    about: Text = subject
    when: Condition = always

    def take(self, task: Task, news: News) -> None:
        """As said."""
        task.leave(news, self.whom(news))


@dataclass(frozen=True)
class Does:
    """One of those who have it did it."""

    who: Text
    about: Text = subject
    when: Condition = always

    def take(self, task: Task, news: News) -> None:
        """As said."""
        task.finish(news, self.who(news))


@dataclass(frozen=True)
class Ends:
    """It is done, by whoever acted; or, where nobody is credited, not asked for any more."""

    about: Text = subject
    when: Condition = always
    credited: bool = True

    def take(self, task: Task, news: News) -> None:
        """As said."""
        task.close(news)
        if self.credited:
            task.credit(news)


@dataclass(frozen=True)
class Dates:
    """It is due until then."""

    day: Day
    about: Text = subject
    when: Condition = always

    def take(self, task: Task, news: News) -> None:
        """As said."""
        self.day.put_on(task, news)


# Before the id of any fact, and after it.
_FIRST, _LAST = "0", "~"


@dataclass(frozen=True)
class Holds:
    """This has to come first, and until then nobody is shown it. ever: also where it came before; credited: whoever acted did a part."""

    what: Text
    about: Text = subject
    when: Condition = always
    ever: bool = False
    credited: bool = False

    def take(self, task: Task, news: News) -> None:
        """As said."""
        task.hold(self.what(news), _FIRST if self.ever else news.id)
        if self.credited:
            task.credit(news)


@dataclass(frozen=True)
class Brings:
    """This has come; with no word for it, nothing of before has to come any more. ever: nor does it have to come again."""

    what: Text = nothing
    about: Text = subject
    when: Condition = always
    ever: bool = False
    credited: bool = False

    def take(self, task: Task, news: News) -> None:
        """As said."""
        task.bring(self.what(news), _LAST if self.ever else news.id)
        if self.credited:
            task.credit(news)


# What a fact does to a task of a kind: about which resource, when, and how.
Step = Asks | Leaves | Does | Ends | Dates | Holds | Brings


def lapses(about: Text = subject, when: Condition = always) -> Ends:
    """It is not asked for any more, and nobody did it."""
    return Ends(about, when, credited=False)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A row. method: by which it is done, "registry/ScoreApplication"; alternatives: by which it ends as well; rules: by which it is due.

    private: only they, the bureau and auditors see who has it; goes_on: after a termination too (1.10); after_end: after the filing (6.4);
    of_part: one a part of the resource, such as people/li/offices/o1, that the method does not name by its `name`; closes: when nobody can
    do it any more, though no fact ends it; moot: whether the project as it stands leaves it to nobody; while_held: only while something has
    to come first, for it brings that.
    """

    id: str
    method: str
    rules: str
    steps: Mapping[str, Step | Sequence[Step]]
    alternatives: tuple[str, ...] = ()
    private: bool = False
    goes_on: bool = False
    after_end: bool = False
    of_part: bool = False
    closes: Closing = never
    moot: Callable[[Task, ProjectCard], bool] = never_moot
    while_held: bool = False

    def on(self, fact: str) -> Sequence[Step]:
        """What a kind of fact does to it."""
        found = self.steps.get(fact, ())
        return found if isinstance(found, Sequence) else (found,)

    def settle(self, task: Task, card: ProjectCard | None) -> None:
        """Who has it now, as the project stands, and until when."""
        over = [card.ended if not self.after_end else "", card.stopped if not self.goes_on else ""] if card else []
        over += [_LAST] if card and self.moot(task, card) else []
        task.settle(card, max(over, default=""), private=self.private, while_held=self.while_held)
        task.close_at(self.closes(task))

    @property
    def methods(self) -> tuple[str, ...]:
        """Full names of the methods by which it ends, the first one by which it is done."""
        return tuple(_full(method) for method in (self.method, *self.alternatives))

    def name(self, about: str) -> str:
        """Of the task about a resource, or a part of one."""
        return f"{self.id}:{about}"

    def resource(self, about: str) -> str:
        """The one that the method names."""
        return about.rsplit("/", 2)[0] if self.of_part else about


def _full(method: str) -> str:
    service, _, rpc = method.partition("/")
    return f"sanzhi.{service}.v1.{service.capitalize()}Service/{rpc}"


@dataclass(frozen=True)
class Table:
    """All rows, found by the facts that they go by."""

    kinds: Sequence[Kind]
    by_fact: dict[str, list[tuple[Kind, Step]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in self.kinds:
            for fact in kind.steps:
                self.by_fact.setdefault(fact, []).extend((kind, step) for step in kind.on(fact))

    def steps(self, news: News) -> list[tuple[Kind, str, Step]]:
        """What a fact changes: of which kind, about which resource."""
        found = self.by_fact.get(news.kind, ())
        return [(kind, step.about(news), step) for kind, step in found if step.when(news) and step.about(news)]
