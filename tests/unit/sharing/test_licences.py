from datetime import date

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.sharing.domain.licences import Licence, demand_licensable
from services.sharing.domain.use import Use, adoption_of
from services.sharing.domain.words import Purpose
from tests.unit.sharing.examples import FACTORY, NAME, NOW, PARTNER, PROJECT, TODAY, UNIVERSITY, published


def licence(organization: str = FACTORY, exclusive: bool = False, until: date = date(2027, 3, 2)) -> Licence:
    return Licence(f"{NAME}/licences/1", organization, Purpose.PRODUCE, exclusive, TODAY, until)


def use(organization: str = FACTORY, since: date = TODAY, sector: str = "C", area: str = "榆次区") -> Use:
    return Use(
        name=f"{NAME}/uses/1",
        project=PROJECT,
        result=NAME,
        licence=f"{NAME}/licences/1",
        organization=organization,
        purpose=Purpose.PRODUCE,
        description="用于两条生产线",
        since=since,
        sector=sector,
        area=area,
        benefit_fen=100,
        reported_by="people/buyer",
        reported_at=NOW,
    )


@pytest.mark.rule("8.2")
def test_an_exclusive_licence_leaves_no_room_until_it_is_over() -> None:
    sole = [licence(exclusive=True)]
    with pytest.raises(RuleViolated, match="LICENSED_EXCLUSIVELY"):
        demand_licensable(sole, PARTNER, Purpose.USE, False, date(2027, 3, 2))
    demand_licensable(sole, PARTNER, Purpose.USE, False, date(2027, 3, 3))
    demand_licensable(sole, FACTORY, Purpose.USE, False, TODAY)
    demand_licensable(sole, UNIVERSITY, Purpose.STUDY, False, TODAY)


@pytest.mark.rule("8.2")
def test_what_others_use_is_not_licensed_to_one_alone() -> None:
    with pytest.raises(RuleViolated, match="LICENSED_ALREADY"):
        demand_licensable([licence(PARTNER)], FACTORY, Purpose.PRODUCE, True, TODAY)
    demand_licensable([licence(PARTNER)], FACTORY, Purpose.PRODUCE, False, TODAY)


@pytest.mark.rule("8.2")
def test_a_result_says_to_whom_alone_it_is_licensed() -> None:
    made = published()
    made.license(licence(exclusive=True))
    sole = made.exclusive_on(TODAY)
    assert sole is not None and sole.organization == FACTORY
    assert made.exclusive_on(date(2027, 3, 3)) is None


@pytest.mark.rule("8.2")
def test_use_is_reported_by_the_licensee_within_the_licence() -> None:
    (reported,) = use().report(licence(), TODAY)
    assert (reported.organization, reported.sector, reported.area) == (FACTORY, "C", "榆次区")
    with pytest.raises(PermissionDenied, match="NOT_THE_LICENSEE"):
        use(PARTNER).report(licence(), TODAY)
    with pytest.raises(InvalidArgument, match="DATE_IN_FUTURE"):
        use(since=date(2026, 3, 3)).report(licence(), TODAY)
    with pytest.raises(InvalidArgument, match="USE_OUTSIDE_LICENCE"):
        use(since=date(2026, 3, 1)).report(licence(), TODAY)


@pytest.mark.rule("8.2")
def test_who_has_no_licence_has_nothing_to_report() -> None:
    made = published()
    with pytest.raises(PermissionDenied, match="NOT_THE_LICENSEE"):
        made.demand_licensee(FACTORY)
    made.license(licence())
    made.demand_licensee(FACTORY)
    assert made.licence(f"{NAME}/licences/1").organization == FACTORY


@pytest.mark.rule("8.2")
def test_adoption_counts_an_organisation_once_in_each_sector_and_place() -> None:
    adopted = adoption_of([use(), use(), use(PARTNER, sector="M"), use(PARTNER, area="太谷区")])
    assert (adopted.organizations, adopted.uses, adopted.benefit_fen) == (2, 4, 400)
    assert [(each.key, each.organizations, each.uses) for each in adopted.by_sector] == [("C", 2, 3), ("M", 1, 1)]
    assert {each.key: each.organizations for each in adopted.by_area} == {"榆次区": 2, "太谷区": 1}
