"""A project over all services, as far as the caller may read it; one that is away does not take the page along."""

import asyncio
from dataclasses import dataclass, fields
from typing import Any

from console.calls import Caller, Gone, had

Thing = dict[str, Any]
_REGISTRY, _CONTRACTS = "sanzhi.registry.v1.RegistryService", "sanzhi.contracts.v1.ContractsService"
_MILESTONES, _SUPERVISION = "sanzhi.milestones.v1.MilestonesService", "sanzhi.supervision.v1.SupervisionService"
_EVALUATION, _SHARING = "sanzhi.evaluation.v1.EvaluationService", "sanzhi.sharing.v1.SharingService"


@dataclass(frozen=True)
class Archive:
    """What is to be had of a project; Gone in the place of what is not."""

    project: Thing
    application: Thing | Gone
    task_book: Thing | Gone
    contract_set: Thing | Gone
    engagements: list[Thing] | Gone
    selections: list[Thing] | Gone
    nodes: list[Thing] | Gone
    midterm: Thing | Gone
    deadlines: list[Thing] | Gone
    last_deadlines: list[Thing] | Gone
    reports: list[Thing] | Gone
    plan: Thing | Gone
    commission: Thing | Gone
    deviations: list[Thing] | Gone
    evaluation: Thing | Gone
    filing: Thing | Gone
    results: list[Thing] | Gone

    @property
    def all_deadlines(self) -> list[Thing]:
        """Of both services that set some, by their last day."""
        found = [each for part in (self.deadlines, self.last_deadlines) if not isinstance(part, Gone) for each in part]
        return sorted(found, key=lambda each: (each["last_day"], each["name"]))

    @property
    def away(self) -> list[str]:
        """What could not be asked, for its service does not answer."""
        return [_CALLED[each.name] for each in fields(self) if _is_away(getattr(self, each.name))]


def _is_away(part: Any) -> bool:
    return isinstance(part, Gone) and part.is_away


_CALLED = {
    "application": "申请",
    "task_book": "任务书",
    "contract_set": "合同组",
    "engagements": "聘任",
    "selections": "选定",
    "nodes": "里程碑",
    "midterm": "中期检查",
    "deadlines": "期限",
    "last_deadlines": "自评价期限",
    "reports": "执行情况报告",
    "plan": "一体化工作方案",
    "commission": "项目专员",
    "deviations": "偏差",
    "evaluation": "评价",
    "filing": "备案",
    "results": "成果",
}


async def load(caller: Caller, name: str) -> Archive:
    """Raises Refused where there is no such project, or none for the caller."""

    def one(method: str, resource: str) -> Any:
        return had(caller.ask(method, {"name": resource}))

    def some(method: str, field: str) -> Any:
        return had(caller.pages(method, {"parent": name}, field))

    project = await caller.ask(f"{_REGISTRY}/GetProject", {"name": name})
    parts = await asyncio.gather(
        one(f"{_REGISTRY}/GetApplication", project["application"]),
        one(f"{_REGISTRY}/GetTaskBook", f"{name}/taskBook"),
        one(f"{_CONTRACTS}/GetContractSet", f"{name}/contractSet"),
        some(f"{_CONTRACTS}/ListEngagements", "engagements"),
        some(f"{_CONTRACTS}/ListSelections", "selections"),
        some(f"{_MILESTONES}/ListNodes", "nodes"),
        one(f"{_MILESTONES}/GetMidtermCheck", f"{name}/midtermCheck"),
        some(f"{_MILESTONES}/ListDeadlines", "deadlines"),
        some(f"{_EVALUATION}/ListDeadlines", "deadlines"),
        some(f"{_MILESTONES}/ListProgressReports", "progress_reports"),
        one(f"{_MILESTONES}/GetIntegratedPlan", f"{name}/integratedPlan"),
        one(f"{_SUPERVISION}/GetCommission", f"{name}/commission"),
        some(f"{_SUPERVISION}/ListDeviations", "deviations"),
        one(f"{_EVALUATION}/GetEvaluation", f"{name}/evaluation"),
        one(f"{_EVALUATION}/GetFiling", f"{name}/filing"),
        some(f"{_SHARING}/ListResults", "results"),
    )
    return Archive(project, *parts)
