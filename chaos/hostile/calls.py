"""Hostile calls by kind: what is sent, by whom, and with which codes it may end."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chaos.hostile import bodies, tokens
from cli.services import SERVICES
from cli.stack.issuer import Issuer

_REGISTRY = "sanzhi.registry.v1.RegistryService"
_SUPERVISION = "sanzhi.supervision.v1.SupervisionService"
_OPERATIONS = "sanzhi.operations.v1.OperationsService"
_REHEARSAL = "sanzhi.operations.v1.RehearsalService"
_ACTS = "sanzhi.acts.v1.ActsService/ListActs"
UPLOAD = "sanzhi.files.v1.FilesService/UploadFile"
WATCH = "grpc.health.v1.Health/Watch"
_BUDGET = "RESOURCE_EXHAUSTED"  # of whoever asks too often, or for a body that no method takes
_STRANGER = frozenset({"UNAUTHENTICATED", _BUDGET})
_NONSENSE = frozenset({"INVALID_ARGUMENT", "PERMISSION_DENIED", _BUDGET})
# What a service says to one who leaves a call half made: come again.
SLOW_REASONS = frozenset({"REQUEST_INCOMPLETE", "STREAM_STALLED", "SERVICE_BUSY"})


@dataclass(frozen=True)
class Hands:
    """What an intruder has: tokens of two people who may do little, and a finding of the first; names of what is others'."""

    issuer: Issuer
    chance: random.Random
    clerk: str
    nobody: str
    finding: str
    organizations: Sequence[str]
    findings: Sequence[str]


@dataclass(frozen=True)
class Attempt:
    """One call. pieces: of the request, after which a slow one sends no more and leaves the call open."""

    service: str
    rpc: str
    token: str = ""
    pieces: tuple[bytes, ...] = (b"",)
    slow: bool = False


@dataclass(frozen=True)
class Kind:
    """codes: with which it may end; none of a kind that is let in and given nothing."""

    codes: frozenset[str]
    make: Callable[[Hands], Attempt]


def _anywhere(hands: Hands, rpc: str, token: str, body: bytes) -> Attempt:
    return Attempt(hands.chance.choice(SERVICES), rpc, token, (body,))


def _at_registry(token: str, body: bytes, verb: str = "RegisterOrganization") -> Attempt:
    return Attempt("registry", f"{_REGISTRY}/{verb}", token, (body,))


def _large(hands: Hands) -> Attempt:
    return _anywhere(hands, _ACTS, "", bodies.of_any_size(hands.chance))


def _large_of_somebody(hands: Hands) -> Attempt:
    return _anywhere(hands, _ACTS, hands.nobody, bodies.text_field(1, bodies.of_any_size(hands.chance)))


def _no_token(hands: Hands) -> Attempt:
    body = {"organization_id": "hostile", "display_name": "外人", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"}
    return _at_registry("", bodies.of(f"{_REGISTRY}/RegisterOrganization", body | {"request_id": "hostile"}))


def _with(made: Sequence[tokens.Make]) -> Callable[[Hands], Attempt]:
    def make(hands: Hands) -> Attempt:
        return _anywhere(hands, f"{_OPERATIONS}/GetStatus", hands.chance.choice(made)(hands.issuer, hands.chance), b"")

    return make


def _others_things(hands: Hands) -> Attempt:
    chance = hands.chance
    rpc, service, body = chance.choice(
        (
            (f"{_REGISTRY}/UpdateOrganization", "registry", {"name": chance.choice(hands.organizations), "display_name": "他人更名"}),
            (f"{_REHEARSAL}/SetClock", chance.choice(SERVICES), {"now": "2099-01-01T00:00:00Z"}),
            (f"{_OPERATIONS}/RedriveDeadLetter", chance.choice(SERVICES), {"id": "sanzhi.registry/0/0", "reason": "重试"}),
            (f"{_OPERATIONS}/GetStatus", chance.choice(SERVICES), {}),
            (f"{_SUPERVISION}/AnswerFinding", "supervision", {"name": chance.choice(hands.findings), "statement": "代答", "etag": "1"}),
            (f"{_SUPERVISION}/DismissFinding", "supervision", {"name": chance.choice(hands.findings), "grounds": "无", "etag": "1"}),
        )
    )
    mutates = {} if rpc.endswith("GetStatus") else {"request_id": f"hostile-{chance.random()}"}
    return Attempt(service, rpc, hands.nobody, (bodies.of(rpc, body | mutates),))


def _garbage(hands: Hands) -> Attempt:
    rpc, service = hands.chance.choice(((_ACTS, ""), (f"{_OPERATIONS}/ListFacts", ""), (f"{_SUPERVISION}/RaiseFinding", "supervision")))
    return Attempt(service or hands.chance.choice(SERVICES), rpc, hands.clerk, (bodies.garbage(hands.chance),))


def _texts(hands: Hands) -> Attempt:
    if hands.chance.random() < 0.5:
        return _anywhere(hands, _ACTS, hands.clerk, bodies.wrong_name(hands.chance))
    body = bodies.wrong_name(hands.chance) + bodies.text_field(8, f"hostile-{hands.chance.random()}".encode())
    return Attempt("supervision", f"{_SUPERVISION}/RaiseFinding", hands.clerk, (body,))


def _stale(hands: Hands) -> Attempt:
    etag, number = hands.chance.choice(("0", "77", "-1", "W/x")), hands.chance.random()
    rpc, token, words = hands.chance.choice(
        (
            (f"{_SUPERVISION}/AnswerFinding", hands.nobody, {"statement": "说明"}),
            (f"{_SUPERVISION}/DismissFinding", hands.clerk, {"grounds": "无"}),
        )
    )
    body = {"name": hands.finding, "etag": etag, "request_id": f"hostile-{number}"} | words
    return Attempt("supervision", rpc, token, (bodies.of(rpc, body),))


def finding(description: str) -> dict[str, object]:
    """The finding that an intruder raises once, and of which the request id is sent again and again with other words."""
    return {
        "subject": "people/hostile-nobody",
        "subject_kind": "SUBJECT_KIND_PROJECT_MANAGER",
        "item": "catalogueItems/unreported-change",
        "description": description,
        "evidence": [{"name": "说明.txt", "media_type": "text/plain", "content": "5ryU57uD"}],
        "request_id": "hostile-finding",
    }


def _replayed(hands: Hands) -> Attempt:
    rpc = f"{_SUPERVISION}/RaiseFinding"
    return Attempt("supervision", rpc, hands.clerk, (bodies.of(rpc, finding(f"另一件事 {hands.chance.random()}")),))


def _oversized(hands: Hands) -> Attempt:
    rpc = f"{_SUPERVISION}/RaiseFinding"
    body = bodies.of(rpc, finding("许多证据") | {"request_id": f"hostile-{hands.chance.random()}"})
    many = bodies.oversized(rpc, "evidence", hands.chance.choice((1_000, 20_000, 100_000)))
    return Attempt("supervision", rpc, hands.clerk, (body + many,))


def _left_open(hands: Hands) -> Attempt:
    service, header = hands.chance.choice(SERVICES), bodies.of(UPLOAD, {"header": {"name": "慢.pdf", "size": 5_000_000, "digest": _DIGEST}})
    rpc, token, pieces = hands.chance.choice(
        (
            (UPLOAD, hands.clerk, (header,)),
            (UPLOAD, hands.clerk, ()),
            (_ACTS, hands.clerk, ()),
            (_ACTS, "", ()),
            (WATCH, "", (b"",)),
        )
    )
    return Attempt(service, rpc, token, pieces, slow=True)


_DIGEST = "sha256:" + "0" * 64
_OF_OTHERS = frozenset({"PERMISSION_DENIED", "NOT_FOUND", _BUDGET})
KINDS: Mapping[str, Kind] = {
    "外人的大报文": Kind(_STRANGER, _large),
    "没有令牌": Kind(_STRANGER, _no_token),
    "伪造的令牌": Kind(_STRANGER, _with(tokens.FORGED)),
    "过期的令牌": Kind(_STRANGER, _with(tokens.EXPIRED)),
    "畸形的令牌": Kind(_STRANGER, _with(tokens.MISSHAPEN)),
    "大报文": Kind(_NONSENSE, _large_of_somebody),
    "办他人的事": Kind(_OF_OTHERS, _others_things),
    "不是 protobuf": Kind(_NONSENSE, _garbage),
    "不成文字": Kind(_NONSENSE, _texts),
    "过时的版本": Kind(frozenset({"FAILED_PRECONDITION", "ABORTED", _BUDGET}), _stale),
    "重用请求号": Kind(frozenset({"INVALID_ARGUMENT", _BUDGET}), _replayed),
    "超长的列表": Kind(_NONSENSE, _oversized),
    "半途不动": Kind(_STRANGER | _NONSENSE | {"UNAVAILABLE", "HELD"}, _left_open),
}
