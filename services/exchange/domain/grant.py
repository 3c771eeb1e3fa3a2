"""What of the log a subscription is given: which rows, and which bytes of each."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from services.exchange.domain.catalogue import service_of
from services.exchange.domain.events import as_json, short, with_previous
from services.exchange.domain.projection import Projection
from services.exchange.domain.scope import Scope


class Grant:
    """Made of what was granted. `types`: which rows."""

    def __init__(self, scope: Scope, projection: Projection) -> None:
        known = [share for share in scope.types if share.type in projection.on_request]  # a type may be published no more
        self.types = tuple(sorted(share.type for share in known))
        self._projection = projection
        self._fields = {share.type: frozenset(share.fields) & projection.on_request[share.type] for share in known}
        self._whole = frozenset(kind for kind, fields in self._fields.items() if fields == projection.on_request[kind])
        names = {service_of(kind) for kind in self.types}
        self._mine = {f"/sanzhi/{name}": frozenset(short(kind) for kind in self.types if service_of(kind) == name) for name in names}

    def event(self, row: Mapping[str, Any]) -> bytes:
        """A row of the log as this subscription is given it."""
        return self.events([row])[0]

    def events(self, rows: Iterable[Mapping[str, Any]]) -> list[bytes]:
        """Rows of the log as this subscription is given them, each with the number of the one before it."""
        events = []
        for row in rows:  # one loop, and no generator: this is done for each event of each page
            mine, previous = self._mine[row["source"]], 0
            for name, number in row["before"].items():
                if number > previous and name in mine:
                    previous = number
            events.append(with_previous(self._bytes(row) if "whole" in row else row["open"], previous))
        return events

    def _bytes(self, row: Mapping[str, Any]) -> bytes:
        kind, whole = row["type"], row["whole"]
        if not self._fields[kind]:
            opened: bytes = row["open"]
            return opened
        if kind in self._whole:
            return bytes(whole)
        event = json.loads(whole)  # seldom: some of the fields were granted, and not all
        event["data"] = self._projection.public(kind, event["data"], self._fields[kind])
        return as_json(event)
