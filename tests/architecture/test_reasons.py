"""One situation, one reason: `reasons.yaml` has every reason as the code gives it, and no second name for what has one already.

`python tests/architecture/test_reasons.py` writes the table anew: read what has changed in it before you commit.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("reasons.yaml")
KINDS = {
    "RuleViolated",
    "PermissionDenied",
    "InvalidArgument",
    "NotFound",
    "AlreadyExists",
    "Unauthenticated",
    "Stale",
    "DataLoss",
    "Unavailable",
}
# Grounds that stand within the refusal that gives them all, and what the door says of a field.
PARTS = {"Failure", "CheckFailure", "Unfit", "_Unfit", "_invalid"}
_REASON = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_RULE = re.compile(r"(\d\.\d+a?|S\.\d)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
Row = dict[str, list[str] | str]


def strings(node: ast.AST) -> list[str]:
    """The texts written out in an expression, put-together ones with "…" for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)]
        case ast.Tuple(elts=parts):
            return [text for part in parts for text in strings(part)]
        case ast.Call(args=given, keywords=named):
            return [
                text
                for part in [*given, *(each.value for each in named if each.arg in ("rule", "reason", "message"))]
                for text in strings(part)
            ]
    return []


def _given(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """Kind ("" where a table of states has it) and texts of whatever may be a refusal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS | PARTS:
            yield node.func.id, strings(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KINDS:
            yield node.func.attr, strings(node)
        elif isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
            yield "", strings(node)


@cache
def table() -> dict[str, Row]:
    """Every reason: what it is refused as, by which rules as far as they are written out, and the first words for it (zh-CN)."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    says: dict[str, str] = {}
    for path in sorted(path for root in ("chassis", "plan", "services") for path in (ROOT / root).rglob("*.py")):
        for kind, texts in _given(ast.parse(path.read_text())):
            reason = next((text for text in texts if _REASON.fullmatch(text)), None)
            message = next((text for text in texts if _CHINESE.search(text)), "")
            if reason is None or not (kind or message):
                continue
            found[reason]["as"].add(kind or "RuleViolated")
            found[reason]["rules"].update(text for text in texts if _RULE.fullmatch(text))
            says.setdefault(reason, "")
            says[reason] = says[reason] or message
    return {
        reason: {"as": sorted(found[reason]["as"]), "rules": sorted(found[reason]["rules"]), "says": says[reason]}
        for reason in sorted(found)
    }


def given_in(paths: Iterable[Path]) -> set[str]:
    """Every text in some files that may be a reason."""
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text())))
    return {text for node in nodes for text in strings(node) if _REASON.fullmatch(text)}


# A situation that any service may meet, by how its names tend to end: the one name for it, and names that mean something else.
ONE_NAME: dict[str, tuple[set[str], set[str]]] = {
    r"(WITHOUT|NO|_)_?REASON(_MISSING|_REQUIRED|_EMPTY)?": ({"REASON_MISSING"}, set()),
    r"REFERENCE_(MISSING|REQUIRED)": ({"REFERENCE_MISSING"}, set()),
    r"(IN|OF)_(THE_)?FUTURE": ({"DATE_IN_FUTURE"}, set()),
    r"(_PAST|DATE_PASSED|DAY_PASSED)": ({"DATE_IN_PAST"}, set()),
    r"(PERIOD_OVER|DEADLINE_OVER|PERIOD_EXPIRED|TOO_LATE|DEADLINE_PASSED)": ({"DEADLINE_PASSED"}, set()),
    r"(PERIOD_RUNNING|DEADLINE_RUNS|DEADLINE_RUNNING|TOO_EARLY)": ({"DEADLINE_RUNS"}, set()),
    # a file's bytes and its digest; a second lead factor in a guide
    r"(_REPEATED|_TWICE|_DUPLICATE|_DUPLICATED)": ({"LISTED_TWICE"}, {"FILE_GIVEN_TWICE", "LEAD_FACTOR_REPEATED"}),
    # a file is asked for by its digest; unknown callers, areas, algorithms and values are no resources
    r"(NOT_FOUND|_UNKNOWN|DOES_NOT_EXIST|^UNKNOWN_.*)": (
        {"NOT_FOUND"},
        {
            "FILE_NOT_FOUND",
            "PERSON_UNKNOWN",
            "TYPE_UNKNOWN",
            "AREA_UNKNOWN",
            "ALGORITHM_UNKNOWN",
            "CONDITION_VALUE_UNKNOWN",
            "SECTOR_UNKNOWN",
            "FIELD_OF_TECHNOLOGY_UNKNOWN",
        },
    ),
    # there is one bureau, whatever its name
    r"(_EXISTS|EXISTS_ALREADY)": ({"ALREADY_EXISTS"}, {"BUREAU_EXISTS"}),
    r"(PROJECT_(OVER|ENDED|CLOSED|TERMINATED|FINISHED))": ({"PROJECT_ENDED"}, set()),
    r"(ALREADY_(DELIVERED|VOTED|SCORED|ASSESSED)|VOTE_ALREADY_RECORDED)": ({"ALREADY_DELIVERED"}, set()),
    r"(DELIVERY|DELIVERIES|VOTES?|SCORES?|ASSESSMENTS?)_MISSING": ({"DELIVERY_MISSING"}, set()),
    r"(TEXT|FIELD|NAME|REASON|STRING)_TOO_LONG": ({"TEXT_TOO_LONG"}, set()),
    r"DATE_(OUT_OF_RANGE|OUTSIDE_.*)|YEAR_OUT_OF_RANGE": ({"DATE_OUT_OF_RANGE"}, set()),
    r"(YEAR_IMPLAUSIBLE)": ({"YEAR_IMPLAUSIBLE"}, set()),
    r"EVALUATION_(ALREADY_|HAS_)?(STARTED|BEGUN)": ({"EVALUATION_STARTED"}, set()),
}
# By the token of a caller and by what is asked: the one is no right, the other no state.
OF_TWO_KINDS = {"ROLES_INCOMPATIBLE"}
ADDS_NOTHING = {"ALREADY", "IS", "HAS", "A", "THE", "OF", "IN", "BY", "WAS"}


def test_the_table_has_every_reason_as_the_code_gives_it() -> None:
    declared, given = yaml.safe_load(TABLE.read_text()), table()
    assert len(given) > 250
    differing = sorted(reason for reason in declared.keys() | given.keys() if declared.get(reason) != given.get(reason))
    assert not differing, f"{differing}: one situation, one reason? Then: python tests/architecture/test_reasons.py"


def test_no_situation_has_a_second_name() -> None:
    for ending, (one, other) in ONE_NAME.items():
        named = {reason for reason in table() if re.search(f"({ending})$", reason)}
        assert named <= one | other, (ending, named - one - other)
        assert one | other <= set(table()), (ending, "names a reason that nobody gives")


def test_no_two_reasons_are_of_the_same_words() -> None:
    by_words = defaultdict(set)
    for reason in table():
        by_words[frozenset(reason.split("_")) - ADDS_NOTHING].add(reason)
    assert [sorted(alike) for alike in by_words.values() if len(alike) > 1] == []


def test_a_reason_is_refused_as_one_kind() -> None:
    several = {reason for reason, row in table().items() if len(KINDS & set(row["as"])) > 1}
    assert several == OF_TWO_KINDS


if __name__ == "__main__":
    head = "# Every reason: one a situation. Written by `python tests/architecture/test_reasons.py`\n"
    TABLE.write_text(head + yaml.safe_dump(table(), allow_unicode=True, sort_keys=True, width=1000))
