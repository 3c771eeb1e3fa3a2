"""`sanzhi exchange list`: who is given public facts, how far each has them, who is behind."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.names import Names, names_in_need, pages
from cli.target import Data, find_target
from cli.words import china_time, value_word

_SERVICE = "sanzhi.exchange.v1.ExchangeService"
MOST_COUNTED = 100_000


def command(
    state: Annotated[str, typer.Option("--state", help="只看处于某一状态的：requested、granted、suspended、ended 等")] = "",
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """数据共享登记：哪个部门、哪些方式、到何时、还差多少。"""
    subscriptions, deliveries, names = asyncio.run(_load(data, state))
    if json_output:
        typer.echo(json.dumps({"subscriptions": subscriptions, "deliveries": deliveries}, ensure_ascii=False, indent=2))
        return
    console().print(listed(subscriptions, deliveries, names) if subscriptions else "没有数据共享")


async def _load(data: Data, state: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Names]:
    asked = {"state": f"SUBSCRIPTION_STATE_{state.upper()}"} if state else {}
    async with Client(find_target(data), auditing=True) as client:
        subscriptions = await pages(client, f"{_SERVICE}/ListSubscriptions", asked, "subscriptions")
        deliveries = await pages(client, f"{_SERVICE}/ListDeliveries", {}, "deliveries")
        return subscriptions, deliveries, await names_in_need(client)


def listed(subscriptions: list[dict[str, Any]], deliveries: list[dict[str, Any]], names: Names) -> Table:
    """A line for each subscription and way; those that are furthest behind first."""
    made = table("数据共享", "名称", "部门", "状态", "类型", "期限", "方式", "未取", "最早未取", "最近来取")
    rows = [(each, delivery) for each in subscriptions for delivery in _of(each, deliveries)]
    for each, delivery in sorted(rows, key=lambda row: -int(row[1].get("behind", 0))):
        scope = each.get("granted") or each.get("asked") or {"types": [], "until": "", "ways": []}
        ways = [delivery["way"]] if delivery else scope["ways"]
        made.add_row(
            escape(each["name"]),
            escape(names.beside(each["organization"])),
            value_word(each["state"]),
            str(len(scope["types"])),
            scope["until"],
            "、".join(map(value_word, ways)),
            behind(int(delivery["behind"])) if delivery else "",
            china_time(delivery.get("behind_since") or ""),
            _last_seen(delivery),
        )
    return made


def _last_seen(delivery: dict[str, Any]) -> str:
    """By the feed alone somebody comes: the other ways do not ask here."""
    if delivery.get("seen_at"):
        return china_time(delivery["seen_at"])
    return "从未" if delivery.get("way") == "WAY_FEED" else ""


def behind(count: int) -> str:
    """How many facts are still to be fetched."""
    return f"{count} 以上" if count >= MOST_COUNTED else str(count)


def _of(subscription: dict[str, Any], deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in deliveries if each["subscription"] == subscription["name"]] or [{}]
