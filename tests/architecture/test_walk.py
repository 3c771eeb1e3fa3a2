"""The random walk over all services offers every act on a project: what can be done with a resource is tried out of order, too."""

import pytest

from cli.services import SERVICES
from tests.architecture.test_acts import table
from tests.integration.walk.acts import ACTS, BEFORE_A_PROJECT


@pytest.mark.parametrize("service", [name for name in SERVICES if name not in BEFORE_A_PROJECT])
def test_every_act_is_offered(service: str) -> None:
    listed = {act.rpc for kind in table(service) for act in kind.acts}
    assert listed - {act.rpc for act in ACTS if act.service == service} == set()
