"""docs/stories.md is what strangers write stories from: it names every RPC, key and operator, and its examples are valid."""

import re
from pathlib import Path

import pytest

from cli.story.expecting import KINDS
from cli.story.loader import parse_story
from cli.story.matching import OPERATORS
from cli.story.methods import all_methods
from cli.story.page import OF_NO_STORY, with_rows

PAGE = (Path(__file__).parents[3] / "docs" / "stories.md").read_text(encoding="utf-8")
HEAD = "format: sanzhi.story/v1\ntitle: 试\nvalues: {row: {}, finding: {}, filing: {}}\nacts:\n"


def test_every_rpc_is_listed() -> None:
    assert with_rows(PAGE) == PAGE, "make pages"
    for service, name in (method.split("/") for method in all_methods()):
        assert (f"`{name}`" in PAGE) is not service.endswith(OF_NO_STORY), f"{service}/{name}"


@pytest.mark.parametrize("word", [*KINDS, *OPERATORS, "sign(", "key_id(", "sha256(", "text:", "file:", "envelope", "service", "values"])
def test_every_key_is_explained(word: str) -> None:
    assert word in PAGE


BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_worked_example_is_a_valid_story() -> None:
    whole = [block for block in BLOCKS if block.startswith("format:")]
    assert len(whole) == 1
    assert parse_story(whole[0], Path("example.yaml")).acts


@pytest.mark.parametrize("block", [block for block in BLOCKS if not block.startswith("format:")])
def test_each_piece_is_valid_in_a_story(block: str) -> None:
    indented = re.sub(r"(?m)^(?=.)", "  ", block)
    if block.startswith("- at:"):
        parse_story(HEAD + indented, Path("piece.yaml"))
        return
    act = '  - at: "2026-01-05 09:00"\n    as: people/a\n    call: sanzhi.registry.v1.RegistryService/GetProject\n'
    parse_story(HEAD + act + "    expect:\n" + re.sub(r"(?m)^(?=.)", "      ", block), Path("piece.yaml"))
