"""Rule ids are told apart from every other number in running text."""

import pytest

from cli.law.ids import homes_in_prose, ids_in_list, ids_in_prose


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("# 4.2", ["4.2"]),
        ("# 4.2: day 1 is the first working day", ["4.2"]),
        ("# 1.6, 1.6a and 1.7", ["1.6", "1.6a", "1.7"]),
        ("#: S.1", ["S.1"]),
        ("The last day (art. 203, 4.1).", ["4.1"]),
        ("Refused, rule 3.4, by its reason.", ["3.4"]),
        ("Checked by rules 3.1–3.4.", ["3.2", "3.3", "3.1", "3.4"]),
        ("The review clock (4.2) starts; materials (4.1: 30 days) are in.", ["4.2", "4.1"]),
        ("Ends 24:00, by 4.1, in China.", ["4.1"]),
        ("The way of 1.10.", ["1.10"]),
    ],
)
def test_prose_that_cites(text: str, cited: list[str]) -> None:
    assert list(ids_in_prose(text)) == cited


@pytest.mark.parametrize(
    "text",
    [
        "Kafka 4.3 and MongoDB 6.0 (Kafka 4.3)",
        "# python 3.11.4",
        "# 3.11.4 is the interpreter",
        "# 0.15 of the score",
        "released 2.4.1, v1.2",
        "weighs 1.5x (0.5)",
        "四（四）.1 of the plan",
        "",
    ],
)
def test_prose_that_does_not(text: str) -> None:
    assert list(ids_in_prose(text)) == []


def test_a_value_is_a_list_of_ids_or_nothing() -> None:
    assert list(ids_in_list("1.6,1.7")) == ["1.6", "1.7"]
    assert list(ids_in_list("rule 1.6")) == list(ids_in_list("Kafka 4.3")) == list(ids_in_list("")) == []


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("A deadline. Home of 4.3 and 4.5.", ["4.3", "4.5"]),
        ("Conditions (3.5). Home of 3.1–3.3.", ["3.2", "3.1", "3.3"]),
        ("Home of rule 1.6a.", ["1.6a"]),
        ("What is applied of 4.3; the home is elsewhere.", []),
    ],
)
def test_a_home_says_so(text: str, homes: list[str]) -> None:
    assert list(homes_in_prose(text)) == homes
