"""What was handed in and never named goes, and so does what was begun and never finished."""

import asyncio
import logging
from datetime import timedelta

from pymongo.errors import PyMongoError

from chassis.calendar import china_date
from chassis.policy import Policies
from chassis.store.files.pieces import wall_time
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.stored import sweep_files
from chassis.store.files.uploads import sweep_uploads
from chassis.store.mongo import Mongo

log = logging.getLogger(__name__)
EVERY_SECONDS = 3600.0


async def sweep(mongo: Mongo, policies: Policies[FilesPolicy]) -> int:
    """Remove what is older than the policy keeps it; how many files and uploads. Wall time: a rehearsal that jumps removes nothing."""
    now = wall_time()
    before = now - timedelta(hours=policies.current(china_date(now)).values.keep_unnamed_hours)
    return await sweep_uploads(mongo, before) + await sweep_files(mongo, before)


async def sweep_for_ever(mongo: Mongo, policies: Policies[FilesPolicy]) -> None:
    """At the start, and every hour."""
    while True:
        try:
            if swept := await sweep(mongo, policies):
                log.info("%d files and uploads that nobody named were removed", swept)
        except PyMongoError as error:
            log.warning("files that nobody named were not removed: %s", error)
        except Exception:  # a loop that ended would go unseen
            log.exception("files that nobody named were not removed")
        await asyncio.sleep(EVERY_SECONDS)
