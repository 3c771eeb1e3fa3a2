"""`sanzhi provision`: the steps before the services, each done again at every start without harm."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--secrets", help="密钥与口令的目录", metavar="DIR")]
Authority = Annotated[str, typer.Option("--ca", help="以 TLS 连接时信任的机构证书", metavar="FILE")]


@app.command()
def secrets(
    folder: Folder,
    mongo: Annotated[str, typer.Option("--mongo", help="各服务所用的 MongoDB 地址", metavar="HOST:PORT")] = "mongodb:27017",
    prefix: Annotated[str, typer.Option("--database-prefix", envvar="SANZHI_DATABASE_PREFIX")] = "sanzhi_",
    mongo_ca: Annotated[str, typer.Option("--mongo-ca", help="各服务以 TLS 连接 MongoDB 时信任的机构证书", metavar="FILE")] = "",
) -> None:
    """生成缺少的密钥与口令，分给各持有者；需要 root，以便各文件只归其持有者读取。"""
    from cli.provision.secrets import hand_out

    hand_out(folder, mongo, prefix, mongo_ca)


@app.command()
def tls(
    folder: Folder,
    names: Annotated[str, typer.Option("--names", envvar="SANZHI_TLS_NAMES", help="外部所用的主机名和地址，以逗号分隔")] = "",
) -> None:
    """建立本地证书机构（一次），签发缺少的、将到期的、名称有变的证书；需要 root，以便各文件只归其持有者读取。"""
    from cli.provision.tls import hand_out

    issued = hand_out(folder, [name for each in names.split(",") if (name := each.strip())])
    typer.echo(f"新签发：{'、'.join(issued)}" if issued else "证书均有效，没有新签发")


@app.command()
def mongo(
    folder: Folder,
    address: Annotated[str, typer.Option("--address", help="副本集成员的地址", metavar="HOST:PORT")] = "mongodb:27017",
    prefix: Annotated[str, typer.Option("--database-prefix", envvar="SANZHI_DATABASE_PREFIX")] = "sanzhi_",
    ca: Authority = "",
) -> None:
    """建立副本集和各服务的用户；第一次须与 mongod 在同一台机器（本机例外）。"""
    from cli.provision.mongo import provision

    provision(folder, address, prefix, ca)


@app.command()
def kafka(
    folder: Folder,
    servers: Annotated[str, typer.Option("--servers", help="管理监听地址", metavar="HOST:PORT")] = "kafka:9094",
    prefix: Annotated[str, typer.Option("--topic-prefix", envvar="SANZHI_TOPIC_PREFIX")] = "sanzhi",
    groups: Annotated[str, typer.Option("--group-prefix", envvar="SANZHI_GROUP_PREFIX")] = "sanzhi",
    ca: Authority = "",
) -> None:
    """建立 Kafka 用户，按各服务的订阅授予权限，收回多余的权限。"""
    import asyncio

    from cli.provision.kafka import provision
    from cli.provision.rights import wanted_rights

    asyncio.run(provision(folder, servers, wanted_rights(prefix, groups), ca))
