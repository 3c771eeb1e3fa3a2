"""Conditions of policies as data, and whether they are met, because of what. Part of 9.1."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.errors import InvalidArgument
from services.support.domain.fields import FieldTree
from services.support.domain.words import ConditionKind, OrganizationKind, ProjectCategory, ProjectKind, ProjectStage

_WORDS: Mapping[ConditionKind, Mapping[str, str]] = {
    ConditionKind.ORGANIZATION_KIND: {each.value: each.label for each in OrganizationKind},
    ConditionKind.PROJECT_KIND: {each.value: each.label for each in ProjectKind},
    ConditionKind.PROJECT_CATEGORY: {each.value: each.label for each in ProjectCategory},
    ConditionKind.PROJECT_STAGE: {each.value: each.label for each in ProjectStage},
}


@dataclass(frozen=True)
class Condition:
    """One of these values has to be the case. text: as the policy's own document has it (zh-CN)."""

    kind: ConditionKind
    any_of: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Profile:
    """Who is looked at, and what conditions look at. Empty: not known, or no project is asked about. fields: codes of the tree."""

    organization_kind: str = ""
    organization_area: str = ""
    project_kind: str = ""
    project_category: str = ""
    project_stage: str = ""
    fields: tuple[str, ...] = ()
    organization: str = ""
    project: str = ""

    def values(self, kind: ConditionKind) -> tuple[str, ...]:
        """What is the case for a condition of this kind."""
        if kind is ConditionKind.PROJECT_FIELD:
            return self.fields
        value: str = getattr(self, kind.value)
        return (value,) if value else ()


@dataclass(frozen=True)
class Finding:
    """One condition, met or not, and why (zh-CN). wanted, found: what would meet it and what is the case, as people read it."""

    condition: Condition
    met: bool
    wanted: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def because(self) -> str:
        """Why, in a sentence."""
        if self.met:
            return f"符合“{self.condition.text}”"
        return f"不符合{self.lack}"

    @property
    def lack(self) -> str:
        """What is asked for, and what is the case instead."""
        return f"“{self.condition.text}”（{self.condition.kind.label}：{'、'.join(self.found) or '未知'}）"


@dataclass(frozen=True)
class Qualification:
    """The answer "qualifies, because … / lacks …" (9.1), for a project with its unit, or for an organisation alone."""

    policy: str
    title: str
    project: str
    organization: str
    findings: tuple[Finding, ...]

    @property
    def qualifies(self) -> bool:
        """Whether all conditions are met."""
        return all(each.met for each in self.findings)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not met."""
        return tuple(each.because for each in self.findings if not each.met)


@dataclass(frozen=True)
class Vocabulary:
    """What values of conditions there are: the registry's words, the areas and the field tree of the policy data. areas: code, name."""

    tree: FieldTree
    areas: Mapping[str, str] = field(default_factory=dict)

    def demand_known(self, condition: Condition) -> None:
        """Refuse CONDITION_EMPTY, CONDITION_VALUE_UNKNOWN, FIELD_OF_TECHNOLOGY_UNKNOWN: nobody would ever meet such a condition (9.1)."""
        if not condition.any_of:
            raise InvalidArgument("CONDITION_EMPTY", f"条件“{condition.text}”没有列出符合的取值", rule="9.1", field="conditions")
        if condition.kind is ConditionKind.PROJECT_FIELD:
            self.tree.demand(condition.any_of, "9.1", "conditions")
            return
        known = self._words(condition.kind)
        for value in condition.any_of:
            if value not in known:
                listed = "、".join(f"{code}（{word}）" for code, word in known.items())
                message = f"条件“{condition.text}”：{condition.kind.label}没有“{value}”；可用：{listed}"
                raise InvalidArgument("CONDITION_VALUE_UNKNOWN", message, rule="9.1", field="conditions")

    def finding(self, condition: Condition, profile: Profile) -> Finding:
        """Whether a condition is met; one on a field is met by a narrower one, too."""
        values = profile.values(condition.kind)
        if condition.kind is ConditionKind.PROJECT_FIELD:
            met = any(self.tree.within(value, condition.any_of) for value in values)
        else:
            met = any(value in condition.any_of for value in values)
        wanted, found = (tuple(self._word(condition.kind, each) for each in codes) for codes in (condition.any_of, values))
        return Finding(condition, met, wanted, found)

    def _word(self, kind: ConditionKind, value: str) -> str:
        return self.tree.title(value) if kind is ConditionKind.PROJECT_FIELD else self._words(kind).get(value, value)

    def _words(self, kind: ConditionKind) -> Mapping[str, str]:
        return self.areas if kind is ConditionKind.ORGANIZATION_AREA else _WORDS[kind]
