"""An aggregate is whole: only the module that declares a class, or the package that it fills, writes its fields."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MUTATORS = frozenset(
    {"append", "extend", "insert", "remove", "pop", "popitem", "clear", "sort", "reverse", "add", "discard", "update", "setdefault"}
    | {"intersection_update", "difference_update", "symmetric_difference_update", "move_to_end"}
)


@dataclass(frozen=True)
class Write:
    """`attribute` is what is written, of an object that `owner` names."""

    line: int
    owner: str
    attribute: str


def rooms() -> list[Path]:
    return sorted(file for folder in ("plan", "services") for file in (ROOT / folder).rglob("*.py"))


def own_fields(file: Path) -> frozenset[str]:
    """Fields of the classes that a module declares, or the package of its aggregate; a frozen class has none to write."""
    whole = file.parent if file.parent.parent.name == "domain" else None
    trees = [ast.parse(each.read_text()) for each in ([file] if whole is None else sorted(whole.glob("*.py")))]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not _is_frozen(node)]
    return frozenset(name for each in classes for name in _fields(each))


def _is_frozen(node: ast.ClassDef) -> bool:
    return any("frozen=True" in ast.unparse(decorator) for decorator in node.decorator_list)


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store) and _is_self(each.value):
            yield each.attr


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def writes(tree: ast.AST) -> Iterator[Write]:
    """Every write to an attribute of something that is not `self`, also through a name given to the attribute before."""
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            names = _names_of_attributes(scope)
            for node in ast.walk(scope):
                yield from _writes_of(node, names)


def _names_of_attributes(scope: ast.AST) -> dict[str, ast.Attribute]:
    return {
        node.targets[0].id: node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Attribute)
    }


def _writes_of(node: ast.AST, names: dict[str, ast.Attribute]) -> Iterator[Write]:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield from _written(node)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        yield from _written(_attribute(node.value, names))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        yield from _written(_attribute(node.func.value, names))
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"setattr", "delattr", "object.__setattr__"}:
        yield Write(node.lineno, ast.unparse(node.args[0]), ast.unparse(node.args[1]))


def _attribute(node: ast.expr, names: dict[str, ast.Attribute]) -> ast.expr:
    while isinstance(node, ast.Subscript):
        node = node.value
    return names.get(node.id, node) if isinstance(node, ast.Name) else node


def _written(node: ast.expr) -> Iterator[Write]:
    if isinstance(node, ast.Attribute) and not _is_self(node.value):
        yield Write(node.lineno, ast.unparse(node.value), node.attr)


def offences(file: Path) -> list[str]:
    own = own_fields(file)
    found = {write for write in writes(ast.parse(file.read_text())) if write.attribute not in own}
    return [
        f"{file.relative_to(ROOT)}:{each.line} writes {each.owner}.{each.attribute}" for each in sorted(found, key=lambda each: each.line)
    ]


@pytest.mark.parametrize("file", rooms(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_writes_the_fields_of_anothers_classes(file: Path) -> None:
    found = offences(file)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("card.title = ''", True),
        ("card.count += 1", True),
        ("card.owners.append(name)", True),
        ("card.by_name['a'] = 1", True),
        ("card.engaged[0].active = False", True),
        ("del card.title", True),
        ("owners = card.owners; owners.append(name)", True),
        ("self.card.title = ''", True),
        ("setattr(card, 'title', '')", True),
        ("card.title, other = '', 1", True),
        ("self.title = ''", False),
        ("self.owners.append(name)", False),
        ("where['a'] = card.title", False),
        ("found.append(card.title)", False),
        ("card.rename('')", False),
    ],
)
def test_a_write_is_seen_in_every_form(line: str, written: bool) -> None:
    tree = ast.parse(f"def act(self, card, name, where, found):\n    {line}\n")
    assert bool(list(writes(tree))) is written
