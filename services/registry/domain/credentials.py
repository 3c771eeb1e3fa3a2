"""What qualifies a person (3.1 to 3.3), and what a person signs with (1.6)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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
    """Who attests a condition, for which organisation, on what evidence, when; `field` where it holds for one alone.

    `id`: which one of the person's it is, "a1", "a2", …; none is ever removed.
    """

    kind: AttestationKind
    attested_by: str
    organization: str
    evidence: str
    attested_on: date
    field: str = ""
    withdrawn_on: date | None = None
    withdrawal_reason: str = ""
    id: str = ""

    def holds(self, project_field: str, day: date) -> bool:
        """Whether it counts for a project's field on a day."""
        return self.withdrawn_on is None and self.attested_on <= day and self.field in ("", project_field)

    def withdraw(self, reason: str, today: date) -> None:
        """It holds no longer."""
        self.withdrawn_on, self.withdrawal_reason = today, reason


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

    @property
    def is_point(self) -> bool:
        """Whether it is on its curve, where that can be told by looking at it."""
        if self.algorithm != "sm2":
            return True
        x, y = int.from_bytes(self.public_key[1:33]), int.from_bytes(self.public_key[33:])
        return self.public_key[0] == 4 and max(x, y) < _SM2_P and (y * y - x**3 + 3 * x - _SM2_B) % _SM2_P == 0

    def revoke(self, reason: str, now: datetime) -> None:
        """From now on nothing is signed with it; what was signed before stays."""
        self.valid_until, self.revocation_reason = now, reason


# Length of a raw public key; SM2's is 04, x, y (GM/T 0009).
KEY_BYTES = {"ed25519": 32, "sm2": 65}
# The curve of SM2, y² = x³ - 3x + b over p (GB/T 32918.5).
_SM2_P = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
_SM2_B = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93


def condition(kind: AttestationKind) -> str:
    """The condition in the plan's words."""
    return (MANAGER_CONDITIONS | CHIEF_CONDITIONS)[kind]


def rule_of(kind: AttestationKind) -> str:
    """3.2 for the manager's conditions, 3.3 for the chief's."""
    return "3.2" if kind in MANAGER_CONDITIONS else "3.3"
