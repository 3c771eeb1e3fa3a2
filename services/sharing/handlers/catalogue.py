"""The open catalogue: search, export, adoption (8.1, 8.2)."""

import json
from typing import Any

from chassis.errors import InvalidArgument, PermissionDenied
from plan.grams import found_by
from services.sharing.answers import AdoptionOf, CatalogueRecord, ResultPage
from services.sharing.commands import GetAdoption, GetCatalogueRecord, SearchCatalogue
from services.sharing.domain.datacite import datacite_record
from services.sharing.domain.use import adoption_of
from services.sharing.handlers.reading import IN_CATALOGUE, shown_to_actor
from services.sharing.neighbours import organization
from services.sharing.store import SharingTransaction


async def search_catalogue(command: SearchCatalogue, tx: SharingTransaction) -> ResultPage:
    """Confirmed results, found by any two characters in a row. Under an embargo, by title and authors alone."""
    where: dict[str, Any] = {"state": {"$in": list(IN_CATALOGUE)}}
    if command.query:
        where["grams"] = found_by(command.query, "8.1")
    where |= {"kind": command.kind} if command.kind else {}
    where |= {"field": command.field} if command.field else {}
    page = await tx.results.page(where, command.page_size, command.page_token)
    return ResultPage([await shown_to_actor(result, tx) for result in page.items], page.next_page_token)


async def get_catalogue_record(command: GetCatalogueRecord, tx: SharingTransaction) -> CatalogueRecord:
    """A published result in DataCite's fields."""
    result = await tx.results.read(command.name)
    if not result.is_published:
        raise PermissionDenied("RESULT_NOT_PUBLIC", "只有已公开的成果可以导出目录记录", rule="8.1")
    holders = {name: (await organization(name, tx)).display_name for name in result.holders}
    card = await tx.cards.read_or_none(result.project)
    record = datacite_record(result, holders, card.title if card else "")
    return CatalogueRecord(result.name, json.dumps(record, ensure_ascii=False, indent=2))


async def get_adoption(command: GetAdoption, tx: SharingTransaction) -> AdoptionOf:
    """Adoption by sector and place, counted from the records of use."""
    parts = len(command.name.split("/")) if command.name else 0
    if parts not in (0, 2, 4):
        raise InvalidArgument("FIELD_INVALID", "须为项目、成果，或者留空", rule="8.2", field="name")
    where = {0: {}, 2: {"project": command.name}, 4: {"result": command.name}}[parts]
    return AdoptionOf(adoption_of(await tx.uses.list(where)), command.name)
