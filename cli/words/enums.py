"""The words that the protos have for enum values."""

import importlib
from functools import cache

from google.protobuf.descriptor import EnumDescriptor

from chassis.words import word_of
from cli.services import SERVICES


@cache
def enums_of(service: str) -> dict[str, EnumDescriptor]:
    """The enums of a service's proto by name."""
    file = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    return dict(file.enum_types_by_name)


def code_word(service: str, enum: str, code: str) -> str:
    """The word for a fact's code: "contracts", "DocumentKind", "credit_commitment"; the code itself where there is none."""
    values = enums_of(service)[enum].values_by_name
    prefix = enums_of(service)[enum].values[0].name.removesuffix("UNSPECIFIED")
    value = values.get(prefix + code.upper())
    return (word_of(value) if value else "") or code


@cache
def value_words() -> dict[str, str]:
    """Words by the values' names, such as "DEADLINE_STATE_MET"; enums of the same name say the same in every service."""
    return {value.name: word_of(value) for service in SERVICES for enum in enums_of(service).values() for value in enum.values}
