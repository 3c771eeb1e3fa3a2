"""Words for codes that facts carry, by the protos of the services that own them, and for kinds of deadlines."""

from functools import cache
from importlib.resources import files

import yaml

from chassis.rpc.told import code_word


def word(service: str, enum: str, code: str) -> str:
    """The word for a code; "" for none."""
    return code_word(service, enum, code) if code else ""


@cache
def _deadlines() -> dict[str, str]:
    table: dict[str, str] = yaml.safe_load(files("services.desk.domain").joinpath("deadlines.yaml").read_text(encoding="utf-8"))
    return table


def deadline_word(kind: str) -> str:
    """What a deadline of a kind asks for; the kind itself where there are no words for it."""
    return _deadlines().get(kind, kind)
