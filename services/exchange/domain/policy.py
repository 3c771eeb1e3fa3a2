"""The numbers of exchange that offices will change: policy/<version>/exchange.yaml."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.errors import InvalidArgument
from plan.months import months_after


@dataclass(frozen=True)
class FilesPolicy:
    """When a package of files is made: once so many facts wait, or the first of them has waited so many hours."""

    most_events: int
    longest_hours: int

    @property
    def longest_wait(self) -> timedelta:
        """As a duration."""
        return timedelta(hours=self.longest_hours)


@dataclass(frozen=True)
class KafkaPolicy:
    """What a department's user may read in a second."""

    bytes_a_second: int


@dataclass(frozen=True)
class ExchangePolicy:
    """longest_months: of a subscription, from the day of its request or renewal. token_overlap: so long an earlier token still holds.

    key_overlap_days: so long facts are signed with an endpoint's earlier key too.
    """

    longest_months: int
    token_overlap_days: int
    key_overlap_days: int
    files: FilesPolicy
    kafka: KafkaPolicy

    @property
    def key_overlap(self) -> timedelta:
        """As a duration."""
        return timedelta(days=self.key_overlap_days)

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
