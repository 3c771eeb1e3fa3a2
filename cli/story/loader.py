"""Reads a story file and finds, before anything is played, what is wrong with it."""

import re
from pathlib import Path
from typing import Any

from cli.keys import KEY_ALGORITHMS
from cli.story.checking import check
from cli.story.expecting import read_expected
from cli.story.marked import MarkedMap, load, parse
from cli.story.methods import UnknownMethod, find_method, wrong_service
from cli.story.model import Act, Save, Story
from cli.story.places import Place, Problem, StoryError, refuse
from cli.story.sections import Section

FORMAT = "sanzhi.story/v1"
_KEPT_NAME = re.compile(r"[a-z][a-z0-9_]*")


def load_story(path: Path) -> Story:
    """The story in a file. Raises StoryError with everything that is wrong."""
    return _checked(load(path), path)


def parse_story(text: str, path: Path) -> Story:
    """The story in a text that stands, or would stand, at a path. Raises StoryError with everything that is wrong."""
    return _checked(parse(text, str(path)), path)


def _checked(document: Any, path: Path) -> Story:
    if not isinstance(document, MarkedMap) or document.get("format") != FORMAT:
        raise refuse(Place(str(path), 1), f"不是故事文件：第一个键应是 format: {FORMAT}")
    problems: list[Problem] = []
    story = _story(Section(document, problems), path)
    # References and shapes are looked at only in a file whose structure stands.
    problems += [] if problems else list(check(story))
    if problems:
        raise StoryError(sorted(set(problems)))
    return story


def _story(section: Section, path: Path) -> Story:
    section.allow("format", "title", "note", "values", "organizations", "people", "keys", "acts")
    acts = _acts(section)
    if not acts:
        section.wrong("acts", "故事至少要有一幕（acts）")
    return Story(
        path=path,
        place=section.place,
        title=section.text("title"),
        note=section.text("note", ""),
        organizations=tuple(section.maps("organizations")),
        people=tuple(section.maps("people")),
        acts=tuple(acts),
        values=section.map("values"),
        keys=_keys(section),
    )


def _keys(section: Section) -> dict[str, str]:
    inner = Section(section.map("keys"), section.problems)
    people = {f"people/{body.get('person_id') or body.get('personId')}" for body in section.maps("people")}
    for person in inner.mapping:
        if person not in people:
            inner.wrong(person, f"{person} 不在 people 之中")
        elif inner.text(person) not in KEY_ALGORITHMS:
            inner.wrong(person, f"签名算法应是 {'、'.join(KEY_ALGORITHMS)} 之一")
    return {person: inner.text(person) for person in inner.mapping}


def _acts(section: Section) -> list[Act]:
    acts: list[Act] = []
    for mapping in section.maps("acts"):
        act = _act(Section(mapping, section.problems), acts[-1] if acts else None, len(acts) + 1)
        if act is not None:
            acts.append(act)
    return acts


def _act(section: Section, previous: Act | None, number: int) -> Act | None:
    section.allow("at", "as", "note", "call", "service", "with", "save", "expect")
    at = section.time("at") or (previous.at if previous else None)
    if at is None:
        section.wrong("at", "缺少 at：第一幕必须写明时间")
        return None
    if previous and at < previous.at:
        section.wrong("at", f"早于上一幕（{previous.place.line} 行，{previous.at:%Y-%m-%d %H:%M}）；各幕须按时间先后写")
    person = section.text("as", "" if "call" not in section.mapping else None)
    expected = read_expected(section, person)
    call = section.text("call", "")
    if not call:
        _nothing_called(section, expected.others)
    elif expected.refused and "save" in section.mapping:
        section.wrong("save", "预期被拒绝的调用没有可保存的结果")
    return Act(
        place=section.place_of("call") if call else section.place,
        told=section.place_of("at"),
        number=number,
        at=at,
        person=person,
        note=section.text("note", ""),
        call=call,
        method=_method(section, call),
        service=section.text("service", ""),
        body=section.map("with"),
        saves=tuple(_saves(section)),
        refused=expected.refused,
        expectations=expected.others,
    )


def _nothing_called(section: Section, expectations: tuple[Any, ...]) -> None:
    for key in ("service", "with", "save"):
        if key in section.mapping:
            section.wrong(key, f"没有 call，不能有 {key}")
    if not expectations:
        section.wrong("at", "这一幕既没有 call，也没有 expect")


def _method(section: Section, call: str) -> Any:
    if not call:
        return None
    service = section.text("service", "")
    if wrong := wrong_service(call, service):
        section.wrong("service" if service else "call", wrong)
    try:
        return find_method(call)
    except UnknownMethod as error:
        section.wrong("call", str(error))
        return None


def _saves(section: Section) -> list[Save]:
    value = section.mapping.get("save")
    if isinstance(value, str):
        return [Save(section.place_of("save"), _name(section, "save", value), "")]
    kept = section.map("save")
    inner = Section(kept, section.problems)
    return [Save(inner.place_of(name), _name(inner, name, name), inner.text(name)) for name in kept]


def _name(section: Section, key: str, name: str) -> str:
    if not _KEPT_NAME.fullmatch(name):
        section.wrong(key, f"保存名 {name} 应由小写字母、数字和下划线组成")
    return name
