"""The task table: one row a kind of task. What is nobody's task is a free initiative (initiatives.py)."""

from services.desk.domain.table import contracts, evaluation, exchange, milestones, process, registry, sharing, supervision, support
from services.desk.domain.table.kind import Kind, Table

TABLE = Table(
    (
        *registry.KINDS,
        *contracts.KINDS,
        *milestones.KINDS,
        *process.KINDS,
        *evaluation.KINDS,
        *supervision.KINDS,
        *sharing.KINDS,
        *support.KINDS,
        *exchange.KINDS,
    )
)
KINDS: dict[str, Kind] = {kind.id: kind for kind in TABLE.kinds}
PRIVATE = sorted(kind.id for kind in TABLE.kinds if kind.private)
