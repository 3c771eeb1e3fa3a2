"""`sanzhi token --as PERSON`: a token of the embedded stack's issuer."""

import asyncio
from typing import Annotated

import typer

from cli.client import Client
from cli.target import Data, find_target
from cli.tokens import ADMINISTRATOR, LIFETIME, LONGEST


def command(
    person: Annotated[
        str, typer.Option("--as", help="人员，如 people/li；people/admin、people/security、people/auditor 为首任三员", metavar="PERSON")
    ] = ADMINISTRATOR,
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="另加的全局角色，可重复；未登记的不起作用", metavar="ROLE"),
    ] = None,
    ttl: Annotated[int, typer.Option("--ttl", min=1, max=LONGEST, help="有效秒数，最长 12 小时")] = LIFETIME,
    data: Data = None,
) -> None:
    """签发并打印一个令牌（JWT）；单位、区域与角色取自注册立项服务。"""
    full = person if person.startswith("people/") else f"people/{person}"
    typer.echo(asyncio.run(_token(data, full, tuple(role or ()), ttl)))


async def _token(data: Data, person: str, roles: tuple[str, ...], ttl: int) -> str:
    async with Client(find_target(data), patience=5.0) as client:
        return await client.tokens.new(person, roles, ttl)
