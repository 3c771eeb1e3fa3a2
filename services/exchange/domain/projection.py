"""What of a fact leaves the suite: the open fields, and those that are granted. What nobody has marked stays inside."""

from collections.abc import Mapping
from typing import Any

from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.words import Mark

Node = Mapping[str, "Node | str"]  # a field's own name: what is below it, or its whole path where nothing is


class Projection:
    """By the marks of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._nodes = {kind: _tree(paths) for kind, paths in catalogue.marks.items()}
        self._open = {kind: frozenset(catalogue.fields(kind, Mark.OPEN)) for kind in catalogue.marks}
        self.on_request = {kind: frozenset(catalogue.fields(kind, Mark.ON_REQUEST)) for kind in catalogue.marks}

    def public(self, kind: str, data: Mapping[str, Any], granted: frozenset[str]) -> dict[str, Any]:
        """The open fields of a fact's body, and of those on request the granted ones; a field that is never told is not to be granted."""
        return _told(data, self._nodes[kind], self._open[kind] | (granted & self.on_request[kind]))


def _tree(paths: Mapping[str, Any]) -> Node:
    tree: dict[str, Any] = {}
    for path in paths:
        *above, last = path.split(".")
        node = tree
        for name in above:
            node = node.setdefault(name, {})
        node[last] = path
    return tree


def _told(data: Mapping[str, Any], node: Node, told: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in data.items():
        below = node.get(name)
        if isinstance(below, str):
            if below in told:
                found[name] = value
        elif below is not None and _any_told(below, told):
            found[name] = _inside(value, below, told)
    return found


def _inside(value: Any, node: Node, told: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return _told(value, node, told)
    if isinstance(value, list | tuple):
        return [_inside(each, node, told) for each in value]
    return None  # nothing is there: of what has no fields none is told


def _any_told(node: Node, told: frozenset[str]) -> bool:
    """Whether anything below is told; else not even how many there are is."""
    return any(below in told if isinstance(below, str) else _any_told(below, told) for below in node.values())
