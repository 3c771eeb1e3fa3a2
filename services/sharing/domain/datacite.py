"""A result in the fields of DataCite's metadata schema 4.5, for export (8.1)."""

from typing import Any

from chassis.calendar import CHINA
from services.sharing.domain.result import Result
from services.sharing.domain.words import ResultKind

_TYPES = {
    ResultKind.PAPER: "JournalArticle",
    ResultKind.PATENT: "Other",
    ResultKind.SOFTWARE: "Software",
    ResultKind.EQUIPMENT: "Instrument",
    ResultKind.STANDARD: "Standard",
    ResultKind.DATA_SET: "Dataset",
    ResultKind.PRODUCT: "PhysicalObject",
}
_DOIS = (ResultKind.PAPER, ResultKind.DATA_SET)


def datacite_record(result: Result, holders: dict[str, str], project_title: str) -> dict[str, Any]:
    """The record of a published result, as DataCite's JSON has it. holders: names of whose the rights are, by resource name."""
    assert result.published_at is not None, "only what is published is exported"
    published = result.published_at.astimezone(CHINA)  # An embargo to the end of a year ends in the next one.
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "identifiers": _identifiers(result),
        "creators": [{"name": author, "nameType": "Personal"} for author in result.authors],
        "titles": [{"title": result.title, "lang": "zh"}],
        "publisher": {"name": "、".join(holders.values())},
        "publicationYear": str(published.year),
        "types": {"resourceTypeGeneral": _TYPES[result.kind], "resourceType": result.kind.label},
        "language": "zh",
        "dates": [{"date": published.isoformat(timespec="seconds"), "dateType": "Available"}],
        "descriptions": [{"description": result.summary, "descriptionType": "Abstract", "lang": "zh"}],
        "subjects": [{"subject": result.field}] if result.field else [],
        "contributors": [{"name": name, "nameType": "Organizational", "contributorType": "RightsHolder"} for name in holders.values()],
        "fundingReferences": [{"funderName": "市级科技计划试点项目", "awardNumber": result.project, "awardTitle": project_title}],
        "sizes": [f"{file.size} bytes" for file in result.files],
        "formats": sorted({file.media_type for file in result.files}),
    }


def _identifiers(result: Result) -> list[dict[str, str]]:
    own = [{"identifier": result.name, "identifierType": "Sanzhi"}]
    if not result.identifier:
        return own
    kind = "DOI" if result.kind in _DOIS else result.kind.label
    return [{"identifier": result.identifier, "identifierType": kind}, *own]
