"""Looks at a whole story before it is played: requests and matches against the protos, references against what is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import Descriptor

from cli.story.methods import find_method
from cli.story.model import (
    Act,
    DeadlineExpected,
    Expectation,
    FactExpected,
    ReadExpected,
    ResponseExpected,
    Story,
    ValueExpected,
)
from cli.story.paths import PathError, parse_path
from cli.story.places import Place, Problem
from cli.story.references import (
    BadReference,
    Call,
    Expression,
    Kept,
    Literal,
    references_in,
)
from cli.story.shapes import Shape, check_match, check_request, shape_at

ORGANIZATION = "sanzhi.registry.v1.RegistryService/RegisterOrganization"
PERSON = "sanzhi.registry.v1.RegistryService/RegisterPerson"
DEADLINES = "sanzhi.milestones.v1.MilestonesService/ListDeadlines"

# What is kept, by name; None where only playing tells its shape.
Known = dict[str, Shape | None]


def check(story: Story) -> Iterator[Problem]:
    """Everything that is wrong with a story and can be known before it is played."""
    for _, place in references_in(story.values, story.place):
        yield Problem(place, "values 里只能写值，不能引用")
    known: Known = dict.fromkeys(story.values)
    folder = story.path.parent
    for bodies, method in ((story.organizations, ORGANIZATION), (story.people, PERSON)):
        for body in bodies:
            yield from _references(body, body.place, known, folder)
            yield from check_request(body, find_method(method).input_type)
    for act in story.acts:
        yield from _act(act, known, folder)


def _act(act: Act, known: Known, folder: Path) -> Iterator[Problem]:
    yield from _references(act.person, act.place, known, folder)
    yield from _references(act.body, act.place, known, folder)
    if act.method is not None:
        yield from check_request(act.body, act.method.input_type)
        for save in act.saves:
            try:
                known[save.name] = _saved(act.method.output_type, save.path)
            except PathError as error:
                yield Problem(save.place, str(error))
                known[save.name] = None
    if act.refused is not None:
        yield from _references(act.refused.match, act.refused.place, known, folder)
    for expectation in act.expectations:
        yield from _expectation(expectation, act, known, folder)


def _saved(message: Descriptor, path: str) -> Shape:
    return shape_at(Shape(message), parse_path(path)) if path else Shape(message)


def _expectation(expected: Expectation, act: Act, known: Known, folder: Path) -> Iterator[Problem]:
    for value in _texts(expected):
        yield from _references(value, expected.place, known, folder)
    if isinstance(expected, ReadExpected | DeadlineExpected) and not expected.person:
        yield Problem(expected.place, "缺少 as：以谁的身份查看")
    if isinstance(expected, ResponseExpected):
        if act.method is None:
            yield Problem(expected.place, "没有 call，不能预期 response")
        else:
            yield from check_match(expected.match, Shape(act.method.output_type), expected.place)
    elif isinstance(expected, ReadExpected):
        yield from check_request(expected.body, expected.method.input_type)
        yield from check_match(expected.match, Shape(expected.method.output_type), expected.place)
    elif isinstance(expected, DeadlineExpected):
        deadline = find_method(DEADLINES).output_type.fields_by_name["deadlines"].message_type
        yield from check_match(expected.match, Shape(deadline), expected.place)


def _texts(expected: Expectation) -> list[Any]:
    if isinstance(expected, ReadExpected):
        refused = [expected.refused.match] if expected.refused else []
        return [expected.person, expected.body, expected.match, *refused]
    if isinstance(expected, FactExpected):
        return [expected.type, expected.project, expected.match, expected.envelope]
    if isinstance(expected, DeadlineExpected):
        return [expected.name, expected.person, expected.match]
    if isinstance(expected, ValueExpected):
        return [expected.value, expected.matches]
    return [expected.match]


def _references(value: Any, place: Place, known: Known, folder: Path) -> Iterator[Problem]:
    for reference, where in references_in(value, place):
        wrong = str(reference) if isinstance(reference, BadReference) else _wrong(reference, known, folder)
        if wrong:
            yield Problem(where, wrong)


def _wrong(reference: Expression, known: Known, folder: Path) -> str:
    if isinstance(reference, Call):
        return _wrong(reference.what, known, folder) if reference.what else ""
    if isinstance(reference, Literal):
        missing = reference.kind == "file" and not (folder / reference.text.strip()).is_file()
        return f"没有文件 {reference.text.strip()}" if missing else ""
    return _wrong_kept(reference, known)


def _wrong_kept(reference: Kept, known: Known) -> str:
    if reference.name not in known:
        return f"引用的 {reference.name} 在此之前没有保存过" + (f"；已有：{'、'.join(known)}" if known else "")
    shape = known[reference.name]
    try:
        if shape is not None:
            shape_at(shape, list(reference.steps))
    except PathError as error:
        return f"引用 {reference.name}：{error}"
    return ""
