import pytest

from cli.story.marked import parse
from cli.story.places import StoryError


def problem(text: str) -> str:
    with pytest.raises(StoryError) as caught:
        parse(text, "s.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-05",
        "2026-01-05T09:00:00Z",
        "010",
        "0x1F",
        "0b11",
        "0o17",
        "1_000",
        "+5",
        "1e5",
        "1.5e3",
        ".5",
        "5.",
        ".inf",
        ".NaN",
        "3.10",
        "0.12345678901234567890",
        "True",
        "FALSE",
        "~",
        "Null",
        "",
    ],
)
def test_what_yaml_would_reinterpret_is_refused_with_its_line(written: str) -> None:
    assert problem(f"a: 一\nb: {written}\n").startswith("s.yaml:2: ")


@pytest.mark.parametrize("written", ['"2026-01-05"', "'9:30'", '"010"', '"no"', '""', "|\n  2026-01-05", ">-\n  yes"])
def test_quoted_scalars_are_text(written: str) -> None:
    assert isinstance(parse(f"b: {written}\n", "s.yaml")["b"], str)


@pytest.mark.parametrize(
    ("written", "value"),
    [("null", None), ("true", True), ("false", False), ("0", 0), ("-12", -12), ("85.5", 85.5), ("1.0", 1.0), ("投产2026年", "投产2026年")]
    + [(text, text) for text in ("2026-01-05 09:00", "2026-1-5", "9:30", "12:30:45", "no", "On", "y", "A-1")],
)
def test_plain_scalars_are_what_they_look_like(written: str, value: object) -> None:
    found = parse(f"b: {written}\n", "s.yaml")["b"]
    assert found == value and type(found) is type(value)


def test_every_key_and_item_knows_its_line() -> None:
    document = parse("a: 1\nb:\n  - x\n  - c: 2\n", "s.yaml")
    assert document.places["b"].line == 2
    assert [place.line for place in document["b"].places] == [3, 4]
    assert document["b"][1].places["c"].line == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "重复"),
        ("a: 1\n2026: 2\n", 2, "加引号"),
        ("a: 1\nb: &x {b: 1}\nc: *x\n", 2, "锚点"),
        ("a: 1\nb: *x\n", 2, "语法"),
        ("a: 1\n<<: {b: 1}\n", 2, "合并"),
        ("a: 1\nb: !!binary aGk=\n", 2, "标签"),
        ("a: 1\nb: !x {}\n", 2, "标签"),
        ("a: 1\n? [b]\n: 2\n", 2, "键必须是文字"),
        ("a: 1\nb: !!python/object:os.system {}\n", 2, "标签"),
        ("a: 1\nb: [1\nc: 2\n", 3, "语法"),
        ("a: 1\n---\nb: 2\n", 2, "语法"),
        ("", 1, "空"),
        ("a:\n\t- b\n", 2, "语法"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    found = problem(text)
    assert found.startswith(f"s.yaml:{line}: ") and words in found


def test_depth_is_no_crash() -> None:
    assert "嵌套" in problem("a: " + "[" * 700 + "]" * 700)
