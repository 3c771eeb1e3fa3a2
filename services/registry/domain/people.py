"""People: what qualifies them (3.1 to 3.4), the keys they sign with (1.6), and whether they have left (2.5)."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime

from chassis.calendar import FIRST_YEAR, LAST_YEAR, china_date
from chassis.errors import AlreadyExists, InvalidArgument, NotFound, RuleViolated
from plan.text import demand_reason
from services.registry.domain import facts
from services.registry.domain.absences import Absence
from services.registry.domain.credentials import (
    KEY_BYTES,
    MANAGER_CONDITIONS,
    Attestation,
    Education,
    Experience,
    SigningKey,
    condition,
    rule_of,
)
from services.registry.domain.offices import Holder

# Nobody on record is older, nor worked younger (the Labour Law, art. 15).
OLDEST, YOUNGEST = 100, 16
MOST_ATTESTATIONS = 500


@dataclass
class Person(Holder):
    """A person. Birth year (0: not on record), educations, experiences and attestations never leave in a fact."""

    birth_year: int = 0
    educations: list[Education] = dataclasses.field(default_factory=list)
    experiences: list[Experience] = dataclasses.field(default_factory=list)
    attestations: list[Attestation] = dataclasses.field(default_factory=list)
    signing_keys: list[SigningKey] = dataclasses.field(default_factory=list)
    absences: list[Absence] = dataclasses.field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """Changes with what the person is said to be, not with attestations and keys; a number, for a digest could be guessed (4.7a)."""
        return str(self.edition)

    @property
    def left_at(self) -> datetime | None:
        """Since when they are gone; none while they are here."""
        last = self.absences[-1] if self.absences else None
        return None if last is None or last.returned_at is not None else last.left_at

    def gone_at(self, instant: datetime) -> bool:
        """Whether they were gone at an instant."""
        return any(absence.covers(instant) for absence in self.absences)

    def depart(self, by: str, reason: str, now: datetime) -> list[facts.PersonDeparted]:
        """2.5: from now on they do nothing here. Refuses OWN_DEPARTURE, DEPARTURE_RECORDED, REASON_MISSING."""
        if by == self.name:
            raise RuleViolated("OWN_DEPARTURE", "本人的离任须由他人登记", rule="2.5")
        if self.left_at is not None:
            raise RuleViolated("DEPARTURE_RECORDED", f"{self.display_name}的离任已于{china_date(self.left_at)}登记", rule="2.5")
        demand_reason(reason, "2.5")
        self.absences.append(Absence(now, by, reason))
        self.edition += 1
        return [facts.PersonDeparted(name=self.name, organization=self.organization, left_at=now)]

    def come_back(self, now: datetime) -> list[facts.PersonReturned]:
        """Refuses DEPARTURE_NOT_RECORDED."""
        if self.left_at is None:
            raise RuleViolated("DEPARTURE_NOT_RECORDED", f"{self.display_name}没有登记离任", rule="2.5")
        self.absences[-1].end(now)
        self.edition += 1
        return [facts.PersonReturned(name=self.name, organization=self.organization, returned_at=now)]

    def register(self, today: date) -> list[facts.PersonRegistered]:
        """1.10a. Refuses YEAR_IMPLAUSIBLE, PERIOD_INVERTED, DATE_IN_FUTURE,
        EXPERIENCE_BEFORE_WORKING_AGE.
        """
        self._check(today)
        return [
            facts.PersonRegistered(name=self.name, display_name=self.display_name, organization=self.organization, roles=tuple(self.roles))
        ]

    def update(self, changed: "Person", today: date) -> list[facts.PersonUpdated]:
        """What is empty in `changed` stays, but for the roles. Refuses as register."""
        self.edition += 1
        self.display_name = changed.display_name or self.display_name
        self.organization = changed.organization or self.organization
        self.roles = changed.roles
        self.birth_year = changed.birth_year or self.birth_year
        self.educations = changed.educations or self.educations
        self.experiences = changed.experiences or self.experiences
        self._check(today)
        return [
            facts.PersonUpdated(name=self.name, display_name=self.display_name, organization=self.organization, roles=tuple(self.roles))
        ]

    def _check(self, today: date) -> None:
        if self.birth_year and not today.year - OLDEST <= self.birth_year <= today.year - YOUNGEST:
            raise InvalidArgument("YEAR_IMPLAUSIBLE", f"{self.display_name}的出生年份{self.birth_year}不合理", rule="1.10a")
        for work in self.experiences:
            self._check_experience(work, today)
        for education in self.educations:
            if not max(FIRST_YEAR, self.birth_year + 1) <= education.year <= LAST_YEAR:
                message = f"{self.display_name}的毕业年份{education.year}不合理"
                raise InvalidArgument("YEAR_IMPLAUSIBLE", message, rule="1.10a", field="educations")

    def _check_experience(self, work: Experience, today: date) -> None:
        if work.until is not None and work.until < work.since:
            message = f"{self.display_name}的经历止于{work.until}，早于起始日{work.since}"
            raise InvalidArgument("PERIOD_INVERTED", message, rule="1.10a")
        if work.since > today:
            message = f"{self.display_name}的经历始于{work.since}，晚于今日{today}"
            raise InvalidArgument("DATE_IN_FUTURE", message, rule="1.10a", field="experiences")
        if self.birth_year and work.since.year < self.birth_year + YOUNGEST:
            message = f"{self.display_name}生于{self.birth_year}年，经历不会始于{work.since}"
            raise InvalidArgument("EXPERIENCE_BEFORE_WORKING_AGE", message, rule="1.10a", field="experiences")

    def attest(self, attestations: list[Attestation], today: date) -> list[facts.PersonAttested]:
        """3.2, 3.3. Each stands beside those that there are, withdrawn ones too: whoever withdraws one says which.

        Refuses SELF_ATTESTATION, DATE_IN_FUTURE, LISTED_TWICE, ATTESTATIONS_TOO_MANY.
        """
        first = attestations[0]
        rule = "3.2" if first.kind in MANAGER_CONDITIONS else "3.3"
        if first.attested_by == self.name:
            raise RuleViolated("SELF_ATTESTATION", f"{self.display_name}不能为本人出具证明", rule=rule)
        if first.attested_on > today:
            raise InvalidArgument("DATE_IN_FUTURE", f"证明日期{first.attested_on}晚于今日{today}", rule=rule)
        if len({each.kind for each in attestations}) < len(attestations):
            raise InvalidArgument("LISTED_TWICE", "同一任职条件列了两次", rule=rule, field="kinds")
        if len(self.attestations) + len(attestations) > MOST_ATTESTATIONS:
            message = f"{self.display_name}的证明将超过{MOST_ATTESTATIONS}项"
            raise RuleViolated("ATTESTATIONS_TOO_MANY", message, rule=rule, limit=MOST_ATTESTATIONS)
        first_number = len(self.attestations) + 1
        numbered = [dataclasses.replace(each, id=f"a{number}") for number, each in enumerate(attestations, start=first_number)]
        self.attestations += numbered
        return [
            facts.PersonAttested(
                name=self.name,
                attestations=tuple(each.id for each in numbered),
                kinds=tuple(each.kind for each in attestations),
                attested_by=first.attested_by,
                organization=first.organization,
                attested_on=first.attested_on,
                rule=",".join(sorted({rule_of(each.kind) for each in attestations})),
            )
        ]

    def attestation(self, which: str) -> Attestation:
        """One that holds, by its id. Refuses NOT_FOUND, ATTESTATION_WITHDRAWN."""
        found = next((each for each in self.attestations if each.id == which), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"{self.display_name}没有编号为{which}的证明", rule="3.2")
        if found.withdrawn_on is not None:
            message = f"{self.display_name}{found.attested_on}的“{condition(found.kind)}”证明已于{found.withdrawn_on}撤回"
            raise RuleViolated("ATTESTATION_WITHDRAWN", message, rule=rule_of(found.kind))
        return found

    def withdraw(self, which: str, by: str, reason: str, today: date) -> list[facts.AttestationWithdrawn]:
        """Refuses NOT_FOUND, ATTESTATION_WITHDRAWN, REASON_MISSING."""
        attestation = self.attestation(which)
        rule = rule_of(attestation.kind)
        demand_reason(reason, rule)
        attestation.withdraw(reason, today)
        told = facts.AttestationWithdrawn(
            name=self.name, attestation=which, kind=attestation.kind, withdrawn_by=by, reason=reason, rule=rule
        )
        return [told]

    def register_key(self, key: SigningKey) -> list[facts.SigningKeyRegistered]:
        """1.6. Refuses ALREADY_EXISTS, KEY_MALFORMED, ALGORITHM_UNKNOWN, PERIOD_INVERTED."""
        if key.algorithm not in KEY_BYTES:
            raise InvalidArgument("ALGORITHM_UNKNOWN", f"不支持签名算法“{key.algorithm}”；可用：{'、'.join(KEY_BYTES)}", rule="1.6")
        if len(key.public_key) != KEY_BYTES[key.algorithm]:
            wanted = KEY_BYTES[key.algorithm]
            raise InvalidArgument("KEY_MALFORMED", f"公钥为{len(key.public_key)}字节，{key.algorithm}须为{wanted}字节", rule="1.6")
        if not key.is_point:
            raise InvalidArgument("KEY_MALFORMED", "公钥不是 SM2 曲线上的点（04 之后为横、纵坐标各32字节）", rule="1.6")
        if key.valid_until is not None and key.valid_until <= key.valid_from:
            raise InvalidArgument("PERIOD_INVERTED", "密钥的失效时间不晚于生效时间", rule="1.6")
        if any(known.key_id == key.key_id for known in self.signing_keys):
            raise AlreadyExists("ALREADY_EXISTS", f"{self.display_name}已有编号为{key.key_id}的密钥", rule="1.6")
        self.signing_keys.append(key)
        return [
            facts.SigningKeyRegistered(
                name=self.name,
                key_id=key.key_id,
                algorithm=key.algorithm,
                valid_from=key.valid_from,
                valid_until=key.valid_until,
            )
        ]

    def revoke_key(self, key_id: str, reason: str, now: datetime) -> list[facts.SigningKeyRevoked]:
        """From now on; what was signed before stays. Refuses NOT_FOUND, KEY_REVOKED."""
        key = next((known for known in self.signing_keys if known.key_id == key_id), None)
        if key is None:
            raise NotFound("NOT_FOUND", f"{self.display_name}没有编号为{key_id}的密钥", rule="1.6")
        if key.valid_until is not None and key.valid_until <= now:
            raise RuleViolated("KEY_REVOKED", f"{self.display_name}的密钥{key_id}已经失效", rule="1.6")
        key.revoke(reason, now)
        return [facts.SigningKeyRevoked(name=self.name, key_id=key_id, revoked_at=now, reason=reason)]
