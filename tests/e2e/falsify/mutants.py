"""Expectations that must not hold: each is a true one with a single value made false."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cli.story.marked import MarkedList, MarkedMap
from cli.story.model import (
    DeadlineExpected,
    Expectation,
    FactExpected,
    ReadExpected,
    RefusalExpected,
    ResponseExpected,
    ValueExpected,
)
from cli.story.places import Place


@dataclass(frozen=True)
class Mutant:
    """A false expectation, and the line at which it was made false."""

    expectation: Any
    line: int
    what: str


def mutants_of(expected: Expectation | RefusalExpected) -> Iterator[Mutant]:
    """Every way of making one value of an expectation false."""
    if isinstance(expected, RefusalExpected):
        yield from _with(expected, "match", expected.match)
    elif isinstance(expected, ValueExpected):
        for false, line, what in _falsified(expected.matches, expected.place):
            yield Mutant(replace(expected, matches=false), line, what)
    elif isinstance(expected, FactExpected):
        yield from _of_fact(expected)
    elif isinstance(expected, ReadExpected) and expected.refused is not None:
        for false, line, what in _falsified(expected.refused.match, expected.place):
            yield Mutant(replace(expected, refused=RefusalExpected(expected.refused.place, false)), line, what)
    elif isinstance(expected, ResponseExpected | ReadExpected | DeadlineExpected):
        yield from _with(expected, "match", expected.match)
        if isinstance(expected, DeadlineExpected):
            yield Mutant(replace(expected, name=expected.name + "-no"), expected.place.line, "name")


def _of_fact(expected: FactExpected) -> Iterator[Mutant]:
    if expected.count is not None:
        yield Mutant(replace(expected, count=expected.count + 1), expected.place.line, "count")
    if expected.count != 0:
        yield Mutant(replace(expected, type=expected.type.replace(".v1", ".v9")), expected.place.line, "fact")
        yield from _with(expected, "match", expected.match)
        yield from _with(expected, "envelope", expected.envelope)
        if expected.project:
            yield Mutant(replace(expected, project="projects/no"), expected.place.line, "project")


def _with(expected: Any, field: str, value: Any) -> Iterator[Mutant]:
    for false, line, what in _falsified(value, expected.place):
        yield Mutant(replace(expected, **{field: false}), line, what)


def _falsified(value: Any, place: Place) -> Iterator[tuple[Any, int, str]]:
    """The value with one of its leaves made false, that leaf's line, and what was done."""
    if isinstance(value, MarkedMap):
        for key in value:
            yield from _falsified_key(value, key)
    elif isinstance(value, MarkedList) and value:
        for position, (item, item_place) in enumerate(value.placed()):
            for false, line, what in _falsified(item, item_place):
                yield _list_with(value, position, false), line, what
    else:
        yield _false(value), place.line, f"{value!r}"


def _falsified_key(value: MarkedMap, key: str) -> Iterator[tuple[Any, int, str]]:
    place = value.places[key]
    if key == "$not":
        # What must not be there is demanded instead.
        yield value[key], place.line, "$not"
        return
    for false, line, what in _falsified(_limit(key, value[key]), place):
        yield _map_with(value, key, false), line, f"{key}: {what}"


def _limit(key: str, value: Any) -> Any:
    # One more than the least that is wanted may still be there.
    return {"$at_least": 10**15, "$at_most": -(10**15)}.get(key, value)


def _map_with(value: MarkedMap, key: str, false: Any) -> MarkedMap:
    copy = MarkedMap(value.place)
    for name, item in value.items():
        copy.add(name, false if name == key else item, value.places[name])
    return copy


def _list_with(value: MarkedList, position: int, false: Any) -> MarkedList:
    copy = MarkedList(value.place)
    for number, (item, place) in enumerate(value.placed()):
        copy.add(false if number == position else item, place)
    return copy


def _false(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if value is None:
        return "不是空的"
    # A sign that no digest, number or name goes on with by chance: of sixteen digests one contains "sha256:9".
    return "甲乙丙" if isinstance(value, list) else f"{value}甲"
