"""Tasks that nobody awaits: loops of our own, and those inside Kafka's client. Were one to end, the service would serve on, and publish,
consume, fire or count nothing.

aiokafka logs what ended them and has no call that tells; chassis.messaging.aiokafka_internals knows where they are.
"""

import asyncio

from chassis.messaging.aiokafka_internals import Tasks


class Ended(Exception):
    """A task that has to go on for ever did not."""


async def until_one_ends(tasks: Tasks) -> None:
    """Raises Ended, from what ended it."""
    if not tasks:
        await asyncio.Event().wait()
    done, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
    name, task = next((name, task) for name, task in tasks.items() if task in done)
    raise Ended(f"this replica goes without its {name}") from (None if task.cancelled() else task.exception())
