"""Figures of all projects that the caller may read, counted in one go; of very many not for each who asks (counting.py)."""

from collections import defaultdict
from typing import Any
from weakref import WeakKeyDictionary

from chassis.store.mongo import Mongo
from services.desk.answers import Board, CountyFigure, MoneyFigure, StageFigure
from services.desk.commands import GetBoard
from services.desk.domain.words import Lamp, Stage
from services.desk.handlers.counting import Counts
from services.desk.handlers.lamps import lamps_of
from services.desk.handlers.wording import word
from services.desk.store import DeskTransaction

Rows = list[dict[str, Any]]
_COUNTS: WeakKeyDictionary[Mongo, Counts] = WeakKeyDictionary()


async def get_board(command: GetBoard, tx: DeskTransaction) -> Board:
    """By stage, county and kind."""
    spans: dict[str, tuple[str, str]] = {lamp: lamps_of(tx).span(lamp) for lamp in Lamp}
    asked = (str(tx.readable), command.county, tx.today, tx.policy.soon_days)
    counted = await _COUNTS.setdefault(tx.mongo, Counts()).of(asked, tx.now, lambda: tx.figures(command.county, spans))
    rows = counted.rows
    return Board(
        projects=sum(row["projects"] for row in rows),
        stages=_stages(rows),
        counties=_counties(rows),
        money=_money(rows),
        today=tx.today.isoformat(),
        soon_days=tx.policy.soon_days,
        counted_at=counted.at,
    )


def _stages(rows: Rows) -> list[StageFigure]:
    figures = {stage: [row for row in rows if row["stage"] == stage] for stage in Stage}
    return [StageFigure(stage, _count(mine), _count(mine, Lamp.OVERDUE)) for stage, mine in figures.items() if mine]


def _counties(rows: Rows) -> list[CountyFigure]:
    by_county: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_county[row["county"]].append(row)
    return [CountyFigure(county, _count(mine), *(_count(mine, lamp) for lamp in Lamp)) for county, mine in sorted(by_county.items())]


def _money(rows: Rows) -> list[MoneyFigure]:
    by_kind: dict[str, Rows] = defaultdict(list)
    for row in rows:
        if row["stage"] not in (Stage.APPLICATION, Stage.REVIEW, Stage.DECLINED):
            by_kind[row["kind"]].append(row)
    return [_sums(kind, mine) for kind, mine in sorted(by_kind.items())]


def _sums(kind: str, rows: Rows) -> MoneyFigure:
    sums = {field: sum(row[field] for row in rows) for field in ("projects", "budget_fen", "city_fen", "received_fen", "spent_fen")}
    return MoneyFigure(kind=kind, kind_label=word("registry", "ProjectKind", kind), **sums)


def _count(rows: Rows, lamp: Lamp | None = None) -> int:
    return sum(row["projects"] for row in rows if lamp is None or row["lamp"] == lamp)
