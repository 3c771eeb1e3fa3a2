"""`sanzhi provision`: the steps before the services, each done again at every start without harm."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--secrets", help="密钥与口令的目录", metavar="DIR")]


@app.command()
def secrets(
    folder: Folder,
    mongo: Annotated[str, typer.Option("--mongo", help="各服务所用的 MongoDB 地址", metavar="HOST:PORT")] = "mongodb:27017",
    prefix: Annotated[str, typer.Option("--database-prefix", envvar="SANZHI_DATABASE_PREFIX")] = "sanzhi_",
) -> None:
    """生成缺少的密钥与口令，分给各持有者；需要 root，以便各文件只归其持有者读取。"""
    from cli.provision.secrets import hand_out

    hand_out(folder, mongo, prefix)


@app.command()
def mongo(
    folder: Folder,
    address: Annotated[str, typer.Option("--address", help="副本集成员的地址", metavar="HOST:PORT")] = "mongodb:27017",
    prefix: Annotated[str, typer.Option("--database-prefix", envvar="SANZHI_DATABASE_PREFIX")] = "sanzhi_",
) -> None:
    """建立副本集和各服务的用户；第一次须与 mongod 在同一台机器（本机例外）。"""
    from cli.provision.mongo import provision

    provision(folder, address, prefix)


@app.command()
def kafka(
    folder: Folder,
    servers: Annotated[str, typer.Option("--servers", help="管理监听地址", metavar="HOST:PORT")] = "kafka:9094",
    prefix: Annotated[str, typer.Option("--topic-prefix", envvar="SANZHI_TOPIC_PREFIX")] = "sanzhi",
    groups: Annotated[str, typer.Option("--group-prefix", envvar="SANZHI_GROUP_PREFIX")] = "sanzhi",
) -> None:
    """建立 Kafka 用户，按各服务的订阅授予权限，收回多余的权限。"""
    import asyncio

    from cli.provision.kafka import provision
    from cli.provision.rights import wanted_rights

    asyncio.run(provision(folder, servers, wanted_rights(prefix, groups)))
