"""Whether a person meets the conditions of an engaged role; every failing one is named. Home of 3.1–3.4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plan.months import months as months_of
from services.registry.domain.credentials import (
    CHIEF_CONDITIONS,
    MANAGER_CONDITIONS,
    AttestationKind,
    EducationLevel,
    Experience,
    ExperienceKind,
)
from services.registry.domain.failures import Failure
from services.registry.domain.people import Person
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.words import EngagedRole

_LEVELS = {
    EducationLevel.COLLEGE: "大专",
    EducationLevel.BACHELOR: "本科",
    EducationLevel.MASTER: "硕士研究生",
    EducationLevel.DOCTOR: "博士研究生",
}


@dataclass(frozen=True)
class Post:
    """What a person is to be engaged for. A successor is measured by the same year of approval (3.4)."""

    role: EngagedRole
    is_lead: bool
    field: str
    approval_year: int
    age_exception: bool = False


def check(person: Person, post: Post, today: date, policy: RegistryPolicy) -> list[Failure]:
    """The conditions that the person does not meet, as of today."""
    if post.role == EngagedRole.PROJECT_MANAGER:
        return manager_failures(person, post, today, policy)
    failures = _unattested(person, CHIEF_CONDITIONS, "3.3", post.field, today) + _age_failures(person, post, policy)
    if post.is_lead and policy.chief.lead_meets_manager_conditions:  # 3.3
        failures = manager_failures(person, post, today, policy) + failures
    return failures


def manager_failures(person: Person, post: Post, today: date, policy: RegistryPolicy) -> list[Failure]:
    """3.1 and 3.2."""
    failures = _education_failures(person, today, policy)
    research = [work for work in person.experiences if work.kind == ExperienceKind.RESEARCH and work.field == post.field]
    months = worked_months(research, today)
    if months < policy.manager.research_years * 12:
        wanted = policy.manager.research_years
        message = f"{person.display_name}在“{post.field}”领域的研究工作经验为{_span(months)}，须满{wanted}年"
        failures.append(Failure("3.1", "RESEARCH_EXPERIENCE_TOO_SHORT", message))
    return failures + _unattested(person, MANAGER_CONDITIONS, "3.2", post.field, today)


def worked_months(experiences: list[Experience], today: date) -> int:
    """3.1: overlaps count once, up to the day of the check, which itself is not yet over."""
    return months_of((work.since, _end(work, today)) for work in experiences)


def _end(work: Experience, today: date) -> date:
    if work.until is None or work.until >= today:
        return today
    return date.fromordinal(work.until.toordinal() + 1)


def _education_failures(person: Person, today: date, policy: RegistryPolicy) -> list[Failure]:
    demanded = policy.manager
    reached = [each.level for each in person.educations if not each.degree_only and each.year <= today.year]
    highest = max(reached, key=lambda level: level.rank, default=None)
    shown = _LEVELS[highest] if highest else "未登记"
    wanted, eased = _LEVELS[demanded.education], _LEVELS[demanded.eased_education]
    if highest is not None and highest.rank >= demanded.education.rank:
        return []
    if highest is None or highest.rank < demanded.eased_education.rank:
        message = f"{person.display_name}的学历为{shown}，须为{wanted}及以上，或工作满{demanded.eased_work_years}年且为{eased}及以上"
        return [Failure("3.1", "EDUCATION_TOO_LOW", message)]
    kinds = demanded.eased_work_kinds
    months = worked_months([work for work in person.experiences if not kinds or work.kind in kinds], today)
    if months >= demanded.eased_work_years * 12:
        return []
    wanted_years = f"学历放宽至{eased}的，工作须满{demanded.eased_work_years}年"
    message = f"{person.display_name}的学历为{shown}，工作经验为{_span(months)}；{wanted_years}"
    return [Failure("3.1", "WORK_EXPERIENCE_TOO_SHORT", message)]


def _unattested(person: Person, conditions: Mapping[AttestationKind, str], rule: str, field: str, today: date) -> list[Failure]:
    held = {each.kind for each in person.attestations if each.holds(field, today)}
    return [
        Failure(rule, "ATTESTATION_MISSING", f"缺少{person.display_name}“{words}”的证明")
        for kind, words in conditions.items()
        if kind not in held
    ]


def _age_failures(person: Person, post: Post, policy: RegistryPolicy) -> list[Failure]:
    """3.4: year of approval − year of birth, unless the owners have granted an exception."""
    if post.age_exception:
        return []
    if not person.birth_year:
        return [Failure("3.4", "BIRTH_YEAR_MISSING", f"{person.display_name}的出生年份未登记，无法核对年龄")]
    age = post.approval_year - person.birth_year
    if age <= policy.chief.age_limit:
        return []
    limit = policy.chief.age_limit
    message = f"{person.display_name}在立项当年（{post.approval_year}年）{age}周岁，超过{limit}周岁，业主未准予例外"
    return [Failure("3.4", "AGE_OVER_LIMIT", message)]


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years}年{rest}个月" if rest else f"{years}年"
