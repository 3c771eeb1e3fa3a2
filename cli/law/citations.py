"""Where Python and proto files cite a rule: parsed, never grepped, so that "Kafka 4.3" is no citation."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from cli.law.ids import homes_in_prose, ids_in_list, ids_in_prose

_RPC = re.compile(r"\brpc\s+(\w+)")
_PROTO_RULES = re.compile(r"\brules:\s*(\[[^\]]*\]|\"[^\"]*\")")
_NAMES = {"rule", "rules", "RULE", "RULES"}
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, order=True)
class Citation:
    """One place that cites a rule; symbol: the function, class or RPC around it, "" at the top of a file."""

    rule: str
    file: str
    line: int
    symbol: str


def in_code(file: str, source: str) -> set[Citation]:
    """Comments, docstrings, values named rule (rule="4.2", {"rule": "4.2"}, rule: str = "1.6,1.7"), and ids handed on as such."""
    tree = ast.parse(source)
    symbols = _Symbols(tree)
    found = [*_in_comments(source), *_in_docstrings(tree), *_in_values(tree)]
    return _one_per_symbol(Citation(rule, file, line, symbols.around(line)) for rule, line in found)


def homes_in(file: str, source: str) -> set[Citation]:
    """What a docstring here says it is the home of; the line is that of the module, class or function whose docstring it is."""
    tree = ast.parse(source)
    symbols = _Symbols(tree)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | _Definition):
            line = getattr(node, "lineno", 1)
            symbol = "" if isinstance(node, ast.Module) else symbols.around(line)
            found |= {Citation(rule, file, line, symbol) for rule in homes_in_prose(ast.get_docstring(node) or "")}
    return found


def in_tests(file: str, source: str) -> set[Citation]:
    """Tests marked pytest.mark.rule("4.2"), by decorator, in a parameter, or for the module by pytestmark."""
    tree = ast.parse(source)
    symbols = _Symbols(tree)
    found = set()
    for node in ast.walk(tree):
        for marked in _marked_parts(node):
            line = node.lineno  # type: ignore[attr-defined]
            found |= {Citation(rule, file, line, symbols.around(line)) for rule in _rules_of_marks(marked)}
    return found


def in_proto(file: str, source: str) -> set[Citation]:
    """The rules of an RPC's access option."""
    text = re.sub(r"//[^\n]*", "", source)
    found = set()
    for match in _PROTO_RULES.finditer(text):
        rpcs = _RPC.findall(text, 0, match.start())
        line = text.count("\n", 0, match.start()) + 1
        found |= {Citation(rule, file, line, rpcs[-1] if rpcs else "") for rule in _quoted(match.group(1))}
    return found


def _quoted(values: str) -> Iterator[str]:
    for value in re.findall(r'"([^"]*)"', values):
        yield from ids_in_list(value)


def _in_comments(source: str) -> Iterator[tuple[str, int]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield from ((rule, token.start[0]) for rule in ids_in_prose(token.string))


def _in_docstrings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | _Definition) and ast.get_docstring(node):
            text = node.body[0]
            yield from ((rule, text.lineno) for rule in ids_in_prose(ast.get_docstring(node) or ""))


def _in_values(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        for value in _values_that_cite(node):
            for constant in ast.walk(value):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield from ((rule, constant.lineno) for rule in ids_in_list(constant.value))


def _values_that_cite(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.keyword(arg=name, value=value) if name in _NAMES:
            return [value]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in _NAMES:
            return [value]
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _NAMES:
            return [value]
        case ast.Call(func=ast.Name(id="Decimal")):
            return []
        case ast.Call(args=values) | ast.Tuple(elts=values):  # ("ALREADY_STARTED", "6.2", …), demand_reason(reason, "1.9")
            return [value for value in values if isinstance(value, ast.Constant)]
        case ast.Dict(keys=keys, values=values):
            return [value for key, value in zip(keys, values, strict=True) if isinstance(key, ast.Constant) and key.value in _NAMES]
    return []


def _marked_parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, _Definition):
        return node.decorator_list
    if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets):
        return [node.value]
    return []


def _rules_of_marks(marked: ast.expr) -> Iterator[str]:
    for call in ast.walk(marked):
        match call:
            case ast.Call(func=ast.Attribute(attr="rule", value=ast.Attribute(attr="mark")), args=args):
                for argument in args:
                    if isinstance(argument, ast.Constant):
                        yield from ids_in_list(str(argument.value))


def _one_per_symbol(found: Iterator[Citation]) -> set[Citation]:
    first: dict[tuple[str, str], Citation] = {}
    for citation in sorted(found):
        first.setdefault((citation.rule, citation.symbol), citation)
    return set(first.values())


class _Symbols:
    """Which function or class a line belongs to."""

    def __init__(self, tree: ast.Module) -> None:
        self._spans: list[tuple[int, int, str]] = []
        self._collect(tree, "")

    def around(self, line: int) -> str:
        """The innermost definition around the line; a comment above a definition or its decorator belongs to what encloses it."""
        inside = [(start, name) for start, end, name in self._spans if start <= line <= end]
        return max(inside)[1] if inside else ""

    def _collect(self, parent: ast.AST, prefix: str) -> None:
        for node in ast.iter_child_nodes(parent):
            name = prefix
            if isinstance(node, _Definition):
                name = f"{prefix}.{node.name}" if prefix else node.name
                self._spans.append((node.lineno, node.end_lineno or node.lineno, name))
            self._collect(node, name)
