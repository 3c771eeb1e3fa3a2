"""Hostile traffic: each kind is what it says it is, and what it ends with is judged by one table."""

import random
from collections import Counter
from pathlib import Path

import jwt
import pytest

from chaos.hostile.calls import KINDS, Hands
from chaos.hostile.records import FORGERIES, Forged, forge, kind_of, type_of
from chaos.reconcile.databases import Foreign
from chaos.reconcile.hostile import due_letters, hostile_calls, not_tried
from chassis.envelope import from_headers, to_headers
from cli.stack.issuer import Issuer

TYPE = "sanzhi.registry.project.approved.v1"
ATTRIBUTES = {"id": "one", "source": "/sanzhi/registry", "type": TYPE, "time": "2026-01-01T00:00:00Z", "sequence": 3}
GENUINE = Forged("sanzhi.registry", 5, b"projects/p", b'{"name": "projects/p"}', to_headers(ATTRIBUTES))
TOPICS = ["sanzhi.evaluation", "sanzhi.registry", "sanzhi.registry.internal"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_call_can_be_made_again_and_again(kind: str, tmp_path: Path) -> None:
    issuer, chance = Issuer(tmp_path), random.Random(1)
    issuer.prepare(("registry",))
    hands = Hands(issuer, chance, "clerk", "nobody", "findings/1", ["organizations/a"], ["findings/2"])
    made = [KINDS[kind].make(hands) for _ in range(60)]
    assert all(isinstance(piece, bytes) for attempt in made for piece in attempt.pieces)
    assert {attempt.slow for attempt in made} == {kind == "半途不动"}
    for attempt in made:
        assert attempt.token in ("", "clerk", "nobody") or "令牌" in kind
        assert attempt.token == "" or kind not in ("外人的大报文", "没有令牌")


def test_no_forged_token_is_one_that_holds(tmp_path: Path) -> None:
    issuer, chance = Issuer(tmp_path), random.Random(1)
    issuer.prepare(())
    genuine = jwt.decode(issuer.sign({"sub": "people/admin"}, 60), options={"verify_signature": False})
    assert genuine["sub"] == "people/admin"
    hands = Hands(issuer, chance, "", "", "", [""], [""])
    tokens = {KINDS[kind].make(hands).token for kind in ("伪造的令牌", "过期的令牌", "畸形的令牌") for _ in range(30)}
    assert len(tokens) > 20 and "" not in tokens


@pytest.mark.parametrize("kind", FORGERIES)
def test_each_kind_of_record_differs_from_what_it_is_made_of(kind: str) -> None:
    for seed in range(60):
        made = forge(kind, GENUINE, TOPICS, random.Random(seed))
        assert kind_of(made.headers) == kind and kind_of(GENUINE.headers) == ""
        assert (made.topic, made.key, made.value, made.headers[:-1]) != (GENUINE.topic, GENUINE.key, GENUINE.value, GENUINE.headers)
        if FORGERIES[kind].typed:
            assert type_of(made.headers) == TYPE and made.topic == GENUINE.topic
        if kind == "倒退的序号":
            assert from_headers(made.headers).sequence <= 3 and from_headers(made.headers).id != "one"
        if kind == "冒名":
            assert made.topic == "sanzhi.evaluation"


@pytest.mark.parametrize(
    ("kind", "code", "reason", "holds"),
    [
        ("没有令牌", "UNAUTHENTICATED", "TOKEN_MISSING", True),
        ("没有令牌", "RESOURCE_EXHAUSTED", "BUDGET_EXHAUSTED", True),
        ("没有令牌", "UNAVAILABLE", "", True),
        ("没有令牌", "DEADLINE_EXCEEDED", "", True),
        ("没有令牌", "UNAUTHENTICATED", "", False),
        ("没有令牌", "INVALID_ARGUMENT", "FIELD_REQUIRED", False),
        ("没有令牌", "OK", "", False),
        ("没有令牌", "HELD", "", False),
        ("不成文字", "INTERNAL", "", False),
        ("不成文字", "UNKNOWN", "", False),
        ("不成文字", "DATA_LOSS", "FILE_ALTERED", False),
        ("不是 protobuf", "INVALID_ARGUMENT", "REQUEST_MALFORMED", True),
        ("重用请求号", "OK", "", False),
        ("过时的版本", "OK", "", False),
        ("大报文", "RESOURCE_EXHAUSTED", "LARGER_THAN_MAX", True),
        ("半途不动", "HELD", "", True),
        ("半途不动", "UNAVAILABLE", "REQUEST_INCOMPLETE", True),
        ("半途不动", "INTERNAL", "", False),
    ],
)
def test_how_a_hostile_call_may_end(kind: str, code: str, reason: str, holds: bool) -> None:
    assert (hostile_calls(Counter({(kind, code, reason): 2})).wrong == []) is holds


def test_who_has_to_set_a_forged_record_aside() -> None:
    junk, backwards, unknown = (
        Foreign("sanzhi.registry/0/1", "sanzhi.registry", "杂物", ""),
        Foreign("sanzhi.registry/0/2", "sanzhi.registry", "倒退的序号", TYPE),
        Foreign("sanzhi.registry/0/3", "sanzhi.registry", "倒退的序号", "sanzhi.registry.nobody.reads_it.v1"),
    )
    assert set(due_letters("supervision", [junk, backwards, unknown])) == {junk.place, backwards.place}
    assert due_letters("registry", [junk, backwards, unknown]) == {}  # it does not read its own topic


def test_a_kind_that_was_never_tried_is_told() -> None:
    calls, records = Counter({(kind, "INVALID_ARGUMENT", "X"): 1 for kind in KINDS}), [Foreign("", "", kind, "") for kind in FORGERIES]
    assert not_tried(calls, records) == []
    del calls["没有令牌", "INVALID_ARGUMENT", "X"]
    calls["没有令牌", "UNAVAILABLE", ""] = 9
    assert not_tried(calls, records[1:]) == ["没有敌对调用“没有令牌”", "没有敌对记录“杂物”"]
