"""What an act is about: the resource itself, asked of its owner, and what people call it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cli.refused import Refused
from cli.words import deadline_word
from console.belonging import page_of
from console.calls import Caller
from console.show import word

Thing = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Which read gives a resource, and how it is called."""

    pattern: re.Pattern[str]
    read: str
    title: Callable[[Thing], str]


def _source(pattern: str, read: str, title: Callable[[Thing], str]) -> Source:
    return Source(re.compile(pattern.replace("*", "[^/]+")), read, title)


def _milestones(read: str) -> str:
    return f"sanzhi.milestones.v1.MilestonesService/{read}"


_REGISTRY, _CONTRACTS = "sanzhi.registry.v1.RegistryService", "sanzhi.contracts.v1.ContractsService"
_SUPERVISION, _EVALUATION = "sanzhi.supervision.v1.SupervisionService", "sanzhi.evaluation.v1.EvaluationService"
_SHARING, _SUPPORT = "sanzhi.sharing.v1.SharingService", "sanzhi.support.v1.SupportService"
_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"
SOURCES = (
    _source("projects/*", f"{_REGISTRY}/GetProject", lambda it: it["title"]),
    _source("projects/*/taskBook", f"{_REGISTRY}/GetTaskBook", lambda it: f"任务书第 {it['current_version']} 版"),
    _source("projects/*/ageExceptions/*", f"{_REGISTRY}/GetAgeException", lambda it: "年龄例外"),
    _source("applications/*", f"{_REGISTRY}/GetApplication", lambda it: (it.get("proposal") or {}).get("title") or "申请"),
    _source("guides/*", f"{_REGISTRY}/GetGuide", lambda it: it["title"]),
    _source("people/*", f"{_REGISTRY}/GetPerson", lambda it: it["display_name"]),
    _source("organizations/*", f"{_REGISTRY}/GetOrganization", lambda it: it["display_name"]),
    _source("projects/*/nodes/*", _milestones("GetNode"), lambda it: f"里程碑“{it['title']}”"),
    _source("projects/*/midtermCheck", _milestones("GetMidtermCheck"), lambda it: "中期检查"),
    _source("projects/*/deadlines/*", _milestones("GetDeadline"), lambda it: f"{deadline_word(it['kind'])}（最后一日 {it['last_day']}）"),
    _source("projects/*/progressReports/*", _milestones("GetProgressReport"), lambda it: f"第 {it['number']} 期执行情况报告"),
    _source("projects/*/integratedPlan", _milestones("GetIntegratedPlan"), lambda it: "一体化工作方案"),
    _source("projects/*/dispatchReports/*", _milestones("GetDispatchReport"), lambda it: "调度报告"),
    _source("projects/*/selections/*", f"{_CONTRACTS}/GetSelection", lambda it: "选定项目经理人"),
    _source("projects/*/engagements/*", f"{_CONTRACTS}/GetEngagement", lambda it: f"聘任：{word(it['role'])}"),
    _source("projects/*/engagements/*/documents/*", f"{_CONTRACTS}/GetDocument", lambda it: f"{it['title']}第 {it['version']} 版"),
    _source("projects/*/commission", f"{_SUPERVISION}/GetCommission", lambda it: "项目专员"),
    _source("projects/*/deviations/*", f"{_SUPERVISION}/GetDeviation", lambda it: f"{word(it['aspect'])}偏差".replace("偏差偏差", "偏差")),
    _source("findings/*", f"{_SUPERVISION}/GetFinding", lambda it: f"负面清单认定“{it['title']}”"),
    _source("projects/*/evaluation", f"{_EVALUATION}/GetEvaluation", lambda it: "综合评价"),
    _source("projects/*/filing", f"{_EVALUATION}/GetFiling", lambda it: "财政备案"),
    _source("projects/*/results/*", f"{_SHARING}/GetResult", lambda it: f"成果“{it['title']}”"),
    _source("projects/*/results/*/requests/*", f"{_SHARING}/GetUseRequest", lambda it: f"成果“{it['title']}”的使用申请"),
    _source("policies/*", f"{_SUPPORT}/GetPolicy", lambda it: it["terms"]["title"]),
    _source("questions/*", f"{_SUPPORT}/GetQuestion", lambda it: f"咨询“{it['text'][:30]}”"),
    _source("projects/*/claims/*", f"{_SUPPORT}/GetClaim", lambda it: f"兑现“{it['title']}”"),
    _source("projects/*/serviceRequests/*", f"{_SUPPORT}/GetServiceRequest", lambda it: word(it["kind"])),
    _source("facilities/*", f"{_SUPPORT}/GetFacility", lambda it: it["title"]),
    _source("notices/*", f"{_SUPPORT}/GetNotice", lambda it: it["title"]),
    _source("subscriptions/*", f"{_EXCHANGE}/GetSubscription", lambda it: f"数据共享“{it['purpose'][:30]}”"),
    _source("subscriptions/*/endpoint", f"{_EXCHANGE}/GetEndpoint", lambda it: f"推送地址 {it['url'][:60]}"),
)

# What is read as one of several: within what, by which read, in which field of it.
WITHIN: tuple[tuple[re.Pattern[str], str, str, Callable[[Thing], str]], ...] = (
    (re.compile(r"(projects/[^/]+/pay)/parts/[^/]+"), f"{_EVALUATION}/GetChiefPay", "parts", lambda it: f"技术总师绩效“{it['title']}”"),
    (re.compile(r"(people/[^/]+/rating)/entries/[^/]+"), f"{_EVALUATION}/GetRating", "entries", lambda it: f"动态评价“{word(it['kind'])}”"),
)
# Numbered within its subscription, which alone is there to be read.
_PACKAGE = re.compile(r"(subscriptions/[^/]+)/packages/([0-9]{1,9})")


@dataclass(frozen=True)
class Subject:
    """thing: None where it is not there yet, or not for the caller."""

    name: str
    title: str
    thing: Thing | None

    @property
    def project(self) -> str:
        """The project that it belongs to; empty for none."""
        parts = self.name.split("/")
        return "/".join(parts[:2]) if parts[0] == "projects" and len(parts) > 1 else ""

    @property
    def page(self) -> str:
        """Where it is shown."""
        return page_of(self.name)


async def subject_of(caller: Caller, name: str) -> Subject:
    """What a name is of. Never raises for what is not there: the act itself will say so."""
    if found := _PACKAGE.fullmatch(name):
        within = await subject_of(caller, found[1])
        return Subject(name, f"{within.title}的文件包 {int(found[2]):06d}" if within.title else "", None)
    for pattern, read, field, title in WITHIN:
        if found := pattern.fullmatch(name):
            several = await _read(caller, read, found[1])
            thing = next((each for each in (several or {}).get(field, []) if each["name"] == name), None)
            return Subject(name, title(thing) if thing else "", thing)
    source = next((each for each in SOURCES if each.pattern.fullmatch(name)), None)
    thing = await _read(caller, source.read, name) if source else None
    return Subject(name, source.title(thing) if source and thing else "", thing)


async def _read(caller: Caller, read: str, name: str) -> Thing | None:
    try:
        return await caller.ask(read, {"name": name})
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return None
