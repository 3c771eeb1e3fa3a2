"""What is applied for, and whether it is in scope and whole (S.1, S.2, 1.1, 1.3, 1.4, 1.11)."""

import dataclasses
from dataclasses import dataclass

from plan.parties import Regime
from services.registry.domain.failures import Failure
from services.registry.domain.ownership import Ownership
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.words import ChiefHiredBy, OrganizationKind, ProjectCategory, ProjectKind


@dataclass
class Proposal:
    """The content of an application. A draft may be anything; the rules are checked at submission."""

    title: str = ""
    summary: str = ""
    kind: ProjectKind | None = None
    category: ProjectCategory | None = None
    field: str = ""
    regime: Regime | None = None
    posting_enterprise: str = ""
    undertaking_unit: str = ""
    site_area: str = ""
    nominated_lead: str = ""
    chief_needed: bool = False
    chief_hired_by: ChiefHiredBy | None = None
    nominated_chief: str = ""
    task_book: TaskBookTerms = dataclasses.field(default_factory=TaskBookTerms)


def scope_failures(proposal: Proposal, policy: RegistryPolicy) -> list[Failure]:
    """What of it lies outside the pilot. Home of S.1 and S.2."""
    if proposal.kind in (None, ProjectKind.OTHER):
        return [Failure("S.1", "OUT_OF_SCOPE", f"“{proposal.title}”不属于揭榜挂帅、市政府直接组织实施或企业自主立项项目")]
    if proposal.kind == ProjectKind.ENTERPRISE_INITIATED and not policy.scope.enterprise_initiated:
        return [Failure("S.1", "OUT_OF_SCOPE", "现行政策不将企业自主立项项目纳入试点")]
    outside = proposal.category in (None, ProjectCategory.OTHER)
    if proposal.kind == ProjectKind.GOVERNMENT_DIRECT and outside:
        return [Failure("S.2", "OUT_OF_SCOPE", f"“{proposal.title}”不属于市政府直接组织实施项目的三个类别")]
    return []


def completeness_failures(proposal: Proposal) -> list[Failure]:
    """2.6: what an application cannot do without."""
    needed = {
        "项目名称": proposal.title,
        "研究领域": proposal.field,
        "管理方式": proposal.regime,
        "承担单位": proposal.undertaking_unit,
        "拟任责任人": proposal.nominated_lead,
    }
    missing = [words for words, value in needed.items() if not value]
    return [Failure("2.6", "PROPOSAL_INCOMPLETE", f"申报材料缺少{'、'.join(missing)}")] if missing else []


def regime_failures(proposal: Proposal) -> list[Failure]:
    """1.3, 1.4."""
    hired_by_manager = proposal.chief_hired_by == ChiefHiredBy.MANAGER
    if proposal.regime == Regime.CHIEF_RESPONSIBLE and hired_by_manager:
        return [Failure("1.4", "REGIME_INCONSISTENT", "技术总师负责制项目没有项目经理人，技术总师由承担单位聘请")]
    other_chief = proposal.nominated_chief not in ("", proposal.nominated_lead)
    if proposal.regime == Regime.CHIEF_RESPONSIBLE and other_chief:
        return [Failure("1.4", "REGIME_INCONSISTENT", "技术总师负责制项目的技术总师即责任人，不能另有人选")]
    if proposal.regime == Regime.MANAGER and proposal.chief_needed and proposal.chief_hired_by is None:
        return [Failure("1.3", "REGIME_INCONSISTENT", "需要技术总师的，须写明由项目经理人还是承担单位聘请")]
    if proposal.regime == Regime.MANAGER and proposal.nominated_chief == proposal.nominated_lead != "":
        return [Failure("1.3", "REGIME_INCONSISTENT", "项目经理人与技术总师不能是同一人")]
    return []


def party_failures(proposal: Proposal, parties: Ownership | None) -> list[Failure]:
    """1.1: owners are derived; 1.11: in an open bid, poster and undertaking unit differ."""
    if parties is None:
        return []
    poster = parties.poster
    failures = []
    if poster is not None and poster.kind != OrganizationKind.ENTERPRISE:
        message = f"{poster.display_name}不是企业，不能作为发榜或自主立项的企业"
        failures.append(Failure("1.1", "POSTING_ENTERPRISE_INVALID", message))
    if proposal.kind == ProjectKind.GOVERNMENT_DIRECT and proposal.posting_enterprise:
        message = "市政府直接组织实施的项目由市科技局担任业主，没有发榜企业"
        failures.append(Failure("1.1", "POSTING_ENTERPRISE_INVALID", message))
    if proposal.kind == ProjectKind.OPEN_BID and proposal.posting_enterprise == proposal.undertaking_unit != "":
        message = f"揭榜挂帅项目的发榜企业不能同时是承担单位（{parties.unit.display_name}）"
        failures.append(Failure("1.11", "POSTER_IS_UNIT", message))
    return failures
