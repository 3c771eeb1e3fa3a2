"""Who works at the bureau or a county and is nominated in an application has no say in it there (2.5)."""

from types import SimpleNamespace
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.errors import PermissionDenied
from services.registry.acts import APPLICATION
from services.registry.handlers import recommendations, reviews
from services.registry.handlers.applications import demand_not_nominated

pytestmark = pytest.mark.rule("2.5")
CLERK = "people/zhao-ming"
BY_OFFICES = {
    "RecommendApplication": recommendations.recommend_application,
    "ReturnApplication": recommendations.return_application,
    "PassFormalReview": reviews.pass_formal_review,
    "ReturnForCorrection": reviews.return_for_correction,
    "RefuseApplication": reviews.refuse_application,
    "OpenExpertReview": reviews.open_expert_review,
    "ReplaceExpert": reviews.replace_expert,
    "ApproveApplication": reviews.approve_application,
    "DeclineApplication": reviews.decline_application,
}


def nominating(lead: str, chief: str) -> Any:
    """A transaction of the clerk with an application that nominates these two."""
    application = SimpleNamespace(proposal=SimpleNamespace(nominated_lead=lead, nominated_chief=chief))

    async def get(name: str) -> Any:
        return application

    return SimpleNamespace(applications=SimpleNamespace(get=get), actor=Actor(CLERK), require=lambda **_: None), application


@pytest.mark.parametrize("rpc", BY_OFFICES)
@pytest.mark.parametrize(("lead", "chief"), [(CLERK, ""), ("people/li", CLERK), (CLERK, CLERK)])
async def test_who_is_nominated_decides_nothing_about_it(rpc: str, lead: str, chief: str) -> None:
    tx, application = nominating(lead, chief)
    handler: Any = BY_OFFICES[rpc]
    with pytest.raises(PermissionDenied) as refused:
        await handler(SimpleNamespace(name="applications/valve"), tx)
    assert (refused.value.reason, refused.value.rule, refused.value.metadata) == ("ROLES_INCOMPATIBLE", "2.5", {"person": CLERK})
    with pytest.raises(PermissionDenied):
        demand_not_nominated(application, tx)


@pytest.mark.parametrize(("lead", "chief"), [("people/li", ""), ("people/li", "people/wu"), ("", "")])
def test_who_is_not_does(lead: str, chief: str) -> None:
    tx, application = nominating(lead, chief)
    demand_not_nominated(application, tx)


def test_what_is_listed_knows_it() -> None:
    listed = {act.rpc for act in APPLICATION.acts if demand_not_nominated in act.checks}
    assert listed == set(BY_OFFICES)
