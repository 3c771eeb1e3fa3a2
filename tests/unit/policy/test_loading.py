"""What a service's policy file may hold, and how a mistake in it is told."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chassis.policy import Laws, Policies, PolicyError, policy_folder

VERSION = "version: {version!r}\nvalid_from: {day}\ntitle: 方案\nshort_title: 方案\n"
GOOD = "warning_days: [15, 7]\nreview:\n  working_days: 30\nweights:\n  lead: '0.15'\n"


@dataclass(frozen=True)
class Review:
    working_days: int


@dataclass(frozen=True)
class SomePolicy:
    warning_days: tuple[int, ...]
    review: Review
    weights: dict[str, Decimal]
    rolls: bool = True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path, "2026.1", "2026-01-01", GOOD)
    return tmp_path


def _write(folder: Path, version: str, day: str, text: str) -> None:
    (folder / version).mkdir(exist_ok=True)
    (folder / version / "version.yaml").write_text(VERSION.format(version=version, day=day), encoding="utf-8")
    (folder / version / "some.yaml").write_text(text, encoding="utf-8")


def _load(folder: Path) -> Policies[SomePolicy]:
    return Policies.load("some", SomePolicy, folder)


def test_the_file_becomes_the_services_dataclass(folder: Path) -> None:
    current = _load(folder).current(date(2026, 5, 1))
    assert (current.version, current.valid_from) == ("2026.1", date(2026, 1, 1))
    assert current.values == SomePolicy((15, 7), Review(30), {"lead": Decimal("0.15")})


def test_a_version_holds_from_its_day_on_and_the_older_one_stays_readable(folder: Path) -> None:
    _write(folder, "2026.2", "2026-07-01", GOOD.replace("30", "20"))
    policies = _load(folder)
    assert policies.current(date(2026, 6, 30)).values.review.working_days == 30
    assert policies.current(date(2026, 7, 1)).values.review.working_days == 20
    assert policies.at("2026.1").review.working_days == 30
    with pytest.raises(KeyError, match=r"2025\.9"):
        policies.at("2025.9")


def test_the_first_version_governs_the_days_before_it(folder: Path) -> None:
    assert _load(folder).current(date(2024, 1, 1)).version == "2026.1"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "warning_dais: [1]\n", "warning_dais"),
        (GOOD.replace("working_days: 30", "working_days: 30\n  panel: 3"), "review.panel"),
        (GOOD.replace("30", "dreißig"), "review.working_days"),
        (GOOD.replace("warning_days: [15, 7]\n", ""), "warning_days"),
        ("", ""),
    ],
)
def test_a_wrong_key_is_named_with_its_file(folder: Path, text: str, key: str) -> None:
    (folder / "2026.1" / "some.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        _load(folder)
    assert (caught.value.file, caught.value.key) == (folder / "2026.1" / "some.yaml", key)
    assert str(folder / "2026.1" / "some.yaml") in str(caught.value)


def test_a_key_that_stands_twice_is_refused(folder: Path) -> None:
    (folder / "2026.1" / "some.yaml").write_text(GOOD + "warning_days: [1]\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="warning_days stands twice"):
        _load(folder)


def test_what_is_missing_or_no_yaml_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "2026.1" / "some.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(PolicyError, match="expected"):
        _load(folder)
    (folder / "2026.1" / "some.yaml").unlink()
    with pytest.raises(PolicyError, match="is missing"):
        _load(folder)
    with pytest.raises(PolicyError, match="no policy version"):
        _load(tmp_path / "nowhere")


def test_a_version_must_carry_its_folders_name(folder: Path) -> None:
    (folder / "2026.1").rename(folder / "2027.1")
    with pytest.raises(PolicyError) as caught:
        _load(folder)
    assert caught.value.key == "version"


def test_the_folder_can_be_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert policy_folder().name == "policy"
    monkeypatch.setenv("SANZHI_POLICY_DIR", str(folder))
    assert policy_folder() == folder
    assert Policies.load("some", SomePolicy).versions[0].version == "2026.1"


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("{title: 标题, clauses: [一.2], quote: 甲}", "no such clause: 一.2"),
        ("{title: 标题, clauses: [一.1], quote: 乙}", "is not in any of its clauses"),
        ("{title: 标题, clauses: [一.1]}", "neither a quote nor a basis"),
        (f"{{title: 标题, clauses: [一.1], quote: {'甲' * 61}}}", "longer than 60"),
    ],
)
def test_a_rule_that_does_not_stand_on_the_plan_is_refused(folder: Path, rule: str, problem: str) -> None:
    clauses = f"parts: [{{id: 一, title: 甲, clauses: [{{id: 一.1, text: {'甲' * 70}。}}]}}]"
    (folder / "2026.1" / "clauses.yaml").write_text(clauses, encoding="utf-8")
    (folder / "2026.1" / "rules.yaml").write_text(f"rules: {{'1.1': {rule}}}", encoding="utf-8")
    with pytest.raises(PolicyError, match=problem) as caught:
        Laws.load(folder)
    assert caught.value.key.startswith("rules.1.1")
