"""Small faults that could be written into a source file: mutmut's operators, and a statement left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_CHINESE = re.compile(r"[\u3000-\u9fff]")


@dataclass(frozen=True)
class Mutant:
    """One fault in a file: `before` became `after` at `line`."""

    path: Path
    line: int
    before: str
    after: str
    module: cst.Module = field(repr=False)
    node: cst.CSTNode = field(repr=False)
    fault: cst.CSTNode = field(repr=False)

    @property
    def source(self) -> str:
        """The whole file with the fault in it."""
        return cast(cst.Module, self.module.deep_replace(self.node, self.fault)).code


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text()))
    sites = _Sites()
    wrapper.visit(sites)
    module, positions = wrapper.module, wrapper.resolve(PositionProvider)
    for node, fault in sites.found:
        where = positions.get(node) or sites.around[node]
        before, after = module.code_for_node(node).strip(), module.code_for_node(fault).strip()
        if before != after:
            yield Mutant(path, where.start.line, before, after, module, node, fault)


class _Sites(cst.CSTVisitor):
    """Where faults can be, and which: not in what a type checker reads, nor in words for users and readers."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self.around: dict[cst.CSTNode, CodeRange] = {}
        self._last: CodeRange | None = None

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note the faults of one node; False where none is made below it."""
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Decorator) or _is_wording(node):
            return False
        if isinstance(node, cst.SimpleStatementLine) and (_is_docstring(node) or _is_alias(node)):
            return False
        self._last = self.get_metadata(PositionProvider, node, None) or self._last
        if self._last is not None:
            self.around[node] = self._last
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found += [(node, fault) for fault in operator(node) if not _changes_wording(node, fault)]
        if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
            self.found.append((node, cst.Pass()))
        return True


def _is_docstring(node: cst.SimpleStatementLine) -> bool:
    return len(node.body) == 1 and isinstance(node.body[0], cst.Expr) and isinstance(node.body[0].value, cst.SimpleString)


def _is_alias(node: cst.SimpleStatementLine) -> bool:
    """`Facts = list[Any]`: nothing but a type checker reads it."""
    match node.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Subscript())]:
            return name[0].isupper() and not name.isupper()
    return False


def _is_wording(node: cst.CSTNode) -> bool:
    """What is said to users: Chinese, or put together of parts. Tests of rules do not hold it word by word."""
    if isinstance(node, cst.FormattedString | cst.ConcatenatedString):
        return True
    if isinstance(node, cst.Assign) and _is_name(node.targets[0].target, "message", "__all__"):
        return True
    return isinstance(node, cst.SimpleString) and bool(_CHINESE.search(node.value))


def _is_name(node: cst.CSTNode, *names: str) -> bool:
    return isinstance(node, cst.Name) and node.value in names


def _changes_wording(node: cst.CSTNode, fault: cst.CSTNode) -> bool:
    """Whether only an argument that words something is taken away."""
    if not isinstance(node, cst.Call) or not isinstance(fault, cst.Call):
        return False
    kept = {id(arg) for arg in fault.args}
    taken = [arg.value for arg in node.args if id(arg) not in kept]
    return any(_is_wording(value) or _is_name(value, "message") for value in taken)
