"""A catalogue, a subscription and a fact as the tests of exchange have them."""

from datetime import date, datetime
from typing import Any

from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.policy import ExchangePolicy, FilesPolicy, KafkaPolicy
from services.exchange.domain.projection import Projection
from services.exchange.domain.scope import Scope, Share
from services.exchange.domain.subscription import Renewal, Subscription
from services.exchange.domain.words import Mark, Way

NOW = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
TODAY = date(2026, 3, 2)
UNTIL = date(2027, 3, 1)
NAME, BUREAU, OTHER = "subscriptions/ledger", "organizations/statistics", "organizations/audit"
CLERK, OFFICIAL = "people/clerk", "people/official"
APPROVED, ENDED = "sanzhi.navy.ship.approved.v1", "sanzhi.navy.ship.ended.v1"
MARCHED = "sanzhi.army.regiment.marched.v1"
CATALOGUE = Catalogue(
    {
        APPROVED: {
            "name": Mark.OPEN,
            "title": Mark.OPEN,
            "reason": Mark.ON_REQUEST,
            "age": Mark.NEVER,
            "book.nodes.day": Mark.OPEN,
            "book.nodes.note": Mark.ON_REQUEST,
            "book.secret": Mark.NEVER,
            "crew.wage": Mark.NEVER,
        },
        ENDED: {"name": Mark.OPEN, "reason": Mark.ON_REQUEST},
        MARCHED: {"name": Mark.OPEN},
    }
)
PROJECTION = Projection(CATALOGUE)
POLICY = ExchangePolicy(
    longest_months=36, token_overlap_days=7, key_overlap_days=7, files=FilesPolicy(10_000, 24), kafka=KafkaPolicy(2_000_000)
)
FACT: dict[str, Any] = {
    "name": "ships/a",
    "title": "破浪",
    "reason": "理由",
    "age": 55,
    "book": {"nodes": [{"day": "2026-01-05", "note": "甲"}, {"day": "2026-02-05", "note": "乙"}], "secret": "密"},
    "crew": [{"wage": 1}],
    "unmarked": "新",
}


def scope(**changed: Any) -> Scope:
    """Two types, one with a field on request, by the feed and by files."""
    said: dict[str, Any] = {"types": (Share(APPROVED, ("reason",)), Share(MARCHED)), "ways": (Way.FEED, Way.FILES), "until": UNTIL}
    return Scope(**said | changed)


def subscription(**changed: Any) -> Subscription:
    """As it was asked for."""
    said: dict[str, Any] = {
        "name": NAME,
        "organization": BUREAU,
        "purpose": "编制统计台账",
        "legal_ground": "《政务数据共享条例》第十七条",
        "asked": scope(),
        "asked_by": CLERK,
        "asked_at": NOW,
        "policy_version": "2026.1",
    }
    return Subscription(**said | changed)


def granted(**changed: Any) -> Subscription:
    """In force."""
    made = subscription()
    made.grant(scope(**changed), "不需要其余", OFFICIAL, NOW)
    return made


def suspended() -> Subscription:
    """In force, and nothing is let through."""
    made = granted()
    made.suspend("查明原因", NOW)
    return made


def ended() -> Subscription:
    """Over."""
    made = granted()
    made.end("不再需要", NOW)
    return made


def renewal(until: date = date(2028, 3, 1), reason: str = "逐年编制") -> Renewal:
    """A year more."""
    return Renewal(until, reason, CLERK, NOW)
