"""Projects of others on one suite: what the people of one get of another, by whatever reads it and by every act on it (2.5).

What tells an auditor a secret of one is asked by everybody of the other, what else is answered by some of them. Every act is tried with a
request that its door takes in, so that the answer is given by whoever decides who may.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.client import Client
from cli.refused import Refused
from cli.services import SERVICES
from cli.stack.stack import Stack
from cli.story.methods import all_methods, is_mutation
from cli.target import find_target
from cli.tokens import AUDITOR
from cli.transfer import Transfer
from tests.e2e.bodies import body_of, mutations, served
from tests.e2e.conftest import Played, stories
from tests.e2e.others import Kind, Project, confidential, projects_of, with_more

pytestmark = [pytest.mark.timeout(3600), pytest.mark.rule("2.5")]  # the first test has the playing of the stories in its time
AT_ONCE, MOST_FILES = 4, 12  # at each service; of a project
LIST_ACTS = "sanzhi.acts.v1.ActsService/ListActs"
_OF_ALL = ("sanzhi.acts.", "sanzhi.operations.", "sanzhi.files.")
_ADDRESSES = ("name", "parent", "project", "subject", "resource", "key")
NOT_THEIRS = {"PERMISSION_DENIED", "NOT_FOUND"}


@dataclass(frozen=True)
class Call:
    """A method of a service about a resource of a project, or about nothing that is named. body: what else it says."""

    project: Project
    service: str
    method: str
    kind: Kind = ()
    name: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rpc(self) -> str:
        return f"{self.service}/{self.method.partition('/')[2]}"

    @property
    def changes(self) -> bool:
        return is_mutation(all_methods()[self.method])

    async def by(self, who: str, client: Client) -> str:
        """All that the answer says. What changes something is only tried. Raises Refused."""
        body = {**self.body, **({_address(self.method): self.name} if self.name else {})}
        if "page_size" in all_methods()[self.method].input_type.fields_by_name:
            body["page_size"] = 200
        service = self.service if self.method.startswith(_OF_ALL) else ""
        answer = await client.call(self.method, body, person=who, service=service, validate_only=self.changes)
        return json.dumps(answer, ensure_ascii=False)


def _address(method: str) -> str:
    return next((each for each in _ADDRESSES if each in all_methods()[method].input_type.fields_by_name), "")


def reads(project: Project) -> Iterator[Call]:
    """Whatever changes nothing, about a resource of each kind, and about nothing that is named."""
    for method, descriptor in all_methods().items():
        if not method.startswith("sanzhi.") or is_mutation(descriptor):
            continue
        for service in SERVICES if method.startswith(_OF_ALL) else (method.split(".")[1],):
            yield Call(project, service, method)
            names = list(project.names.get(service, {}).items()) if _address(method) else []
            few = 1 if method.startswith(_OF_ALL) and method != LIST_ACTS else len(names)
            yield from (Call(project, service, method, kind, name) for kind, name in names[:few])


def acts(project: Project) -> Iterator[Call]:
    """Each act of the services' own tables on a resource that it can be done to, and each other mutation that names a project."""
    listed = set[str]()
    for service in SERVICES:
        for kind in served(service).acts:
            methods = [f"{served(service).proto}/{act.rpc}" for act in kind.acts]
            listed |= set(methods)
            if name := project.names[service].get(kind.pattern):
                yield from (Call(project, service, each, kind.pattern, name, body_of(mutations()[each])) for each in methods)
    for method, found in mutations().items():
        if method not in listed and "project" in found.request.DESCRIPTOR.fields_by_name:
            body = body_of(found) | {"project": f"projects/{project.id}"}
            yield Call(project, method.split(".")[1], method, ("projects",), "", body)


async def together(calls: Iterable[Call], do: Callable[[Call], Awaitable[None]]) -> None:
    """Services side by side: each has its own budget for whoever asks."""
    queues = defaultdict[str, list[Call]](list)
    for call in calls:
        queues[call.service].append(call)

    async def one_after_the_other(queue: list[Call]) -> None:
        while queue:
            await do(queue.pop())

    await asyncio.gather(*(one_after_the_other(queue) for queue in queues.values() for _ in range(AT_ONCE)))


@dataclass
class Told:
    """What strangers were told. open_to: by method, how it ended where it was not refused as not theirs. leaks: what of it was told."""

    client: Client
    ends: Counter[str] = field(default_factory=Counter)
    open_to: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    async def ask(self, call: Call, who: str) -> None:
        try:
            text, end = await call.by(who, self.client), "OK"
        except Refused as refused:
            assert refused.code not in ("INTERNAL", "UNKNOWN"), f"{call.rpc} {call.name} by {who}: {refused}"
            text, end = f"{refused} {refused.metadata}", refused.code
            if call.kind and end not in NOT_THEIRS:
                self.open_to[call.rpc].add(refused.reason)
        if end == "OK" and (call.changes or (call.name or f"projects/{call.project.id}/") in text):
            self.open_to[call.rpc].add("OK")
        self.ends[end] += 1
        self.leaks[call.rpc] |= call.project.told(text)


@pytest.fixture(scope="module")
def projects(stack: Stack, played: Played) -> list[Project]:
    assert played.outcome.lost == []
    return projects_of(stories(), find_target(stack.data).mongo)


@pytest.fixture(scope="module")
def more(stack: Stack, projects: list[Project]) -> list[Project]:
    return with_more(stories(), find_target(stack.data).mongo, projects)


@pytest.fixture(scope="module")
async def client(stack: Stack, played: Played) -> AsyncIterator[Client]:
    async with Client(find_target(stack.data), patience=60) as made:
        yield made


# Reads about a project that are open to everybody, each with why.
OPEN_READS = {
    "registry/GetProject": "the register of projects (2.5)",
    "supervision/GetFinding": "a finding that is confirmed (7.4)",
    "supervision/ListFindings": "findings that are confirmed (7.4)",
    "sharing/GetResult": "a result in the catalogue (8.1)",
    "sharing/ListResults": "results in the catalogue (8.1)",
    "sharing/GetCatalogueRecord": "the catalogue (8.1)",
    "sharing/SearchCatalogue": "the catalogue (8.1)",
    "sharing/GetAdoption": "how results are adopted (8.2)",
    "support/GetServiceRequest": "manufacturing that is sought, without offers (9.2)",
    "support/ListServiceRequests": "manufacturing that is sought, without offers (9.2)",
}
# What was said between few and is for all to see by now, each with why.
TOLD_TO_ALL = {
    "碱含量降低三成，透过率达到百分之九十二": "of a result in the catalogue (8.1)",
    "专利申请尚未公布": "why a result is held back (8.1)",
    '"86000000"': "what uses of a result brought, counted (8.2)",
    "寻找能生产低碱高透器皿的企业": "manufacturing that is sought (9.2)",
    "双方已签订试生产协议": "what came of it (9.2)",
}


async def test_no_read_gives_those_of_another_project_what_is_inside_one(projects: list[Project], client: Client) -> None:
    assert all(len(each.secrets) > 15 and len(each.strangers) > 9 for each in projects), [len(each.secrets) for each in projects]
    answered, found, told = list[tuple[Call, bool]](), defaultdict[str, set[str]](set), Told(client)
    in_vain = set[tuple[str, str, Kind]]()

    async def by_the_auditor(call: Call) -> None:
        if (asked := (call.service, call.method, call.kind)) in in_vain:
            return
        try:
            secrets = call.project.told(await call.by(AUDITOR, client))
            found[call.project.id] |= secrets
            answered.append((call, bool(secrets)))
        except Refused as refused:
            assert refused.code not in ("INTERNAL", "UNKNOWN"), f"{call.rpc} {call.name}: {refused}"
            in_vain.add(asked)

    async def by_strangers(call: Call) -> None:
        for who in call.project.strangers:
            await told.ask(call, who)

    async def by_some(call: Call) -> None:
        for who in call.project.strangers[::3]:
            await told.ask(call, who)

    for project in projects:
        await together(reads(project), by_the_auditor)
    await together((call for call, telling in answered if telling), by_strangers)
    await together((call for call, telling in answered if not telling), by_some)
    seen = {each.id: f"{len(found[each.id])} of {len(each.secrets)}" for each in projects}
    print(f"reads: {len(answered)} that an auditor is answered, with secrets {seen}; strangers: {dict(told.ends)}")
    assert all(len(found[each.id]) > len(each.secrets) / 3 for each in projects), "nothing is shown by what nobody finds"
    assert {rpc: texts for rpc, texts in told.leaks.items() if texts - TOLD_TO_ALL.keys()} == {}
    # Of both lists: which of them are met depends on who is asked, and in which order.
    assert told.leaks and told.open_to, "not even what is open to all was answered"
    assert {rpc: ends for rpc, ends in told.open_to.items() if rpc not in OPEN_READS} == {}


async def test_no_file_is_given_to_those_of_another_project(projects: list[Project], client: Client, tmp_path: Path) -> None:
    given, ends = Counter[str](), Counter[str]()
    for project in projects:
        for file in project.files[:MOST_FILES]:
            try:
                await Transfer(client, file.service, AUDITOR).download(file.resource, file.digest, tmp_path / file.digest)
            except Refused as refused:
                assert refused.reason == "FILE_NOT_FOUND"  # what was not handed in, but named by its digest
                continue
            given[file.service] += 1
            for who in project.strangers:
                with pytest.raises(Refused) as denied:
                    await Transfer(client, file.service, who).download(file.resource, file.digest, tmp_path / "theirs")
                ends[denied.value.code] += 1
    print(f"files: {dict(given)} given to the auditor; strangers: {dict(ends)}")
    assert given.total() > 5 and ends.keys() <= NOT_THEIRS


# Acts that somebody of another project may do, each with why.
OPEN_ACTS = {
    "sharing/RequestUse": "whoever would use a result asks (8.2)",
    "support/MakeOffer": "an enterprise offers to manufacture (9.2)",
}


async def test_no_act_is_open_to_those_of_another_project(projects: list[Project], more: list[Project], client: Client) -> None:
    told, calls = Told(client), [call for project in (*projects, *more) for call in acts(project)]

    async def by_strangers(call: Call) -> None:
        for who in call.project.strangers[::2]:
            await told.ask(call, who)

    await together(calls, by_strangers)
    missed = sorted(confidential() - {call.method for call in calls})
    print(f"acts: {len(calls)} of {len({call.method for call in calls})} methods; strangers: {dict(told.ends)}")
    assert missed == [], "no project has what they are done to"
    assert {rpc: texts for rpc, texts in told.leaks.items() if texts} == {}
    assert {rpc: ends for rpc, ends in told.open_to.items() if rpc not in OPEN_ACTS} == {}
    assert told.open_to.keys() == OPEN_ACTS.keys() and told.ends["PERMISSION_DENIED"] > 500
