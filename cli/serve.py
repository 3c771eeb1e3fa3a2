"""`sanzhi serve NAME`: one service, against any MongoDB and Kafka, by settings from the environment."""

import asyncio
from importlib import import_module
from typing import Annotated

import typer

from cli.target import SERVICES


def command(
    service: Annotated[str, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}", metavar="SERVICE")],
) -> None:
    """运行一个服务，设置见环境变量 SANZHI_*（各服务的 README 有说明）；SIGTERM 停止。"""
    from chassis.app import serve
    from chassis.settings import Settings

    if service not in SERVICES:
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join(SERVICES)}")
    asyncio.run(serve(import_module(f"services.{service}.main").SERVICE, Settings.load()))
