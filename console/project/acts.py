"""What can be done in a project now, by this caller; and what cannot, with the reason and what the plan says."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from chassis.policy import Law
from chassis.words import act_of
from cli.story.methods import all_methods
from cli.words import deadline_word
from console.calls import Caller, Gone, each_had, had
from console.forms.refusals import Clause, clauses_of
from console.project.archive import Archive, Thing
from console.show import word

Asked = tuple[str, str, str]  # service, name, what it is called beside the act
Order = dict[tuple[str, str], int]  # by method and resource
_LIST_TASKS = "sanzhi.desk.v1.DeskService/ListTasks"
_LIST_ACTS = "sanzhi.acts.v1.ActsService/ListActs"
MOST, _MOST_TASKS = 200, 1000  # resources of one page, and tasks that their order is taken from
_ON_PROJECT = ("registry", "contracts", "milestones", "supervision", "sharing", "support")
_OVER_NODES = ("NODE_STATE_PASSED", "NODE_STATE_CANCELLED")
# Somebody else's to do, whatever the state.
_DENIED = frozenset(
    {
        "ROLE_REQUIRED",
        "ORGANIZATION_REQUIRED",
        "CONSENT_NOT_YOURS",
        "NOT_A_PARTY",
        "NOT_THE_ASSIGNEE",
        "NOT_THE_BOOKER",
        "NOT_THE_CLAIMANT",
        "NOT_THE_LICENSEE",
        "NOT_THE_REQUESTER",
        "NOT_THE_SUBSCRIBER",
        "OWN_RESULT",
        "PUBLISHED_BY_ANOTHER",
    }
)


@dataclass(frozen=True)
class Act:
    """label, help: of the proto. about: what it is done to. href: its form. why: what stands in the way, zh-CN."""

    label: str
    help: str
    about: str
    href: str
    allowed: bool
    why: str
    rule: str
    rules: str
    clauses: tuple[Clause, ...]
    reason: str
    rpc: str = ""
    resource: str = ""


@dataclass(frozen=True)
class Acts:
    """waiting: about something that is open; free: what can be begun at any time; blocked: for the caller, but not now.

    others: how many are somebody else's. away: services that do not answer. is_cut: not all was asked about.
    """

    waiting: list[Act]
    free: list[Act]
    blocked: list[Act]
    others: int
    away: list[str]
    is_cut: bool = False


_NONE, TOO_MANY = Acts([], [], [], 0, []), Acts([], [], [], 0, [], is_cut=True)


async def acts_of(caller: Caller, archive: Archive, law: Law) -> Acts:
    """Asks every service about everything in the project that something can still be done to."""
    return await listed_acts(caller, list(_resources(archive)), law, archive.project["name"])


async def listed_acts(caller: Caller, asked: list[Asked], law: Law, project: str = "") -> Acts:
    """Of resources, all together. What waits for the caller stands first, in the desk's order."""
    order, answers = await _answers(caller, asked, project)
    acts = _sorted_out(zip(asked, answers, strict=False), order, law)
    return replace(acts, blocked=_told_once(acts.blocked), is_cut=len(asked) > MOST)


async def acts_each(caller: Caller, asked: list[Asked], law: Law, project: str = "") -> dict[str, Acts]:
    """Of resources, each by itself, by its name; what is not among them has none, of too many the last TOO_MANY."""
    order, answers = await _answers(caller, asked, project)
    found = {one[1]: _sorted_out([(one, answer)], order, law) for one, answer in zip(asked, answers, strict=False)}
    return defaultdict(lambda: _NONE, found | {name: TOO_MANY for _, name, _ in asked[MOST:]})


async def _answers(caller: Caller, asked: list[Asked], project: str) -> tuple[Order, list[Thing | Gone]]:
    """Of the first MOST of them."""
    tasks, answers = await asyncio.gather(
        had(caller.pages(_LIST_TASKS, {"parent": project}, "tasks", most=_MOST_TASKS)),
        each_had(caller.ask(_LIST_ACTS, {"name": name}, service=service) for service, name, _ in asked[:MOST]),
    )
    return _order_of(tasks), answers


def _sorted_out(answered: Iterable[tuple[Asked, Thing | Gone]], order: Order, law: Law) -> Acts:
    possible, blocked, others, away = list[Act](), list[Act](), 0, list[str]()
    for (service, name, about), answer in answered:
        if isinstance(answer, Gone):
            away += [service] if answer.is_away else []
            continue
        for listed in answer["acts"]:
            if listed["reason"] in _DENIED:
                others += 1
            else:
                (possible if listed["allowed"] else blocked).append(_act(listed, service, name, about, law))
    waiting = sorted((act for act in possible if (act.rpc, act.resource) in order), key=lambda act: order[act.rpc, act.resource])
    free = [act for act in possible if (act.rpc, act.resource) not in order]
    return Acts(waiting, free, blocked, others, sorted(set(away)))


def _order_of(tasks: list[Thing] | Gone) -> Order:
    """Place on the caller's list, by method and resource; of alternatives the one that is meant first."""
    listed = [] if isinstance(tasks, Gone) else tasks
    found: Order = {}
    for place, task in enumerate(listed):
        for after, method in enumerate([task["method"], *task["alternatives"]]):
            found.setdefault((method, task["resource"]), 10 * place + after)
    return found


def _resources(archive: Archive) -> Iterator[Asked]:
    """Service, resource, and what it is called beside the act."""
    name = archive.project["name"]
    yield from ((service, name, "") for service in _ON_PROJECT)
    yield "registry", f"{name}/taskBook", ""
    yield "supervision", f"{name}/commission", ""
    yield from _of_contracts(archive)
    for node in _listed(archive.nodes):
        if node["state"] not in _OVER_NODES:
            yield "milestones", node["name"], f"里程碑“{node['title']}”"
    if not isinstance(archive.midterm, Gone):
        yield "milestones", f"{name}/midtermCheck", "中期检查"
    for deadline in archive.all_deadlines:
        if deadline["state"].endswith(("_OPEN", "_OVERDUE")) and deadline["kind"] != "self_evaluation":
            yield "milestones", deadline["name"], f"{titled(archive, deadline)}，最后一日 {deadline['last_day']}"
    for report in _listed(archive.reports):
        yield "milestones", report["name"], f"第 {report['number']} 期执行情况报告"
    if not isinstance(archive.plan, Gone):
        yield "milestones", f"{name}/integratedPlan", "一体化工作方案"
    for deviation in _listed(archive.deviations):
        if not deviation["state"].endswith("_CLOSED"):
            yield "supervision", deviation["name"], f"{word(deviation['aspect'])}偏差：{deviation['description'][:40]}"
    if not isinstance(archive.evaluation, Gone):
        yield "evaluation", f"{name}/evaluation", ""
    if not isinstance(archive.filing, Gone):
        yield "evaluation", f"{name}/filing", ""


def _of_contracts(archive: Archive) -> Iterator[Asked]:
    for selection in _listed(archive.selections):
        yield "contracts", selection["name"], "选定项目经理人"
    for engagement in _listed(archive.engagements):
        if engagement["state"].endswith(("_VOIDED", "_ENDED")):
            continue
        yield "contracts", engagement["name"], f"聘任{word(engagement['role'])}"
        for document in engagement["documents"]:
            if document["awaiting"]:
                yield "contracts", document["name"], f"{document['title']}第 {document['version']} 版"


def titled(archive: Archive, deadline: Thing) -> str:
    """What a deadline is for: 里程碑“样件试制”材料."""
    node = next((each["title"] for each in _listed(archive.nodes) if deadline["node"] and each["node"] == deadline["node"]), "")
    asks = deadline_word(deadline["kind"])
    return f"“{node}”{asks}" if node else asks


def _listed(part: Any) -> list[Thing]:
    return [] if isinstance(part, Gone) else part


def _act(listed: Thing, service: str, name: str, about: str, law: Law) -> Act:
    method = all_methods()[listed["rpc"]]
    act, rule = act_of(method), listed["rule"]
    quote_of = law.quote(rule) if rule else ""
    why = listed["message"].replace(f"（{quote_of}）", "") if quote_of else listed["message"]
    return Act(
        label=act.label,
        help=act.help,
        about=about,
        href=f"/acts/{service}/{method.name}?on={quote(name)}",
        allowed=listed["allowed"],
        why=why,
        rule=rule,
        rules=",".join(rules_of(method)),
        clauses=clauses_of(rule, law),
        reason=listed["reason"],
        rpc=listed["rpc"],
        resource=name,
    )


def rules_of(method: Any) -> list[str]:
    """The rules that a method carries out, as its access option names them."""
    from sanzhi.access.v1 import access_pb2

    return [rule for rule in method.GetOptions().Extensions[access_pb2.access].rules if rule != "2.5"]


def _told_once(acts: list[Act]) -> list[Act]:
    """The same act, blocked for the same reason at many things, is said once."""
    kept: dict[tuple[str, str], Act] = {}
    for act in acts:
        kept.setdefault((act.label, act.why), act)
    return list(kept.values())
