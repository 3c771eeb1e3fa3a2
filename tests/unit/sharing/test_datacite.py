from datetime import datetime

import pytest

from plan.files import FileRef
from services.sharing.domain.datacite import datacite_record
from services.sharing.domain.words import ResultKind
from tests.unit.sharing.examples import NAME, NOW, OFFICIAL, PARTNER, PROJECT, UNIT, particulars, result


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


@pytest.mark.rule("8.1")
def test_the_whole_record() -> None:
    files = tuple(FileRef("sha256:" + digit * 64, f"{digit}.pdf", size, "application/pdf") for digit, size in (("1", 10), ("2", 20)))
    made = result(particulars(kind=ResultKind.PATENT, identifier="200310102344.5", files=files))
    made.confirm(OFFICIAL, datetime.fromisoformat("2027-01-01T07:30:05+08:00"))
    assert datacite_record(made, {UNIT: "晋铸股份", PARTNER: "北方大学"}, "低温铸造") == {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "identifiers": [
            {"identifier": "200310102344.5", "identifierType": "专利"},
            {"identifier": NAME, "identifierType": "Sanzhi"},
        ],
        "creators": [{"name": "李静", "nameType": "Personal"}, {"name": "王强", "nameType": "Personal"}],
        "titles": [{"title": "低温铸造铝合金缸体", "lang": "zh"}],
        "publisher": {"name": "晋铸股份、北方大学"},
        "publicationYear": "2027",
        "types": {"resourceTypeGeneral": "Other", "resourceType": "专利"},
        "language": "zh",
        "dates": [{"date": "2027-01-01T07:30:05+08:00", "dateType": "Available"}],
        "descriptions": [{"description": "铸造温度降低四十摄氏度", "descriptionType": "Abstract", "lang": "zh"}],
        "subjects": [{"subject": "新材料"}],
        "contributors": [
            {"name": "晋铸股份", "nameType": "Organizational", "contributorType": "RightsHolder"},
            {"name": "北方大学", "nameType": "Organizational", "contributorType": "RightsHolder"},
        ],
        "fundingReferences": [{"funderName": "市级科技计划试点项目", "awardNumber": PROJECT, "awardTitle": "低温铸造"}],
        "sizes": ["10 bytes", "20 bytes"],
        "formats": ["application/pdf"],
    }


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("kind", "general", "identifier", "type_of_identifier"),
    [
        (ResultKind.PAPER, "JournalArticle", "10.1000/xyz", "DOI"),
        (ResultKind.DATA_SET, "Dataset", "10.1000/xyz", "DOI"),
        (ResultKind.SOFTWARE, "Software", "2024SR0123456", "软件"),
        (ResultKind.STANDARD, "Standard", "GB/T 1-2020", "标准"),
        (ResultKind.EQUIPMENT, "Instrument", "", ""),
        (ResultKind.PRODUCT, "PhysicalObject", "", ""),
    ],
)
def test_each_kind_by_its_type_and_number(kind: ResultKind, general: str, identifier: str, type_of_identifier: str) -> None:
    made = result(particulars(kind=kind, identifier=identifier))
    made.field = ""
    made.confirm(OFFICIAL, NOW)
    record = datacite_record(made, {UNIT: "晋铸股份"}, "")
    assert (record["types"]["resourceTypeGeneral"], record["subjects"]) == (general, [])
    own = {"identifier": NAME, "identifierType": "Sanzhi"}
    numbered = [{"identifier": identifier, "identifierType": type_of_identifier}] if identifier else []
    assert record["identifiers"] == [*numbered, own]
