"""Every enum value has a Chinese word in its proto, and the domain, which may not read protos, says the same."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

from chassis.access.roles import ROLE_NAMES
from chassis.words import NOT_SET, word_of
from cli.services import SERVICES
from cli.words.enums import code_word, enums_of
from tests.contract.forms.protos import enums, files


def test_every_proto_is_looked_at() -> None:
    assert {file.package for file in files()} >= {f"sanzhi.{name}.v1" for name in ("access", "operations", *SERVICES)}


def test_every_enum_value_has_a_word() -> None:
    assert [value.name for enum in enums() for value in enum.values if not word_of(value)] == []


def test_words_are_short_and_tell_the_values_of_an_enum_apart() -> None:
    assert [value.name for enum in enums() for value in enum.values if len(word_of(value)) > 20] == []
    assert [enum.full_name for enum in enums() if len({word_of(value) for value in enum.values}) < len(enum.values)] == []


def test_enums_of_the_same_name_say_the_same_in_every_service() -> None:
    said: dict[str, set[str]] = {}
    for enum in enums():
        for value in enum.values:
            said.setdefault(value.name, set()).add(word_of(value))
    assert {name: words for name, words in said.items() if len(words) > 1} == {}


def test_a_value_that_is_not_set_says_so_unless_it_means_something() -> None:
    values = {value.name: word_of(value) for enum in enums() for value in enum.values if not value.number}
    assert values["PROJECT_KIND_UNSPECIFIED"] == NOT_SET
    assert values["HIRED_BY_UNSPECIFIED"] == "按任务书"


def test_roles_are_named_by_the_proto() -> None:
    assert ROLE_NAMES["lead"] == "本项目责任人（项目经理人或技术总师）"
    assert "unspecified" not in ROLE_NAMES


def test_a_code_is_not_taken_for_one_that_it_ends() -> None:
    assert [code_word("evaluation", "Conclusion", code) for code in ("met", "partly_met", "not_met")] == ["完成", "部分完成", "未完成"]
    assert code_word("evaluation", "Conclusion", "unheard_of") == "unheard_of"


def domain_words(package: str) -> Iterator[tuple[str, str, str]]:
    """Enum, code and Chinese of what a package calls its values: tables by value, and the properties `label` and `chinese`."""
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        for thing in vars(importlib.import_module(found.name)).values():
            if isinstance(thing, dict):
                words = {key: text for key, text in thing.items() if isinstance(key, StrEnum) and isinstance(text, str)}
                yield from ((type(key).__name__, key.value, text) for key, text in words.items() if not text.isascii())
            elif isinstance(thing, type) and issubclass(thing, StrEnum):
                for name in {"label", "chinese"} & vars(thing).keys():
                    yield from ((thing.__name__, each.value, getattr(each, name)) for each in thing)


DOMAINS = ("plan", *(f"services.{service}.domain" for service in SERVICES))


@pytest.mark.parametrize("package", DOMAINS)
def test_the_domain_calls_a_value_as_the_proto_does(package: str) -> None:
    protos = {enum.name: enum.file.package.split(".")[1] for enum in enums()}
    if package != "plan":
        protos = dict.fromkeys(enums_of(package.split(".")[1]), package.split(".")[1])
    said = {entry for entry in domain_words(package) if entry[0] in protos}
    assert {entry for entry in said if code_word(protos[entry[0]], entry[0], entry[1]) != entry[2]} == set()


def test_words_of_the_domain_are_found() -> None:
    found = {entry for package in DOMAINS for entry in domain_words(package)}
    assert {("ApplicationState", "draft", "草稿"), ("DocumentKind", "credit_commitment", "信用承诺书")} <= found
