"""`sanzhi desk rebuild`: what the desk keeps, made anew from all facts while it serves what it had."""

import asyncio
import os
from typing import Annotated

import typer
from pydantic import ValidationError

from chassis.messaging.kafka import Kafka
from chassis.run.rebuild import Beside, Rebuild, Rebuilt
from chassis.settings import Settings
from chassis.store.mongo import Mongo
from cli.stack.problem import StackProblem
from cli.target import Data, running_stack
from services.desk.main import SERVICE

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """工作台的数据。"""


@app.command()
def rebuild(
    data: Data = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="只打印结果")] = False,
) -> None:
    """由全部事实重建工作台的数据；重建期间工作台照常提供原有数据。"""
    done = asyncio.run(_rebuild(data, quiet))
    kept = "，".join(f"{name} {number}" for name, number in done.documents.items())
    typer.echo(f"重建完成：事实 {done.facts} 条，其后又收入 {done.again} 条；{kept}")


async def _rebuild(data: Data, quiet: bool) -> Rebuilt:
    mongo, kafka, settings = _connection(data)
    name = f"{settings.database_prefix}{SERVICE.name}"
    real, beside = Mongo(mongo, name, settings.mongo_driver), Beside(mongo, name, settings.mongo_driver)
    try:
        return await Rebuild(SERVICE, real, beside, settings.topic_prefix, lambda line: None if quiet else typer.echo(line)).run(kafka)
    finally:
        await real.close()
        await beside.close()


def _connection(data: Data) -> tuple[str, Kafka, Settings]:
    """MongoDB and Kafka: as the desk's own settings have it where they say so, else of the running stack."""
    try:
        settings = Settings.load()
    except ValidationError as error:
        raise StackProblem(f"设置有误：{error}") from error
    if data is None and ("SANZHI_MONGO" in os.environ or "SANZHI_SECRETS" in os.environ):
        return settings.mongo, Kafka.of(settings), settings
    running = running_stack(data)
    return running.state.mongo, running.kafka, settings
