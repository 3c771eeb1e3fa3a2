"""Where an audit log and the copies of its seals are, and whose keys sign them: of the settings, else of the running stack."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from chassis.access.jwks import NotAKeySet, TrustedKey, keys_of
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings
from cli.stack.issuer import Issuer
from cli.stack.problem import StackProblem
from cli.target import running_stack


@dataclass(frozen=True)
class Surroundings:
    """keys: the services' public ones, by id. kafka: None where it is not to be asked. folder: of copies, where there is one."""

    mongo: str
    databases: str
    topics: str
    keys: dict[str, TrustedKey]
    kafka: Kafka | None = None
    folder: Path | None = None


def find_surroundings(data: Path | None, keys: Path | None, folder: Path | None, *, without_kafka: bool) -> Surroundings:
    """Raises StackProblem, OSError."""
    try:
        settings = Settings.load()
    except ValidationError as error:
        raise StackProblem(f"设置有误：{error}") from error
    folder = folder or (Path(settings.seals_folder) if settings.seals_folder else None)
    if data is None and ("SANZHI_MONGO" in os.environ or "SANZHI_SECRETS" in os.environ):
        sources, mongo, kafka = settings.jwks, settings.mongo, Kafka.of(settings)
    else:
        running = running_stack(data)
        sources, mongo, kafka = str(Issuer(running.state.issuer).jwks), running.state.mongo, running.kafka
    files = [Path(source) for each in sources.split(",") if (source := each.strip()) and not source.startswith(("http://", "https://"))]
    made = Surroundings(mongo, settings.database_prefix, settings.topic_prefix, keys_in([*files, *([keys] if keys else [])]), folder=folder)
    return made if without_kafka else replace(made, kafka=kafka)


def keys_in(files: list[Path]) -> dict[str, TrustedKey]:
    """The keys of services in files of JWKS. Raises StackProblem, OSError."""
    found: dict[str, TrustedKey] = {}
    for file in files:
        try:
            usable, _ = keys_of(file.read_bytes(), own=True)
        except NotAKeySet as error:
            raise StackProblem(f"{file} 不是公钥集：{error}") from error
        for key in usable:
            if key.service:
                found.setdefault(key.id, key)
    if not found:
        raise StackProblem("没有各服务的公钥：请用 --keys 给出（安装时生成的 services.json）")
    return found
