"""Facts of ratings, pay and scores as services publish them, and a package of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chassis.envelope import body_of
from chassis.policy import Policies
from chassis.sealing.record import Content, written
from chassis.sealing.statement import canonical, digest_of
from plan.consents import Consent, JointAct
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import ChiefPay, Grades, PayTerms, Scored, Tenure
from services.evaluation.domain.pay.pool import Graded, PaidNode
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, ObjectionAnswer, Rating
from services.evaluation.domain.words import NodeOutcome, PayGrade, RatingCause
from tests.harness.evidence import NOW, Maker, fact

PROJECT, LEAD, CHIEF, OWNER = "projects/robot", "people/ren", "people/liang", "organizations/kjj"
POLICIES = Policies.load("evaluation", EvaluationPolicy)
VERSION = POLICIES.versions[0]
AT = datetime(2026, 4, 1, 2, tzinfo=UTC)
BOOK = {
    "version": 1,
    "budget": {"total_fen": 280_000_001},
    "nodes": [{"id": "n1", "title": "防爆样机", "weight": "1"}, {"id": "n2", "title": "连续巡检", "weight": "2"}],
    "chief_pay": {
        "importance": {"grade": "high", "reason": "列入清单"},
        "difficulty": {"grade": "medium", "reason": "已有基础"},
        "urgency": {"grade": "high", "reason": "明年减人"},
    },
}  # fmt: skip
CHANGED = BOOK | {"version": 2, "budget": {"total_fen": 320_000_000}}
APPROVED = {
    "name": PROJECT, "nominated_lead": LEAD, "approved_on": "2026-01-23", "task_book": BOOK, "title": "巡检机器人", "rule": "1.1,3.5",
    "exact_lead_score": "269/3", "exact_without_lead": "181/3", "lead_weight": "20", "threshold": "70", "score": "78.2667",
}  # fmt: skip
Facts = list[dict[str, Any]]


def told(key: str, facts: Iterable[Any]) -> Facts:
    """What evaluation publishes, as its outbox has it."""
    return [
        fact("evaluation", key, n, each.TYPE.removesuffix(".v1"), json.loads(body_of(each)), ".internal") for n, each in enumerate(facts, 1)
    ]


def rated() -> list[Any]:
    """Of this project and of others: one corrected, one withdrawn, one set aside."""
    policy, rating = VERSION.values.rating, Rating(f"{LEAD}/rating", LEAD)
    late = "projects/other/deadlines/report"

    def enter(name: str, kind: RatingCause, on: date, about: str, score: Fraction | None = None) -> list[Any]:
        return rating.enter(Cause(name, LEAD, kind, "", on, about, score), policy, VERSION.version)

    objected = datetime(2026, 5, 6, tzinfo=UTC)
    return [
        *enter("applications/other/review", RatingCause.REVIEW_SCORED, date(2025, 1, 10), "《别的》", Fraction(239989, 3000)),
        *enter("applications/robot/review", RatingCause.REVIEW_SCORED, date(2026, 1, 23), "《巡检机器人》", Fraction(269, 3)),
        *enter(late, RatingCause.PROGRESS_REPORTED_LATE, date(2026, 3, 2), "《别的》报告"),
        *enter(late, RatingCause.PROGRESS_REPORTED, date(2026, 3, 2), "《别的》报告"),
        *enter("findings/f1", RatingCause.FINDING_SERIOUS, date(2026, 3, 3), "虚报"),
        *rating.withdraw("findings/f1", date(2026, 4, 3)),
        *enter(f"{PROJECT}/nodes/n1/reviews/1", RatingCause.NODE_PASSED_LATE, date(2026, 4, 8), "《巡检机器人》节点"),
        *rating.object(f"{LEAD}/rating/entries/6", "专家改期", LEAD, objected),
        *rating.answer(f"{LEAD}/rating/entries/6", ObjectionAnswer(True, "属实", "people/lei", objected)),
    ]


def paid() -> list[Any]:
    """Scored, changed by a task book after that, confirmed, paid; another part scored, refused and scored anew."""
    policy, pay = VERSION.values.pay, ChiefPay(f"{PROJECT}/pay", PROJECT)
    pay.begin(Tenure("e1", CHIEF, "undertaking_unit", datetime(2026, 1, 30, tzinfo=UTC)))
    n1, n2 = f"{pay.name}/parts/node-n1", f"{pay.name}/parts/node-n2"

    def score(part: str, value: str) -> list[Any]:
        said = Scored(Decimal(value), "按期", "people/clerk", AT)
        return [*pay.score(part, said, JointAct([OWNER]), policy, VERSION.version)]

    def answer(reason: str = "") -> Consent:
        return Consent(OWNER, "people/zhao", AT, agreed=not reason, reason=reason)

    first = pay.plan("巡检机器人", terms(BOOK), policy, VERSION.version)
    pay.note_node(NodeConclusion("n1", NodeOutcome.PASSED, AT))
    scored = score(n1, "85.5")
    second = pay.plan("巡检机器人", terms(CHANGED), policy, VERSION.version)
    pay.note_node(NodeConclusion("n2", NodeOutcome.PASSED, AT))
    parties = frozenset({OWNER})
    return [
        *first, *scored, *second,
        *pay.confirm(n1, parties, answer()), *pay.pay(n1, date(2026, 4, 1), "凭证1", "people/clerk", AT),
        *score(n2, "95"), *pay.refuse(n2, parties, answer("高了")), *score(n2, "59"),
    ]  # fmt: skip


def terms(book: dict[str, Any]) -> PayTerms:
    grades = [Graded(PayGrade(each["grade"]), each["reason"]) for each in book["chief_pay"].values()]
    nodes = tuple(PaidNode(node["id"], node["title"], Decimal(node["weight"])) for node in book["nodes"])
    return PayTerms(book["version"], book["budget"]["total_fen"], Grades(*grades), nodes)


RATED, PAID = told(f"{LEAD}/rating", rated()), told(PROJECT, paid())
OPENED = fact("registry", PROJECT, 2, "expert_review.opened", {"experts": [], "rule": "2.6,4.7"})
RESCORED = {"name": f"{PROJECT}/leadScores/ge", "project": PROJECT, "person": "people/ge", "rule": "1.2a,3.5"}
GIVEN = {"people/a": "48", "people/b": "48", "people/c": "49"}
SCORES = [
    fact("contracts", PROJECT, 1, "lead.rescored", RESCORED | {
        "total": "70", "threshold": "70", "reaches": True, "exact_score": "145/3", "scored_on": "2026-02-01",
    }),
    fact("contracts", PROJECT, 1, "lead.scored", RESCORED | {"scores": GIVEN}, ".internal"),
]  # fmt: skip
REGISTRY = [
    fact("registry", PROJECT, 1, "application.submitted", {"nominated_lead": LEAD, "rule": "2.6"}),
    OPENED | {"attributes": OPENED["attributes"] | {"time": NOW.replace(year=NOW.year + 1).isoformat()}},  # after all: a second round
    fact("registry", PROJECT, 3, "project.approved", APPROVED),
    fact("registry", PROJECT, 4, "task_book.changed", {"version": 2, "task_book": CHANGED, "rule": "1.8"}),
]


def early(facts: Facts) -> Facts:
    """Told before what evaluation made of it."""
    return [
        each | {"attributes": each["attributes"] | {"time": NOW.replace(year=NOW.year - 1).isoformat()}}
        if "opened" not in each["attributes"]["type"]
        else each
        for each in facts
    ]


def stated(maker: Maker, key: str, facts: Sequence[dict[str, Any]] = (), outcomes: tuple[str, ...] = ("OK",)) -> Content:
    numbers = {each.version: digest_of(canonical(each.plain())) for each in POLICIES.versions}
    return replace(maker.content("evaluation", key, list(facts), outcomes), numbers=numbers)


def made(maker: Maker, pay: Facts = PAID, rating: Facts = RATED, registry: Facts = REGISTRY, scores: Facts = SCORES) -> dict[str, bytes]:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    contents |= {"registry": maker.content("registry", PROJECT, early(registry)), "contracts": maker.content("contracts", PROJECT, scores)}
    contents["evaluation"] = stated(maker, PROJECT, pay)
    record = b"".join(written(replace(stated(maker, f"{LEAD}/rating", rating), entries=[]), maker.stating("evaluation"), NOW))
    return maker.members(contents, PROJECT, ratings={LEAD: record})
