import pytest

from chassis.access import Actor, require
from chassis.errors import PermissionDenied


class Everything:
    """A project at hand of which anybody of the area yuci would be the county, and all are owners."""

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        return frozenset({"owner"} | ({"county"} if area == "yuci" else set()))


@pytest.mark.rule("2.2")
def test_county_is_the_county_department_of_the_area_and_nobody_else_there() -> None:
    department = Actor("people/wang", "organizations/yuci", "county_department", "yuci", frozenset({"county"}))
    require(department, ("county",), Everything(), "2.2")
    enterprise = Actor("people/li", "organizations/foundry", "enterprise", "yuci")
    with pytest.raises(PermissionDenied) as refused:
        require(enterprise, ("county",), Everything(), "2.2")
    assert refused.value.rule == "2.2"


@pytest.mark.rule("2.5")
def test_a_role_of_the_project_at_hand_counts_beside_the_others() -> None:
    require(Actor("people/li", "organizations/foundry", "enterprise", "yuci"), ("owner", "county"), Everything(), "2.5")
