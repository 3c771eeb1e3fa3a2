"""Every refusal of the plan and the domains: where, as what, for which reason, by which rule, with what besides.

`python tests/architecture/test_refusal_table.py` writes `refusals.txt` anew: read what has changed in it before you commit. Unit tests hold
each refusal that they see against it (tests/unit/conftest.py).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.architecture.test_reasons import KINDS  # noqa: E402  (run as a script too)

TABLE = Path(__file__).with_name("refusals.txt")
# What is not written out where the refusal is made.
ELSEWHERE = "…"


def _text(node: ast.expr | None) -> str:
    if node is None:
        return "-"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ELSEWHERE


def _row(kind: str, call: ast.Call) -> str:
    said = {each.arg: each.value for each in call.keywords}
    rule = _text(said.pop("rule", None))
    besides = sorted(name or ELSEWHERE for name in said if name != "retry_after")
    return " ".join([kind, _text(call.args[0] if call.args else None), rule, *besides])


def _rows(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            yield _row(node.func.id, node)


def table() -> str:
    """A module, and under it a line a refusal: kind, reason, rule ("-" for none), names of what it has besides."""
    lines = []
    for path in sorted([*(ROOT / "plan").rglob("*.py"), *(ROOT / "services").glob("*/domain/**/*.py")]):
        rows = sorted(set(_rows(path)))
        if rows:
            lines += [".".join(path.relative_to(ROOT).with_suffix("").parts), *(f"  {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def test_the_table_has_every_refusal_as_the_code_makes_it() -> None:
    assert table() == TABLE.read_text(), "python tests/architecture/test_refusal_table.py"


if __name__ == "__main__":
    TABLE.write_text(table())
