"""`sanzhi env`: the running stack's settings, for a shell to eval."""

import json
import shlex
from typing import Annotated

import typer

from cli.services import SERVICES
from cli.target import Data, running_stack


def command(
    data: Data = None,
    service: Annotated[str, typer.Option("--service", help="另加运行这个服务所需的设置", metavar="SERVICE")] = "",
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """打印环境变量：eval "$(sanzhi env)"。"""
    if service and service not in SERVICES:
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join(SERVICES)}")
    stack = running_stack(data)
    variables = stack.for_service(service) if service else stack.for_clients()
    if json_output:
        typer.echo(json.dumps(variables, indent=2))
        return
    for name, value in variables.items():
        typer.echo(f"export {name}={shlex.quote(value)}")
