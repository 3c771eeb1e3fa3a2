"""Records that no service wrote, by kind: each made of one that a service did write, so that all but one thing about it is right."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.ids import new_id

MARK = "chaos-hostile"  # the header that says which kind it is; services do not look at it
Headers = Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Forged:
    """A record as it is put on Kafka."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True)
class Forgery:
    """A kind. typed: only a service that acts on its type looks so closely; any other leaves it, as all that it does not know."""

    make: Callable[[Forged, Sequence[str], random.Random], Forged]
    typed: bool = False


def _with(genuine: Forged, **attributes: bytes | None) -> Headers:
    """The headers with other attributes: of None, none."""
    changed = {f"ce_{name}": value for name, value in attributes.items()}
    kept = [(name, value) for name, value in genuine.headers if name not in changed]
    return [*kept, *((name, value) for name, value in changed.items() if value is not None)]


def _junk(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    return replace(genuine, value=chance.randbytes(chance.choice((0, 20, 5000))), headers=[])


def _on_anothers_topic(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    service = genuine.topic.split(".")[1]
    topic = chance.choice([each for each in topics if each.split(".")[1] != service])
    return replace(genuine, topic=topic, headers=_with(genuine, id=new_id().encode()))


def _backwards(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    number = chance.randint(1, int(_attribute(genuine, "sequence")))
    return replace(_altered(genuine, topics, chance), headers=_with(genuine, id=new_id().encode(), sequence=str(number).encode()))


def _altered(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    return replace(genuine, value=b'{"hostile":"%s",' % new_id().encode() + (genuine.value or b"{").lstrip()[1:])


def _wrong_key(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    return replace(genuine, key=chance.choice((b"\xff\xfe", b"\xed\xa0\x80", b"k" * 400_000, b"\xff" * 400_000)))


def _wrong_attribute(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    wrong: Sequence[Mapping[str, bytes | None]] = (
        {"sequence": b"-1"},
        {"sequence": b"two"},
        {"time": b"yesterday"},
        {"id": None},
        {"type": None},
        {"source": b"/sanzhi/nobody"},
        {"source": b"\xff"},
    )
    return replace(genuine, headers=_with(genuine, **chance.choice(wrong)))


def _wrong_body(genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    value = chance.choice((None, b"", b"{", b"[]", b"\xff", b"9" * 100_000, b"{}"))
    return replace(genuine, value=value, headers=_with(genuine, id=new_id().encode()))


FORGERIES: Mapping[str, Forgery] = {
    "杂物": Forgery(_junk),
    "冒名": Forgery(_on_anothers_topic),
    "倒退的序号": Forgery(_backwards, typed=True),
    "改动的正文": Forgery(_altered, typed=True),
    "不成文字的键": Forgery(_wrong_key),
    "畸形的属性": Forgery(_wrong_attribute),
    "畸形的正文": Forgery(_wrong_body, typed=True),
}


def forge(kind: str, genuine: Forged, topics: Sequence[str], chance: random.Random) -> Forged:
    """One of a kind, with the mark of it."""
    made = FORGERIES[kind].make(genuine, topics, chance)
    return replace(made, headers=[*made.headers, (MARK, kind.encode())])


def kind_of(headers: Headers) -> str:
    """The kind of a record that was made here; empty where a service wrote it."""
    return next(((value or b"").decode() for name, value in headers if name == MARK), "")


def type_of(headers: Headers) -> str:
    """The CloudEvents type that it claims to have."""
    return next(((value or b"").decode(errors="replace") for name, value in headers if name == "ce_type"), "")


def _attribute(genuine: Forged, name: str) -> str:
    return next((value or b"").decode() for header, value in genuine.headers if header == f"ce_{name}")
