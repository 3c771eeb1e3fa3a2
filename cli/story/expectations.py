"""Compares what a story expects with what the services answer and what Kafka has shown."""

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message

from cli.observer import Seen
from cli.refused import Refused
from cli.story.marked import MarkedMap
from cli.story.matching import Difference, differences, show
from cli.story.model import (
    DeadlineExpected,
    Expectation,
    FactExpected,
    ReadExpected,
    RefusalExpected,
    ResponseExpected,
    ValueExpected,
)
from cli.story.references import BadReference, Scope, resolve
from cli.story.requests import request_body
from cli.story.stage import Stage
from cli.story.values import plain

# Of the services that own them: what the desk shows is a moment old.
LISTS = ("sanzhi.milestones.v1.MilestonesService/ListDeadlines", "sanzhi.evaluation.v1.EvaluationService/ListDeadlines")


async def unmet(expected: Expectation, response: Message | None, scope: Scope, stage: Stage) -> list[Difference]:
    """In what an expectation is not met; empty if it holds. `response` is the answer of the act's own call."""
    try:
        if isinstance(expected, ResponseExpected):
            assert response is not None
            return list(differences(resolve(expected.match, scope), plain(response), expected.place))
        if isinstance(expected, ReadExpected):
            return await _read(expected, scope, stage)
        if isinstance(expected, DeadlineExpected):
            return await _deadline(expected, scope, stage)
        if isinstance(expected, FactExpected):
            return list(_fact(expected, scope, await stage.facts()))
        return _value(expected, scope)
    except BadReference as error:
        return [Difference(expected.place, "引用", "可以解析", str(error))]
    except Refused as refused:
        return [Difference(expected.place, "查看", "有结果", refusal_words(refused))]


def unmet_refusal(expected: RefusalExpected, refused: Refused, scope: Scope) -> list[Difference]:
    """In what a refusal is not the expected one. A message is expected to contain the given words."""
    try:
        match: MarkedMap = resolve(expected.match, scope)
    except BadReference as error:
        return [Difference(expected.place, "引用", "可以解析", str(error))]
    words = match.pop("message", "")
    found = list(differences(match, _plain_refusal(refused), expected.place))
    if words and words not in refused.message:
        found.append(Difference(match.places["message"], "message", f"含有 {show(words)}", show(refused.message)))
    return found


def _plain_refusal(refused: Refused) -> dict[str, Any]:
    metadata = {key: _decoded(value) for key, value in refused.metadata.items()}
    return {"code": refused.code, "reason": refused.reason, "rule": refused.rule, "metadata": metadata}


def _decoded(value: str) -> Any:
    # ErrorInfo carries texts alone; lists such as `failures` are JSON in it.
    try:
        return json.loads(value) if value[:1] in ("[", "{") else value
    except ValueError:
        return value


async def _read(expected: ReadExpected, scope: Scope, stage: Stage) -> list[Difference]:
    body = request_body(expected.body, scope)
    try:
        answer = await stage.call(expected.call, body, resolve(expected.person, scope), expected.service)
    except Refused as refused:
        if expected.refused is not None:
            return unmet_refusal(expected.refused, refused, scope)
        return [Difference(expected.place, expected.call, "有结果", refusal_words(refused))]
    if expected.refused is not None:
        return [Difference(expected.refused.place, expected.call, f"被拒绝 {show(expected.refused.match)}", "没有被拒绝")]
    return list(differences(resolve(expected.match, scope), plain(answer), expected.place))


def refusal_words(refused: Refused) -> str:
    """A refusal as a line for people."""
    rule = f"，规则 {refused.rule}" if refused.rule else ""
    return f"被拒绝（{refused.reason or refused.code}{rule}）：{refused.message}"


async def _deadline(expected: DeadlineExpected, scope: Scope, stage: Stage) -> list[Difference]:
    name = str(resolve(expected.name, scope))
    project = name.partition("/deadlines/")[0]
    found: list[dict[str, Any]] = []
    for method in LISTS:
        answer = await stage.call(method, {"parent": project, "page_size": 1000}, resolve(expected.person, scope))
        found += plain(answer)["deadlines"]
    for deadline in found:
        if deadline["name"] == name:
            return list(differences(resolve(expected.match, scope), deadline, expected.place))
    known = "、".join(deadline["name"] for deadline in found) or "该项目没有期限"
    return [Difference(expected.place, name, "有这个期限", known)]


def _fact(expected: FactExpected, scope: Scope, seen: list[Seen]) -> Iterator[Difference]:
    kind, project = resolve(expected.type, scope), resolve(expected.project, scope)
    match, envelope = resolve(expected.match, scope), resolve(expected.envelope, scope)
    alike = [fact for fact in seen if fact.envelope.type == kind and project in ("", fact.key)]
    missed = [
        [*differences(match, fact.data, expected.place), *differences(envelope, _attributes(fact), expected.place, "envelope")]
        for fact in alike
    ]
    matching = sum(1 for one in missed if not one)
    if expected.count is not None:
        if matching != expected.count:
            # Where too few match, the nearest that does not says most.
            near = min((one for one in missed if one), key=len, default=[]) if matching < expected.count else []
            told = "；最接近的一个：" + "，".join(f"{one.path} 为 {one.found}" for one in near) if near else ""
            yield Difference(expected.place, kind, f"{expected.count} 个符合的事实", f"{matching} 个{told}")
    elif not alike:
        yield Difference(expected.place, kind, "Kafka 上有这样的事实", "没有这一类型的事实" + (f"（{project}）" if project else ""))
    elif not matching:
        # The nearest one says most.
        yield from min(missed, key=len)


def _attributes(fact: Seen) -> dict[str, Any]:
    return {**vars(fact.envelope), "time": fact.envelope.time.isoformat()}


def _value(expected: ValueExpected, scope: Scope) -> list[Difference]:
    return list(differences(resolve(expected.matches, scope), resolve(expected.value, scope), expected.place))
