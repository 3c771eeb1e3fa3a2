"""`sanzhi provision`: the steps before the services, each done again at every start without harm."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.services import CONSOLE, SERVICES

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Option("--secrets", help="密钥与口令的目录", metavar="DIR")]
Authority = Annotated[str, typer.Option("--ca", help="以 TLS 连接时信任的机构证书", metavar="FILE")]


@app.command()
def secrets(
    folder: Folder,
    mongo: Annotated[
        str, typer.Option("--mongo", help="各服务所用的 MongoDB 地址，各成员以逗号分隔", metavar="HOST:PORT")
    ] = "mongodb:27017",
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
    address: Annotated[str, typer.Option("--address", help="副本集各成员的地址，以逗号分隔", metavar="HOST:PORT")] = "mongodb:27017",
    prefix: Annotated[str, typer.Option("--database-prefix", envvar="SANZHI_DATABASE_PREFIX")] = "sanzhi_",
    ca: Authority = "",
) -> None:
    """建立副本集和各服务的用户；成员只有一个时，第一次须与 mongod 在同一台机器（本机例外）。"""
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


@app.command()
def check(
    service: Annotated[str, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}；或者网页 {CONSOLE}", metavar="SERVICE")],
    language: Annotated[Literal["zh", "en"], typer.Option("--language", help="用中文或英文说明")] = "zh",
) -> None:
    """MongoDB 和 Kafka 由别人管理时：以服务自己的设置和用户查看还缺什么，不作任何改动；有缺的，退出代码为 1。"""
    from chassis.settings import Settings
    from cli.provision.check.lacks import lines
    from cli.provision.check.service import lacks_of

    if service not in (*SERVICES, CONSOLE):
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join((*SERVICES, CONSOLE))}")
    lacks = lacks_of(service, Settings.load())
    for line in lines(service, lacks, language):
        typer.echo(line)
    if any(lack.must for lack in lacks):
        raise typer.Exit(1)
