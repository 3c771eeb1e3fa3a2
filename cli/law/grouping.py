"""The places of a rule as people look for them: by service and module, not by line."""

from collections.abc import Iterable
from dataclasses import dataclass

from cli.law.citations import Citation
from cli.law.ledger import Row

_OUTSIDE = {"plan": "plan/", "chassis": "chassis/"}


@dataclass(frozen=True)
class Module:
    """A file that cites a rule. file: from the root; title: as a reader within its group looks for it, domain/review.py."""

    file: str
    title: str


def applied_in(row: Row) -> dict[str, list[Module]]:
    """Service (or plan/, chassis/) → its modules that cite the rule, the home's own module left out."""
    homes = {home.file for home in row.homes}
    return _grouped(citation.file for citation in row.code if citation.file not in homes and not _is_proto(citation))


def announced_by(row: Row) -> list[Citation]:
    """The RPCs whose access option names the rule."""
    return [citation for citation in row.code if _is_proto(citation)]


def tested_in(row: Row) -> list[Module]:
    """Files with tests of the rule."""
    return [Module(file, file.removeprefix("tests/")) for file in dict.fromkeys(citation.file for citation in row.tests)]


def _is_proto(citation: Citation) -> bool:
    return citation.file.startswith("proto/")


def _grouped(files: Iterable[str]) -> dict[str, list[Module]]:
    found: dict[str, list[Module]] = {}
    for file in dict.fromkeys(files):
        top, _, rest = file.partition("/")
        group, title = (_OUTSIDE[top], rest) if top in _OUTSIDE else (rest.partition("/")[0], rest.partition("/")[2])
        found.setdefault(group, []).append(Module(file, title))
    return dict(sorted(found.items(), key=lambda each: (each[0] not in _OUTSIDE.values(), each[0])))
