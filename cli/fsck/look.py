"""One service after the other: which checks there are, and what came of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cli.fsck.database import Database
from cli.fsck.documents import check_documents
from cli.fsck.facts import check_facts
from cli.fsck.files import check_files
from cli.fsck.findings import Finding, Kind
from cli.fsck.indexes import check_indexes
from cli.fsck.rows import check_rows
from cli.fsck.timers import check_timers
from cli.stack.problem import StackProblem

CHECKS: tuple[Callable[[Database], Iterator[Finding]], ...] = (
    check_indexes,
    check_documents,
    check_facts,
    check_timers,
    check_rows,
    check_files,
)


@dataclass(frozen=True)
class Looked:
    """What came of a service: findings by kind, documents by collection."""

    findings: Counter[Kind]
    documents: Counter[str]


def look_through(database: Database, tell: Callable[[Finding], None]) -> Looked:
    """Each finding is told at once and not kept. Raises PyMongoError; StackProblem where there is no such database."""
    if not database.collections():
        raise StackProblem(f"没有数据库 {database.name}，或者其中什么都没有")
    found: Counter[Kind] = Counter()
    for check in CHECKS:
        for finding in check(database):
            found[finding.kind] += 1
            tell(finding)
    return Looked(found, database.progress.counts)
