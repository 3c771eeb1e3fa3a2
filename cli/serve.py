"""`sanzhi serve NAME`: one service, against any MongoDB and Kafka, by settings from the environment."""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from cli.services import CONSOLE, SERVICES
from cli.stack.problem import StackProblem

if TYPE_CHECKING:
    from chassis.settings import Settings


def command(
    service: Annotated[str, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}；或者网页 {CONSOLE}", metavar="SERVICE")],
) -> None:
    """运行一个服务，设置见环境变量 SANZHI_*（各服务的 README 有说明）；SIGTERM 停止。"""
    from aiokafka.errors import KafkaError
    from pydantic import ValidationError
    from pymongo.errors import ConnectionFailure, OperationFailure

    from chassis.access.own_key import WrongKey
    from chassis.access.tls import WrongTls
    from chassis.run import loop
    from chassis.run.app import serve
    from chassis.settings import Settings
    from chassis.time.clock import WrongClock

    if service not in (*SERVICES, CONSOLE):
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join((*SERVICES, CONSOLE))}")
    try:
        settings = Settings.load()
        if service == CONSOLE:
            _serve_console(settings)
            return
    except ValidationError as error:
        wrong = "；".join(f"SANZHI_{'_'.join(map(str, each['loc'])).upper()}：{each['msg']}" for each in error.errors())
        raise StackProblem(f"设置有误：{wrong}") from None
    try:
        loop.run(serve(import_module(f"services.{service}.main").SERVICE, settings))
    except WrongTls as error:
        raise StackProblem(f"TLS 设置有误：{error}") from error
    except WrongKey as error:
        raise StackProblem(f"SANZHI_SERVICE_KEY 有误：{error}") from error
    except WrongClock as error:
        raise StackProblem(f"SANZHI_CLOCK={settings.clock} 与这个数据库的时钟不符：{error}") from error
    except ConnectionFailure as error:
        raise StackProblem(f"连接不上 MongoDB（SANZHI_MONGO）：{error}") from error
    except OperationFailure as error:
        raise StackProblem(f"MongoDB 不接受这个服务（SANZHI_MONGO 的用户、口令或权限）：{error.details or error}") from error
    except KafkaError as error:
        raise StackProblem(f"连接不上 Kafka（SANZHI_KAFKA={settings.kafka}）：{error}") from error


def _serve_console(settings: "Settings") -> None:
    from chassis.access.own_key import WrongKey
    from console.reminders.channels import WrongChannel
    from console.serving import serve as serve_web
    from console.settings import ConsoleSettings

    try:
        serve_web(ConsoleSettings.load(), settings)
    except WrongKey as error:
        raise StackProblem(f"SANZHI_SERVICE_KEY 有误：{error}") from error
    except WrongChannel as error:
        raise StackProblem(str(error)) from error
