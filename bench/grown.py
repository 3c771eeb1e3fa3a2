"""Registry's database grown to a size: projects, a timer each, and what they have left in outbox, inbox, audit and sequences."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from chassis.ids import new_id
from chassis.mapping import to_plain
from chassis.store.buckets import bucket_of
from chassis.store.mongo import Document, Mongo
from chassis.store.outbox import outbox_row
from chassis.store.unit import AUDIT, INBOX, OUTBOX, SEQUENCES, TIMERS, due_document
from plan.parties import Regime
from services.registry.domain.projects import Project
from services.registry.domain.task_book_terms import TaskBookTerms, TaskNode
from services.registry.domain.task_books import TaskBook
from services.registry.domain.words import ProjectKind, ProjectState

CHUNK = 10_000
ORGANIZATIONS = 100  # projects of one organisation grow with all projects, and fill a page at every size
STATES = list(ProjectState)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
TOPIC = "grown.registry"


async def grow(mongo: Mongo, present: int, wanted: int) -> None:
    """Add projects number `present` up to `wanted`, straight into the collections."""
    inserting: asyncio.Future[Any] | None = None
    for start in range(present, wanted, CHUNK):
        numbers = range(start, min(wanted, start + CHUNK))
        for collection, make in _MAKERS.items():
            documents = [make(number) for number in numbers]  # made while MongoDB takes the last ones
            if inserting is not None:
                await inserting
            inserting = asyncio.ensure_future(mongo[collection].insert_many(documents, ordered=False))
    if inserting is not None:
        await inserting


def name_of(number: int) -> str:
    """The name of project number `number`; numbers are scattered over the names, as real ones are."""
    return f"projects/p{(number * 2_654_435_761) % 2**32:08x}-{number}"


def organization_of(number: int) -> str:
    """One of its owners."""
    return f"organizations/o{number % ORGANIZATIONS}"


def _project(number: int) -> Document:
    owner, name = organization_of(number), name_of(number)
    return _any_project() | {
        "_id": name, "name": name, "application": f"applications/p{number}", "title": f"第{number}号攻关项目",
        "owners": [owner, "organizations/kjj"], "owner_kinds": {owner: "enterprise"}, "undertaking_unit": organization_of(number * 7 + 1),
        "nominated_lead": f"people/l{number % 50_000}", "state": STATES[number % len(STATES)].value,
    }  # fmt: skip


@cache
def _any_project() -> Document:
    project = Project(
        name="projects/x", application="applications/x", guide="guides/g", title="", kind=ProjectKind.OPEN_BID, field="精密铸造",
        regime=Regime.MANAGER, owners=[], owner_kinds={}, undertaking_unit="", unit_area="yuci", county="yuci", nominated_lead="",
        approved_on=date(2026, 3, 2), score=Decimal("84.9"), score_without_lead=Decimal("67.4"),
        exact_without_lead="337/5", exact_lead_score="82", lead_weight=Decimal("20"),
        threshold=Decimal("75"), version=1,
    )  # fmt: skip
    document: Document = to_plain(project)
    return document


def _task_book(number: int) -> Document:
    project, owners, unit = name_of(number), [organization_of(number), "organizations/kjj"], organization_of(number * 7 + 1)
    name, acceptance = f"{project}/taskBook", {"required": [*owners, unit], "consents": []}
    named = {"_id": name, "name": name, "project": project, "owners": owners, "undertaking_unit": unit, "acceptance": acceptance}
    return _any_task_book() | named


@cache
def _any_task_book() -> Document:
    nodes = tuple(TaskNode(f"n{each}", "样件试制", date(2026, 9, 30)) for each in range(3))
    terms = TaskBookTerms(term_start=date(2026, 4, 1), term_end=date(2028, 3, 31), nodes=nodes)
    book = TaskBook.of("projects/x", ["organizations/a"], "organizations/b", terms, LATER)
    document: Document = to_plain(book)
    return document | {"version": 1}


def _timer(number: int) -> Document:
    project = name_of(number)
    timer = due_document(f"{project}/deadlines/d", "fire", LATER + timedelta(minutes=number), project, {}, new_id())
    return timer | {"bucket": bucket_of(project), "set_at": LATER}


def _row(number: int) -> Document:
    project, command = name_of(number), new_id()
    attributes = {"source": "/sanzhi/registry", "type": "sanzhi.registry.project.approved.v1", "subject": project, "time": LATER}
    attributes |= {"actor": "people/x", "correlationid": command, "causationid": command, "policyversion": "2026.1", "aggregateversion": 1}
    row = outbox_row(TOPIC, project, b"{" + b" " * 900 + b"}", attributes, 1)
    del row["pending"]
    return row | {"published_at": LATER}


def _entry(number: int) -> Document:
    refused: Document = {} if number % 20 else {"refused": True}
    return refused | {
        "_id": new_id(), "time": LATER, "actor": f"people/a{number % 50_000}", "organization": "", "action": "ApproveApplication",
        "resources": [name_of(number)], "subjects": [name_of(number)[9:]], "outcome": "OK" if number % 20 else "ROLE_REQUIRED",
        "rule": "", "message": "",
        "request_id": str(number), "correlation_id": "", "causation_id": "", "policy_version": "2026.1",
        "writer": "grown", "number": number + 1,
    }  # fmt: skip


def _handled(number: int) -> Document:
    return {"_id": f"/sanzhi/contracts|{new_id()}", "type": "sanzhi.contracts.engagement.activated.v1", "at": LATER}


def _counter(number: int) -> Document:
    return {"_id": f"{TOPIC}|{name_of(number)}", "last": 1}


_MAKERS: dict[str, Any] = {
    "projects": _project,
    "task_books": _task_book,
    TIMERS: _timer,
    OUTBOX: _row,
    AUDIT: _entry,
    INBOX: _handled,
    SEQUENCES: _counter,
}
