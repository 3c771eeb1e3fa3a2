"""All that one service lacks, by its own settings: those that it will run with."""

import asyncio
from importlib import import_module

from chassis.settings import Settings
from cli.provision.check.kafka import lacks_at_kafka
from cli.provision.check.lacks import Lack
from cli.provision.check.mongo import lacks_at_mongo
from cli.services import CONSOLE


def lacks_of(name: str, settings: Settings) -> list[Lack]:
    """Of a service, or of the console, which has nothing to do with Kafka."""
    database = f"{settings.database_prefix}{name}"
    if name == CONSOLE:
        return lacks_at_mongo(settings.mongo, database, None)
    service = import_module(f"services.{name}.main").SERVICE
    return [*lacks_at_mongo(settings.mongo, database, service), *asyncio.run(lacks_at_kafka(settings, service))]
