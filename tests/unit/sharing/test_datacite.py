import pytest

from services.sharing.domain.datacite import datacite_record
from services.sharing.domain.words import ResultKind
from tests.unit.sharing.examples import NOW, OFFICIAL, UNIT, particulars, result


@pytest.mark.rule("8.1")
def test_a_published_paper_has_what_datacite_demands() -> None:
    made = result(particulars(kind=ResultKind.PAPER, identifier="10.1000/XYZ"))
    made.confirm(OFFICIAL, NOW)
    record = datacite_record(made, {UNIT: "晋铸股份"}, "低温铸造")
    assert record["identifiers"][0] == {"identifier": "10.1000/xyz", "identifierType": "DOI"}
    assert record["types"]["resourceTypeGeneral"] == "JournalArticle"
    assert (record["publisher"]["name"], record["publicationYear"]) == ("晋铸股份", "2026")
    assert [each["name"] for each in record["creators"]] == ["李静", "王强"]


@pytest.mark.parametrize("kind", list(ResultKind))
def test_every_kind_has_a_type(kind: ResultKind) -> None:
    number = {"patent": "200310102344.5", "software": "2024SR0123456", "standard": "GB/T 1-2020"}.get(kind, "")
    made = result(particulars(kind=kind, identifier=number))
    made.confirm(OFFICIAL, NOW)
    assert datacite_record(made, {UNIT: "晋铸股份"}, "")["types"]["resourceType"] == kind.label
