"""How a person is reached: sealed with a key of their own, read in plain for a purpose that goes on record (2.5).

Nothing here is in plain, and nothing of it goes into a fact but what kind of datum it is.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, NotFound, RuleViolated
from plan.seen import version_of
from plan.text import demand_reason
from services.registry.domain import facts
from services.registry.domain.words import PersonalDatum

RULE = "2.5"
MOST_READINGS = 100


@dataclass
class Sealed:
    """A datum under the person's key, and the mark by which it is found, which the lookup key makes."""

    content: bytes
    mark: bytes


@dataclass
class Reading:
    """Somebody read a datum in plain."""

    datum: PersonalDatum
    by: str
    at: datetime
    purpose: str


@dataclass
class Erasure:
    """That it is to go, which one asks and another confirms."""

    requested_by: str
    requested_at: datetime
    reason: str
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


@dataclass
class PersonalRecord:
    """The personal data of one person. key: id of the data key that all of it is sealed with. readings: the latest first.

    erasure: the last one that was asked for and not refused.
    """

    name: str
    person: str
    key: str = ""
    data: dict[PersonalDatum, Sealed] = dataclasses.field(default_factory=dict)
    changed_at: datetime | None = None
    changed_by: str = ""
    readings: list[Reading] = dataclasses.field(default_factory=list)
    erasure: Erasure | None = None
    version: int = 0

    @property
    def etag(self) -> str:
        """What is asked to go and why, and when it was changed last (4.7a); empty while nobody asks. Nothing of the data itself."""
        if self.erasure is None or not self._is_asked:
            return ""
        return version_of(self.erasure.requested_by, self.erasure.requested_at, self.erasure.reason, self.on_record, self.changed_at)

    @property
    def on_record(self) -> list[PersonalDatum]:
        """What there is, in the order of the words."""
        return [datum for datum in PersonalDatum if datum in self.data]

    def demand_not_erased(self) -> None:
        """Refuses PERSONAL_DATA_ERASED, until some is on record anew."""
        if not self.data and self.erasure is not None and self.erasure.confirmed_at is not None:
            raise RuleViolated("PERSONAL_DATA_ERASED", f"个人信息已于{china_date(self.erasure.confirmed_at)}删除，不能再查阅", rule=RULE)

    def demand_some(self) -> None:
        """Refuses PERSONAL_DATA_ERASED, NO_PERSONAL_DATA."""
        self.demand_not_erased()
        if not self.data:
            raise RuleViolated("NO_PERSONAL_DATA", "没有登记个人信息", rule=RULE)

    def take_key(self, key: str) -> None:
        """All that is put from now on is sealed with it: the first, or the next after an erasure."""
        self.key = key

    def put(self, sealed: Mapping[PersonalDatum, Sealed], by: str, now: datetime) -> list[facts.PersonalDataSet]:
        """What is not given stays. Refuses PERSONAL_DATA_MISSING."""
        if not sealed:
            raise InvalidArgument("PERSONAL_DATA_MISSING", "没有填写任何一项个人信息", rule=RULE)
        self.data |= sealed
        self.changed_at, self.changed_by = now, by
        return [facts.PersonalDataSet(name=self.name, person=self.person, data=tuple(datum for datum in PersonalDatum if datum in sealed))]

    def datum(self, datum: PersonalDatum) -> Sealed:
        """Refuses PERSONAL_DATA_ERASED, PERSONAL_DATUM_MISSING."""
        self.demand_not_erased()
        if datum not in self.data:
            raise NotFound("PERSONAL_DATUM_MISSING", "没有登记这一项个人信息", rule=RULE, field="datum")
        return self.data[datum]

    def read(self, reading: Reading) -> list[facts.PersonalDataRead]:
        """Somebody reads it in plain. Refuses REASON_MISSING, TEXT_TOO_LONG, PERSONAL_DATA_ERASED, PERSONAL_DATUM_MISSING."""
        self.datum(reading.datum)
        demand_reason(reading.purpose, RULE, field="purpose")
        self.readings = [reading, *self.readings][:MOST_READINGS]
        return [
            facts.PersonalDataRead(name=self.name, person=self.person, datum=reading.datum, read_by=reading.by, purpose=reading.purpose)
        ]

    def request_erasure(self, by: str, reason: str, now: datetime) -> list[facts.PersonalDataErasureRequested]:
        """Refuses PERSONAL_DATA_ERASED, NO_PERSONAL_DATA, ERASURE_REQUESTED, REASON_MISSING."""
        self.demand_some()
        if self._is_asked:
            raise RuleViolated("ERASURE_REQUESTED", "已有人申请删除，等待安全管理员确认", rule=RULE)
        demand_reason(reason, RULE)
        self.erasure = Erasure(by, now, reason)
        return [facts.PersonalDataErasureRequested(name=self.name, person=self.person, requested_by=by, reason=reason)]

    def confirm_erasure(self, by: str, now: datetime) -> list[facts.PersonalDataErased]:
        """From now on there is none, nor a key to what was. Refuses PERSONAL_DATA_ERASED, NO_ERASURE_REQUESTED, SECOND_PERSON_NEEDED."""
        asked = self._asked()
        if asked.requested_by == by:
            raise RuleViolated("SECOND_PERSON_NEEDED", "申请删除的人不能自行确认，须由另一人确认", rule=RULE)
        asked.confirmed_by, asked.confirmed_at = by, now
        self.data, self.key = {}, ""
        return [facts.PersonalDataErased(name=self.name, person=self.person, requested_by=asked.requested_by, erased_by=by)]

    def refuse_erasure(self, by: str, reason: str) -> list[facts.PersonalDataErasureRefused]:
        """It stays. Refuses PERSONAL_DATA_ERASED, NO_ERASURE_REQUESTED, REASON_MISSING."""
        self._asked()
        demand_reason(reason, RULE)
        self.erasure = None
        return [facts.PersonalDataErasureRefused(name=self.name, person=self.person, refused_by=by, reason=reason)]

    @property
    def _is_asked(self) -> bool:
        return self.erasure is not None and self.erasure.confirmed_at is None

    def _asked(self) -> Erasure:
        self.demand_not_erased()
        if self.erasure is None or not self._is_asked:
            raise RuleViolated("NO_ERASURE_REQUESTED", "没有人申请删除，或者已经决定", rule=RULE)
        return self.erasure


def record_name(person: str) -> str:
    """`people/li` → `people/li/personalData`."""
    return f"{person}/personalData"
