"""What is held against a person or project, before it is a finding (7.3, 7.4). Home of 7.3."""

from dataclasses import dataclass
from datetime import date

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.policy import CatalogueEntry
from services.supervision.domain.words import SubjectKind

PERSON_KINDS = (SubjectKind.PROJECT_MANAGER, SubjectKind.TECHNICAL_CHIEF)


@dataclass(frozen=True)
class Charge:
    """raised_for: the organisation on whose behalf, "" where a commissioner raises it."""

    subject: str
    subject_kind: SubjectKind
    project: str
    entry: CatalogueEntry
    description: str
    occurred_on: date | None
    evidence: tuple[FileRef, ...]
    raised_by: str
    raised_for: str

    def check(self, today: date) -> None:
        """Refuses ITEM_NOT_FOR_SUBJECT (7.3), EVIDENCE_REQUIRED, DATE_IN_FUTURE (7.4)."""
        if self.subject_kind not in self.entry.subject_kinds:
            admitted = "、".join(kind.label for kind in self.entry.subject_kinds)
            message = f"“{self.entry.title}”适用于{admitted}，不适用于{self.subject_kind.label}"
            raise RuleViolated("ITEM_NOT_FOR_SUBJECT", message, rule="7.3", item=self.entry.name)
        if not self.evidence:
            raise RuleViolated("EVIDENCE_REQUIRED", f"提出“{self.entry.title}”须附证据，未收到任何文件", rule="7.4")
        if self.occurred_on and self.occurred_on > today:
            raise InvalidArgument("DATE_IN_FUTURE", f"行为日期{self.occurred_on}晚于今日{today}", rule="7.4")


def subject_kind_of(subject: str, stated: SubjectKind | None, card: ProjectCard | None, entry: CatalogueEntry) -> SubjectKind:
    """As what the subject is concerned: as stated, as engaged in the project, else as the item admits. Refuses SUBJECT_INVALID."""
    if subject.startswith("projects/"):
        if stated not in (None, SubjectKind.PROJECT):
            raise InvalidArgument("SUBJECT_INVALID", f"{subject} 是项目，不能作为{stated.label}", rule="7.4", subject=subject)
        return SubjectKind.PROJECT
    if not subject.startswith("people/") or stated is SubjectKind.PROJECT:
        raise InvalidArgument("SUBJECT_INVALID", f"当事人应为 people/… 或 projects/… ，收到“{subject}”", rule="7.4", subject=subject)
    engaged = card.role_of(subject) if card else ""
    kinds = [kind for kind in PERSON_KINDS if kind in entry.subject_kinds]
    return stated or (SubjectKind(engaged) if engaged else (kinds or [SubjectKind.PROJECT_MANAGER])[0])


def demand_concerned(subject: str, card: ProjectCard) -> None:
    """Refuse SUBJECT_NOT_OF_PROJECT: a county, an owner or a commissioner speaks of the own project alone (7.4)."""
    if subject != card.name and subject not in card.concerned:
        message = f"{subject} 未在项目“{card.title}”中被提名、选定或聘任"
        raise RuleViolated("SUBJECT_NOT_OF_PROJECT", message, rule="7.4", subject=subject, project=card.name)
