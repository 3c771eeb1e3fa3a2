import pytest

from chassis.errors import RuleViolated
from services.milestones.domain.midterm import Consulted, demand_consulted

FINANCE = Consulted("organizations/finance", "市财政局", is_bureau=False)
BUREAU = Consulted("organizations/bureau", "市科技局", is_bureau=True)


@pytest.mark.rule("4.6")
def test_the_bureau_judges_with_others_and_not_with_itself() -> None:
    demand_consulted([FINANCE])
    for found in ([BUREAU], [FINANCE, BUREAU]):
        with pytest.raises(RuleViolated) as refused:
            demand_consulted(found)
        assert (refused.value.reason, refused.value.rule) == ("CONSULTATION_REQUIRED", "4.6")
        assert "市科技局自己不算会同的部门" in refused.value.message
