"""The words that the protos have for enum values."""

from functools import cache

from chassis.rpc.told import code_word, enums_of
from chassis.words import word_of
from cli.services import SERVICES

__all__ = ["code_word", "enums_of", "value_words"]


@cache
def value_words() -> dict[str, str]:
    """Words by the values' names, such as "DEADLINE_STATE_MET"; enums of the same name say the same in every service."""
    return {value.name: word_of(value) for service in SERVICES for enum in enums_of(service).values() for value in enum.values}
