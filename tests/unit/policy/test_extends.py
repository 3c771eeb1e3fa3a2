"""A version that extends another: one small file of what differs, and how a mistake in it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import RuleViolated
from chassis.policy import Laws, Policies, PolicyError
from chassis.rpc.errors import told_of

BASE = {
    "version.yaml": 'version: "2026.1"\nvalid_from: 2026-01-01\ntitle: 试点方案全称\nshort_title: 试点方案\n',
    "some.yaml": "warn_days: [15, 7, 1]\nreview: {working_days: 30, times: 1}\n",
    "clauses.yaml": "parts: [{id: 四, title: 评估, clauses: [{id: 四.1, text: 应在30个工作日内开展考核。}]}]\n",
    "rules.yaml": """rules:
  '4.2': {title: 考核期限, clauses: [四.1], quote: 应在30个工作日内}
  '4.5': {title: 预警, clauses: [四.1], basis: 预警}
""",
}
NEXT = {"version.yaml": 'version: "2027.1"\nvalid_from: 2027-01-01\nextends: "2026.1"\n'}
Write = Callable[[str, dict[str, str]], Path]


@dataclass(frozen=True)
class Review:
    working_days: int
    times: int


@dataclass(frozen=True)
class SomePolicy:
    warn_days: tuple[int, ...]
    review: Review


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(version: str, files: dict[str, str]) -> Path:
        (tmp_path / version).mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / version / name).write_text(text, encoding="utf-8")
        return tmp_path

    write("2026.1", BASE)
    return write


def _load(folder: Path) -> Policies[SomePolicy]:
    return Policies.load("some", SomePolicy, folder)


def test_only_what_differs_is_written(write: Write) -> None:
    folder = write("2027.1", NEXT | {"some.yaml": "review: {working_days: 20}\n"})
    policies = _load(folder)
    assert policies.at("2027.1") == SomePolicy((15, 7, 1), Review(20, 1))
    assert policies.at("2026.1") == SomePolicy((15, 7, 1), Review(30, 1))
    assert [policies.current(date(2026, 12, 31)).version, policies.current(date(2027, 1, 1)).version] == ["2026.1", "2027.1"]


def test_a_list_is_replaced_whole(write: Write) -> None:
    assert _load(write("2027.1", NEXT | {"some.yaml": "warn_days: [20]\n"})).at("2027.1").warn_days == (20,)


def test_a_version_may_extend_one_that_extends(write: Write) -> None:
    write("2027.1", NEXT | {"some.yaml": "review: {working_days: 20}\n"})
    version = 'version: "2028.1"\nvalid_from: 2028-01-01\nextends: "2027.1"\n'
    folder = write("2028.1", {"version.yaml": version, "some.yaml": "review: {times: 2}\n"})
    assert _load(folder).at("2028.1") == SomePolicy((15, 7, 1), Review(20, 2))


def test_title_clauses_and_rules_are_inherited_unless_given(write: Write) -> None:
    folder = write("2027.1", NEXT | {"rules.yaml": "rules: {'4.5': {basis: 到期前预警}}\n"})
    old, new = Laws.load(folder).versions
    assert (new.version.title, new.version.short_title) == ("试点方案全称", "试点方案")
    assert new.clause("四.1") == old.clause("四.1") and new.rules["4.2"] == old.rules["4.2"]
    assert (old.rules["4.5"].basis, new.rules["4.5"].basis, new.rules["4.5"].title) == ("预警", "到期前预警", "预警")


def test_a_refusal_quotes_the_law_of_its_day(write: Write) -> None:
    laws = Laws.load(write("2027.1", NEXT | {"rules.yaml": "rules: {'4.5': {basis: 到期前预警}}\n"}))
    refusal = RuleViolated("TOO_LATE", "已逾期", rule="4.5")
    told = [told_of(refusal, laws.on(day)) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [each.policy_version for each in told] == ["2026.1", "2027.1"]
    assert [each.message for each in told] == ["已逾期（执行口径：预警）", "已逾期（执行口径：到期前预警）"]


def test_what_a_neighbour_quoted_is_not_quoted_twice(write: Write) -> None:
    law = Laws.load(write("2026.1", BASE)).newest
    once = told_of(RuleViolated("TOO_LATE", "已逾期", rule="4.5"), law).message
    assert told_of(RuleViolated("TOO_LATE", once, rule="4.5"), law).message == once


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ('version: "2027.1"\nvalid_from: 2027-01-01\nextends: "2025.9"\n', "extends", "there is no version 2025.9"),
        ('version: "2027.1"\nvalid_from: 2027-01-01\nextends: "2027.1"\n', "extends", "circle: 2027.1 extends 2027.1"),
        ('version: "2027.1"\nvalid_from: 2027-01-01\nextends: 2026.1\n', "extends", 'in quotes, extends: "2026.1"'),
        ('version: "2027.1"\nvalid_from: 2026-01-01\nextends: "2026.1"\n', "valid_from", "not after that of 2026.1"),
        ('version: "2027.1"\nvalid_from: 2025-01-01\nextends: "2026.1"\n', "valid_from", "not after that of 2026.1"),
        ('version: "2027.1"\nextends: "2026.1"\n', "valid_from", "not after that of 2026.1"),
        ('valid_from: 2027-01-01\nextends: "2026.1"\n', "version", "is 2026.1, the folder is 2027.1"),
    ],
)
def test_a_wrong_base_is_refused(write: Write, text: str, key: str, problem: str) -> None:
    folder = write("2027.1", {"version.yaml": text})
    with pytest.raises(PolicyError) as caught:
        _load(folder)
    assert (caught.value.file, caught.value.key) == (folder / "2027.1" / "version.yaml", key)
    assert problem in caught.value.problem


def test_a_circle_of_two_is_refused(write: Write) -> None:
    write("2026.1", {"version.yaml": BASE["version.yaml"] + 'extends: "2027.1"\n'})
    with pytest.raises(PolicyError, match=r"goes in a circle: (2026\.1|2027\.1) extends (2026\.1|2027\.1) extends") as caught:
        _load(write("2027.1", NEXT))
    assert caught.value.key == "extends"


@pytest.mark.parametrize(
    ("text", "key"),
    [("reviw: {times: 2}\n", "reviw"), ("review: {day: 2}\n", "review.day"), ("review: {times: often}\n", "review.times")],
)
def test_a_mistake_is_told_with_the_file_that_makes_it(write: Write, text: str, key: str) -> None:
    folder = write("2027.1", NEXT | {"some.yaml": text})
    with pytest.raises(PolicyError) as caught:
        _load(folder)
    assert (caught.value.file, caught.value.key) == (folder / "2027.1" / "some.yaml", key)


def test_a_mistake_of_the_base_is_not_laid_on_who_extends_it(write: Write) -> None:
    write("2026.1", {"some.yaml": "warn_days: [15]\nreview: {working_days: soon, times: 1}\n"})
    folder = write("2027.1", NEXT | {"some.yaml": "warn_days: [1]\n"})
    with pytest.raises(PolicyError) as caught:
        _load(folder)
    assert caught.value.file == folder / "2026.1" / "some.yaml"


def test_two_versions_of_one_day_are_refused(write: Write) -> None:
    folder = write("2026.2", {**BASE, "version.yaml": BASE["version.yaml"].replace("2026.1", "2026.2")})
    with pytest.raises(PolicyError, match=r"is that of 2026\.1 too"):
        _load(folder)
