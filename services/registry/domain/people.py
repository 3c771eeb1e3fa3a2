"""People: what qualifies them (3.1 to 3.4) and the keys they sign with (1.6)."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chassis.errors import AlreadyExists, InvalidArgument, NotFound, RuleViolated
from services.registry.domain import facts
from services.registry.domain.organizations import check_etag
from services.registry.domain.words import PersonRole

OLDEST = 100


class EducationLevel(StrEnum):
    """学历, in ascending order."""

    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"

    @property
    def rank(self) -> int:
        """Position in ascending order."""
        return list(EducationLevel).index(self)


class ExperienceKind(StrEnum):
    """What kind of work an experience was."""

    RESEARCH = "research"
    PRODUCT_DEVELOPMENT = "product_development"
    INVESTMENT = "investment"
    ENGINEERING = "engineering"
    MANAGEMENT = "management"
    TEACHING = "teaching"
    OTHER = "other"


class AttestationKind(StrEnum):
    """The first six are the manager's (3.2), the others the chief's (3.3)."""

    PROFESSIONAL_KNOWLEDGE = "professional_knowledge"
    PRODUCT_OR_INVESTMENT_EXPERIENCE = "product_or_investment_experience"
    FINANCE_AND_LAW = "finance_and_law"
    ORGANIZATION_AND_COMMUNICATION = "organization_and_communication"
    PROFESSIONAL_ETHICS = "professional_ethics"
    NO_VIOLATION = "no_violation"
    FIELD_STATE_AND_TRENDS = "field_state_and_trends"
    ACADEMIC_STANDING = "academic_standing"
    ORGANIZATION_AND_COORDINATION = "organization_and_coordination"
    REPUTATION = "reputation"
    DEMOCRATIC_AND_RIGOROUS = "democratic_and_rigorous"
    TIME_AND_ENERGY = "time_and_energy"


# 3.2 and 3.3: the conditions, in the plan's words.
MANAGER_CONDITIONS = {
    AttestationKind.PROFESSIONAL_KNOWLEDGE: "项目相关领域的专业知识及研究能力",
    AttestationKind.PRODUCT_OR_INVESTMENT_EXPERIENCE: "产品开发或项目投资经历",
    AttestationKind.FINANCE_AND_LAW: "财务、法律等知识的运用能力",
    AttestationKind.ORGANIZATION_AND_COMMUNICATION: "组织、协调与沟通能力",
    AttestationKind.PROFESSIONAL_ETHICS: "良好的职业道德",
    AttestationKind.NO_VIOLATION: "工作期间未发生违规违纪问题",
}
CHIEF_CONDITIONS = {
    AttestationKind.FIELD_STATE_AND_TRENDS: "熟悉相关领域发展现状和趋势",
    AttestationKind.ACADEMIC_STANDING: "较高的学术水平和开拓创新意识",
    AttestationKind.ORGANIZATION_AND_COORDINATION: "组织、协调能力",
    AttestationKind.REPUTATION: "良好的信誉",
    AttestationKind.DEMOCRATIC_AND_RIGOROUS: "作风民主、严谨",
    AttestationKind.TIME_AND_ENERGY: "足够的时间和精力",
}


@dataclass
class Education:
    """学历 reached in a year; `degree_only`: the degree 学位 alone, which does not count (3.1)."""

    level: EducationLevel
    year: int
    institution: str = ""
    degree_only: bool = False


@dataclass
class Experience:
    """A period of work in a field; `until` is its last day, none while it goes on."""

    field: str
    kind: ExperienceKind
    since: date
    until: date | None = None
    employer: str = ""


@dataclass
class Attestation:
    """Who attests a condition, for which organisation, on what evidence, when; `field` where it holds for one alone."""

    kind: AttestationKind
    attested_by: str
    organization: str
    evidence: str
    attested_on: date
    field: str = ""
    withdrawn_on: date | None = None
    withdrawal_reason: str = ""

    def holds(self, project_field: str, day: date) -> bool:
        """Whether it counts for a project's field on a day."""
        return self.withdrawn_on is None and self.attested_on <= day and self.field in ("", project_field)


@dataclass
class SigningKey:
    """A public key, valid from `valid_from` on and before `valid_until`."""

    key_id: str
    algorithm: str
    public_key: bytes
    valid_from: datetime
    valid_until: datetime | None = None
    revocation_reason: str = ""

    def valid_at(self, instant: datetime) -> bool:
        """Whether the key signs at an instant."""
        return self.valid_from <= instant and (self.valid_until is None or instant < self.valid_until)


@dataclass
class Person:
    """A person. Birth year (0: not on record), educations, experiences and attestations never leave in a fact."""

    name: str
    display_name: str
    organization: str = ""
    roles: list[PersonRole] = dataclasses.field(default_factory=list)
    birth_year: int = 0
    educations: list[Education] = dataclasses.field(default_factory=list)
    experiences: list[Experience] = dataclasses.field(default_factory=list)
    attestations: list[Attestation] = dataclasses.field(default_factory=list)
    signing_keys: list[SigningKey] = dataclasses.field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """Changes with each change."""
        return str(self.version)

    def register(self, today: date) -> list[facts.PersonRegistered]:
        """Refuses BIRTH_YEAR_IMPLAUSIBLE, PERIOD_INVERTED."""
        self._check(today)
        return [
            facts.PersonRegistered(name=self.name, display_name=self.display_name, organization=self.organization, roles=tuple(self.roles))
        ]

    def update(self, changed: "Person", etag: str, today: date) -> list[facts.PersonUpdated]:
        """What is empty in `changed` stays, but for the roles. Refuses ETAG_MISMATCH and as register."""
        check_etag(self.name, etag, self.etag)
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
        if self.birth_year and not today.year - OLDEST <= self.birth_year <= today.year:
            raise InvalidArgument("BIRTH_YEAR_IMPLAUSIBLE", f"{self.display_name}的出生年份{self.birth_year}不合理")
        for work in self.experiences:
            if work.until is not None and work.until < work.since:
                raise InvalidArgument("PERIOD_INVERTED", f"{self.display_name}的经历止于{work.until}，早于起始日{work.since}")

    def attest(self, attestations: list[Attestation], today: date) -> list[facts.PersonAttested]:
        """3.2, 3.3. A new attestation of a kind and field takes the old one's place.

        Refuses SELF_ATTESTATION, ATTESTATION_IN_FUTURE.
        """
        first = attestations[0]
        rule = "3.2" if first.kind in MANAGER_CONDITIONS else "3.3"
        if first.attested_by == self.name:
            raise RuleViolated("SELF_ATTESTATION", f"{self.display_name}不能为本人出具证明", rule=rule)
        if first.attested_on > today:
            raise InvalidArgument("ATTESTATION_IN_FUTURE", f"证明日期{first.attested_on}晚于今日{today}", rule=rule)
        replaced = {(each.kind, each.field) for each in attestations}
        self.attestations = [known for known in self.attestations if (known.kind, known.field) not in replaced] + attestations
        return [
            facts.PersonAttested(
                name=self.name,
                kinds=tuple(each.kind for each in attestations),
                attested_by=first.attested_by,
                organization=first.organization,
                attested_on=first.attested_on,
                rule=",".join(sorted({_rule_of(each.kind) for each in attestations})),
            )
        ]

    def attestation(self, kind: AttestationKind) -> Attestation:
        """The attestation of a kind that holds. Refuses ATTESTATION_UNKNOWN."""
        for known in self.attestations:
            if known.kind == kind and known.withdrawn_on is None:
                return known
        raise NotFound("ATTESTATION_UNKNOWN", f"{self.display_name}没有“{condition(kind)}”的有效证明", rule=_rule_of(kind))

    def withdraw(self, kind: AttestationKind, by: str, reason: str, today: date) -> list[facts.AttestationWithdrawn]:
        """Refuses ATTESTATION_UNKNOWN."""
        attestation = self.attestation(kind)
        attestation.withdrawn_on = today
        attestation.withdrawal_reason = reason
        return [facts.AttestationWithdrawn(name=self.name, kind=kind, withdrawn_by=by, reason=reason, rule=_rule_of(kind))]

    def register_key(self, key: SigningKey) -> list[facts.SigningKeyRegistered]:
        """1.6. Refuses KEY_EXISTS, KEY_MALFORMED, ALGORITHM_UNKNOWN, PERIOD_INVERTED."""
        if key.algorithm not in KEY_BYTES:
            raise InvalidArgument("ALGORITHM_UNKNOWN", f"不支持签名算法“{key.algorithm}”；可用：{'、'.join(KEY_BYTES)}", rule="1.6")
        if len(key.public_key) != KEY_BYTES[key.algorithm]:
            wanted = KEY_BYTES[key.algorithm]
            raise InvalidArgument("KEY_MALFORMED", f"公钥为{len(key.public_key)}字节，{key.algorithm}须为{wanted}字节", rule="1.6")
        if key.valid_until is not None and key.valid_until <= key.valid_from:
            raise InvalidArgument("PERIOD_INVERTED", "密钥的失效时间不晚于生效时间", rule="1.6")
        if any(known.key_id == key.key_id for known in self.signing_keys):
            raise AlreadyExists("KEY_EXISTS", f"{self.display_name}已有编号为{key.key_id}的密钥", rule="1.6")
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
        """From now on; what was signed before stays. Refuses KEY_UNKNOWN, KEY_REVOKED."""
        key = next((known for known in self.signing_keys if known.key_id == key_id), None)
        if key is None:
            raise NotFound("KEY_UNKNOWN", f"{self.display_name}没有编号为{key_id}的密钥", rule="1.6")
        if key.valid_until is not None and key.valid_until <= now:
            raise RuleViolated("KEY_REVOKED", f"{self.display_name}的密钥{key_id}已经失效", rule="1.6")
        key.valid_until = now
        key.revocation_reason = reason
        return [facts.SigningKeyRevoked(name=self.name, key_id=key_id, revoked_at=now, reason=reason)]


# Length of a raw public key. SM2 is to come.
KEY_BYTES = {"ed25519": 32}


def condition(kind: AttestationKind) -> str:
    """The condition in the plan's words."""
    return (MANAGER_CONDITIONS | CHIEF_CONDITIONS)[kind]


def _rule_of(kind: AttestationKind) -> str:
    return "3.2" if kind in MANAGER_CONDITIONS else "3.3"
