"""Which stack a command talks to: that of --data, else that of `sanzhi env`, else the running one in the default folder."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from chassis.messaging.kafka import Kafka
from chassis.settings import Settings
from cli.services import SERVICES
from cli.stack.lock import is_locked
from cli.stack.places import data_home
from cli.stack.problem import StackProblem
from cli.stack.settings import RunningStack
from cli.stack.state import read_state

Data = Annotated[Path | None, typer.Option("--data", help="系统的数据目录（缺省：SANZHI_DATA，或用户数据目录）", metavar="DIR")]


@dataclass(frozen=True)
class Target:
    """Addresses by service, host:port; the folder of the issuer's keys, where there is one here; whom to trust, where there is TLS."""

    services: dict[str, str]
    kafka: Kafka
    mongo: str
    issuer: Path | None
    topic_prefix: str = "sanzhi"
    tls_ca: str = ""
    token: str = field(default="", repr=False)  # of an issuer of one's own; every call is made with it


def find_target(data: Path | None = None) -> Target:
    """Raises StackProblem where nothing runs."""
    if data is None and "SANZHI_REGISTRY_ADDRESS" in os.environ:
        return _of_environment()
    running = running_stack(data)
    state = running.state
    return Target(state.services, running.kafka, state.mongo, state.issuer, token=os.environ.get("SANZHI_TOKEN", ""))


def running_stack(data: Path | None = None) -> RunningStack:
    """The stack that runs in a data folder. Raises StackProblem where none does."""
    folder = (data or data_home()).absolute()
    state = read_state(folder) if is_locked(folder) else None
    if state is None:
        raise StackProblem(f"数据目录 {folder} 没有正在运行的系统：请先执行 sanzhi up，或用 --data 指明目录")
    return RunningStack(state, folder)


def _of_environment() -> Target:
    names = {service: f"SANZHI_{service.upper()}_ADDRESS" for service in SERVICES}
    if missing := [name for name in names.values() if name not in os.environ]:
        raise StackProblem(f"环境变量 {'、'.join(missing)} 没有设置（sanzhi env 给出全部）")
    issuer = os.environ.get("SANZHI_ISSUER_KEYS")
    return Target(
        {service: os.environ[name] for service, name in names.items()},
        replace(Kafka.of(Settings.load()), servers=os.environ.get("SANZHI_KAFKA", "")),
        os.environ.get("SANZHI_MONGO", ""),
        Path(issuer) if issuer else None,
        os.environ.get("SANZHI_TOPIC_PREFIX", "sanzhi"),
        os.environ.get("SANZHI_TLS_CA", ""),
        os.environ.get("SANZHI_TOKEN", ""),
    )
