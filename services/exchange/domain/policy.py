"""The numbers of exchange that offices will change: policy/<version>/exchange.yaml."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import InvalidArgument
from plan.months import months_after


@dataclass(frozen=True)
class ExchangePolicy:
    """longest_months: of a subscription, from the day of its request or renewal. token_overlap: so long an earlier token still holds."""

    longest_months: int
    token_overlap_days: int

    @property
    def token_overlap(self) -> timedelta:
        """As a duration."""
        return timedelta(days=self.token_overlap_days)

    def demand_end(self, until: date, today: date) -> None:
        """Refuse END_PASSED, END_TOO_FAR."""
        if until < today:
            raise InvalidArgument("END_PASSED", f"期限{until}已经过去", rule="2.5", field="until")
        latest = months_after(today, self.longest_months)
        if until > latest:
            message = f"期限最长{self.longest_months}个月，至{latest}，收到{until}"
            raise InvalidArgument("END_TOO_FAR", message, rule="2.5", field="until", latest=latest)
