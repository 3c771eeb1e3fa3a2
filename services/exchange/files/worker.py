"""The part of the service that makes packages of files: for subscriptions in force, in the buckets that this replica holds.

A package is settled in the database first, then made, then marked as issued: whoever takes over after a crash makes the same one. Receipts
that lie in the folder are taken in.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from chassis.errors import Refusal, Unavailable
from chassis.ids import new_id
from chassis.run.parts import Surroundings
from chassis.store.buckets import bucket_of
from chassis.store.transaction import Origin
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.grant import Grant
from services.exchange.domain.package import Package, package_name
from services.exchange.domain.subscription import Subscription
from services.exchange.domain.words import SubscriptionState, Way
from services.exchange.feed.door import ACTOR
from services.exchange.files.making import Differs, put
from services.exchange.files.receipts import Receipt, receipts_in
from services.exchange.log import Log
from services.exchange.settings import ExchangeSettings
from services.exchange.store import ExchangeTransaction

LOOK_SECONDS = 2.0
log = logging.getLogger(__name__)


class Packages:
    """A part of the service (chassis.run.parts)."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._executor = around.executor
        self._log = Log(around.executor.context.mongo)
        folder = ExchangeSettings.load().files
        self._root = Path(folder) if folder else None
        self._looked: dict[str, tuple[int, int]] = {}

    async def open(self) -> None:
        """Raises OSError where the folder cannot be written to."""
        if self._root is not None:
            await asyncio.to_thread(self._root.mkdir, parents=True, exist_ok=True)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                if self._root is not None:
                    await self._look(self._root)
            except Unavailable as error:
                log.warning("packages wait: %s", error)
            except Exception:  # a loop that ended would go unseen
                log.exception("packages wait")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, root: Path) -> None:
        tx = await self._begin()
        for subscription in await tx.subscriptions.readable({"state": SubscriptionState.GRANTED}):
            if not self._is_mine(subscription) or subscription.granted is None or Way.FILES not in subscription.granted.ways:
                continue
            try:
                await self._work(subscription, root)
            except (OSError, Refusal) as error:  # a full disk, a folder that is not ours: the others go on
                log.warning("packages of %s wait: %s", subscription.name, error)
            except Exception:  # and so they do where it is what nobody has thought of
                log.exception("packages of %s wait", subscription.name)

    def _is_mine(self, subscription: Subscription) -> bool:
        return bucket_of(subscription.name) in self._around.leases.held()

    async def _work(self, subscription: Subscription, root: Path) -> None:
        for receipt in await asyncio.to_thread(receipts_in, root / subscription.name.removeprefix("subscriptions/")):
            await self._take_in(receipt, subscription)
        tx = await self._begin()
        for package in await tx.packages.list({"subscription": subscription.name, "in_place": False}, [("number", 1)]):
            await self._put(package, root)
        planned = await self._plan(subscription)
        while planned is not None and self._is_mine(subscription):
            await self._put(planned, root)
            planned = await self._plan(subscription)

    async def _put(self, package: Package, root: Path) -> None:
        try:
            made = await put(package, root, self._log)
        except Differs:
            fault = "现在的程序或者字段标记与发出时不同，不能原样重发"
            await self._change(package.name, lambda kept, now: kept.fail(fault))
            return
        await self._change(package.name, lambda kept, now: kept.issue(made.digest, made.events, made.columns, now))

    async def _plan(self, subscription: Subscription) -> Package | None:
        """The next package, where it is time for it."""
        tx = await self._begin()
        last = await tx.packages.list({"subscription": subscription.name}, [("number", -1)], limit=1)
        if last and not last[0].in_place:
            return None
        after = last[0].through if last else 0
        head = await self._log.last()
        if self._looked.get(subscription.name) == (after, head):
            return None
        assert subscription.granted is not None, "what is in force was granted"
        types = Grant(subscription.granted, PROJECTION).types
        most = tx.policy.files.most_events
        waiting, since = await self._log.behind(after, types)
        if since is None:
            self._looked[subscription.name] = after, head
            return None
        if waiting < most and tx.now - since < tx.policy.files.longest_wait:
            return None
        through = await self._log.nth_after(after, types, most) if waiting >= most else head
        return await self._executor.run(
            lambda tx: _planned(subscription.name, after, through, last[0] if last else None, tx), ACTOR, self._origin()
        )

    async def _take_in(self, receipt: Receipt, subscription: Subscription) -> None:
        async def confirm(tx: ExchangeTransaction) -> None:
            package = await tx.packages.get(package_name(subscription.name, receipt.number))
            tx.publish(*package.confirm(receipt.digest, "", tx.now))
            await tx.packages.save(package)

        try:
            await self._executor.run(confirm, ACTOR, self._origin())
        except Refusal as refusal:
            if isinstance(refusal, Unavailable):
                raise
            if refusal.reason != "PACKAGE_CONFIRMED":
                log.warning("%s: %s", receipt.path, refusal)
                await asyncio.to_thread(receipt.set_aside)
                return
        await asyncio.to_thread(receipt.taken)

    async def _change(self, name: str, change: Callable[[Package, datetime], None]) -> None:
        async def work(tx: ExchangeTransaction) -> None:
            package = await tx.packages.get(name)
            change(package, tx.now)
            await tx.packages.save(package)

        await self._executor.run(work, ACTOR, self._origin())

    async def _begin(self) -> ExchangeTransaction:
        tx = await self._executor.begin(ACTOR, self._origin())
        assert isinstance(tx, ExchangeTransaction)
        return tx

    def _origin(self) -> Origin:
        return Origin("files", new_id(), "")


async def _planned(subscription: str, after: int, through: int, last: Package | None, tx: ExchangeTransaction) -> Package:
    """Written before it is made. Two replicas cannot both: its name is taken then."""
    held = await tx.subscriptions.get(subscription)
    assert held.granted is not None, "what is in force was granted"
    number = 1 if last is None else last.number + 1
    package = Package(
        package_name(subscription, number),
        subscription,
        held.organization,
        number,
        after,
        through,
        held.granted,
        tx.now,
        "" if last is None else last.digest,
    )
    tx.packages.create(package)
    return package
