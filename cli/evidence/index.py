"""The index of a package as a paper: what is in it, read by people. It proves nothing by itself; what does is beside it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.evidence import derived, package, reckoning
from cli.evidence.assembling import Assembled
from cli.evidence.records import Record
from cli.names import Names
from cli.papers.paper import Fields, Fine, Paper, Part, Table, Words
from cli.services import NAMES
from cli.timeline import IN_DEADLINES, Event, learn_titles
from cli.words import china_time, deadline_word, fact_line
from cli.words.acts import act_word

_COUNTINGS = {"calendar": "自然日", "working": "工作日", "fixed": "约定"}
_OUTCOMES = {"met": "按期完成", "overdue": "逾期未完成", "cancelled": "取消", "set": "进行中", "redated": "进行中", "warned": "进行中"}
Told = Mapping[str, Any]


def index_paper(made: Assembled, names: Names) -> Paper:
    """Of all members but itself and the list."""
    title, records, members, deadlines = made.title, made.records, made.members, made.deadlines
    events = [_event(fact) for fact in derived.happenings(records)]
    learn_titles(events, names)
    parts = [
        Part("", [Fields(_head(records, members)), Words([_WHAT_IT_IS])]),
        *_contracts(members, names),
        Part("大事记", [_timeline(events, names)]),
        *_rules(members),
        *_workings(members, names),
        *([Part("期限与推算", [_deadlines(deadlines, names)])] if deadlines else []),
        *_refusals(members, names),
        Part("记录与封印", [_records(records)]),
        Part("文件", [Fine([f"{name}　{len(content):,} 字节" for name, content in members.items()])]),
    ]
    numbered = [Part(f"{number}、{part.heading}", part.blocks) for number, part in zip(_NUMBERS, parts[1:], strict=False)]
    return Paper("项目证据包索引", title, f"证据包索引　{title}", [parts[0], *numbered])


_NUMBERS = "一二三四五六七八九"
_WHAT_IT_IS = (
    "本索引供人阅读，本身不作证明。证明是包内的各服务记录、封印和签名；核验请在任何一台计算机上执行 sanzhi verify，"
    "只需要本文件所在的证据包和由可信途径取得的根证书，不需要网络。"
)


def _event(fact: derived.Told) -> Event:
    data = json.loads(fact["data"])
    who = (fact["subject"], fact["actor"], str(data.get("rule", "")), fact["policyversion"], fact["topic"])
    return Event(fact["id"], fact["time"], fact["type"], *who, data)


def _head(records: Sequence[Record], members: Mapping[str, bytes]) -> list[tuple[str, str]]:
    versions = [name.removeprefix("policy/").removesuffix(".json") for name in members if name.startswith("policy/")]
    return [
        ("项目", records[0].key),
        ("政策版本", "、".join(versions) or "—"),
        ("事实", f"{sum(len(record.facts) for record in records)} 项"),
        ("审计记录", f"{sum(len(record.entries) for record in records)} 条"),
    ]


def _contracts(members: Mapping[str, bytes], names: Names) -> Iterator[Part]:
    if package.CONTRACTS not in members:
        return
    rows = [
        (document["title"], str(document["version"]), names(made["party"]), names(made["signer"]), china_time(made["signed_at"]))
        for engagement in json.loads(members[package.CONTRACTS])["engagements"]
        for document in engagement["documents"]
        for made in document["signatures"]
    ]
    yield Part("合同与签署", [Table(("文件", "版本", "签约方", "签字人", "签署时间"), rows, (3, 0.8, 3, 2, 2.2))])


def _timeline(events: Iterable[Event], names: Names) -> Table:
    rows = [
        (china_time(event.time), names.who(event.actor), fact_line(event.type, event.data, names), event.rule)
        for event in events
        if not event.what.startswith(IN_DEADLINES)
    ]
    return Table(("时间（中国）", "谁", "事项", "规则"), rows, (1.9, 2.2, 6, 1))


def _rules(members: Mapping[str, bytes]) -> Iterator[Part]:
    """By rule, for one clause is followed again and again: which facts follow it is in the timeline."""
    used = dict[tuple[str, str], Told]()
    facts = dict[tuple[str, str], set[str]]()
    for line in (members[package.DECISIONS] + members.get(package.WORKINGS, b"")).splitlines():
        told = json.loads(line)
        for rule in told["rules"]:
            key = (told["policy_version"], rule["rule"])
            used[key] = rule
            facts.setdefault(key, set()).add(told["fact"])
    if used:
        rows = [
            (rule, told["title"], _clauses(told), version, str(len(facts[version, rule])))
            for (version, rule), told in sorted(used.items(), key=lambda item: _in_order(item[0][1]))
        ]
        yield Part("所依规则与条款", [Table(("规则", "名称", "条款原文", "政策版本", "次数"), rows, (0.7, 2, 7, 1.1, 0.8), right=(4,))])


def _workings(members: Mapping[str, bytes], names: Names) -> Iterator[Part]:
    """Totals of scores, ratings over all projects, the chief's pay, the result: each and what it comes of (3.5, 1.2a, 3.6, 3.7, 6.3)."""
    rows = [
        (
            china_time(told["time"]),
            names("\n".join(told["working"])),
            "、".join(rule["rule"] for rule in told["rules"]),
            told["policy_version"],
        )
        for told in map(json.loads, members.get(package.WORKINGS, b"").splitlines())
    ]
    if rows:
        yield Part(
            "评分、评级、评价结果与浮动绩效工资的计算", [Table(("时间（中国）", "计算", "规则", "政策版本"), rows, (1.9, 7.5, 1, 1.1))]
        )


def _clauses(rule: Told) -> str:
    return "\n".join(f"{each['id']}　{each['text']}" for each in rule["clauses"]) or str(rule["basis"])


def _in_order(rule: str) -> tuple[int, ...]:
    return tuple(int("".join(each for each in part if each.isdigit()) or 0) for part in rule.split("."))


def _deadlines(deadlines: Iterable[reckoning.Counted], names: Names) -> Table:
    rows = [
        (
            f"{names(_node(each))}{deadline_word(each.told['kind'])}",
            "\n".join(_step(step) for step in each.steps) or "—",
            each.told["last_day"] + ("（暂定）" if each.told["provisional"] else ""),
            "逾期完成" if each.told.get("late") else str(_OUTCOMES.get(each.told["outcome"], each.told["outcome"])),
            each.told["rule"],
        )
        for each in deadlines
    ]
    return Table(("期限", "推算", "最后一日", "结果", "规则"), rows, (2.6, 5, 1.8, 1.4, 0.9))


def _node(deadline: reckoning.Counted) -> str:
    node = str(deadline.told["node"])
    project = "/".join(deadline.name.split("/")[:2])
    return f"{project}/nodes/{node}" if node and "/" not in node else node


def _step(step: Told) -> str:
    said = f"{step['start']} 起 {step['days']} 个{_COUNTINGS[step['counting']]}{'，顺延' if step['rolls'] else ''}"
    said += f"，跳过休息日 {len(step['days_off'])} 天" if step["days_off"] else ""
    said += f"，调休上班 {len(step['makeup_days'])} 天" if step["makeup_days"] else ""
    return f"{said}，至 {step['last_day']}" + (f"（{step['reason']}）" if step["reason"] else "")


def _refusals(members: Mapping[str, bytes], names: Names) -> Iterator[Part]:
    told = [json.loads(line) for line in members[package.REFUSALS].splitlines()]
    if told:
        rows = [
            (china_time(each["time"]), names.who(each["actor"]), act_word(each["action"]), _why(each, names), each["rule"]) for each in told
        ]
        yield Part("被拒绝的操作", [Table(("时间（中国）", "谁", "操作", "原因", "规则"), rows, (1.9, 2.2, 2.2, 4.5, 0.8))])


def _why(refusal: Told, names: Names) -> str:
    return names(refusal["message"]) or str(refusal["reason"])


def _records(records: Iterable[Record]) -> Table:
    rows = [
        (
            NAMES[record.service],
            str(len(record.facts)),
            str(len(record.entries)),
            f"{min(record.seals)} 至 {max(record.seals)} 号之间 {len(record.seals)} 个" if record.seals else "—",
            china_time(record.stated["stated_at"]),
        )
        for record in records
    ]
    return Table(("服务", "事实", "审计记录", "封印", "服务声明于"), rows, (2, 1, 1.2, 3, 2), right=(1, 2))
