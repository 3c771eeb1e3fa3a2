"""Holds a package against nothing but the root's public key: kind by kind of claim, what holds and what does not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bson.errors import BSONError

from chassis.access.certificates import Root
from chassis.sealing.statement import NotStated, digest_of, stated_in
from cli.evidence import derived, package, reckoning
from cli.evidence.archive import Archive, NotAnArchive, read
from cli.evidence.package import Manifest, NotAManifest, file_name, law_name
from cli.evidence.reading import Read, read_all
from cli.evidence.records import wrong_order, wrong_proofs
from cli.evidence.signatures import unlike_facts
from cli.evidence.workings import checked
from cli.services import NAMES
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import NotAnExport, verify

DRAWN_UP = "sanzhi.contracts.engagement.drawn_up.v1"


class Claim(StrEnum):
    """A kind of claim that a package makes; the word is what people read."""

    MANIFEST = "清单与签名"
    FILES = "文件摘要"
    CONTRACTS = "合同与签名"
    FACTS = "事实顺序"
    DECISIONS = "决定与条款"
    DEADLINES = "期限推算"
    AUDIT = "审计与封印"


@dataclass
class Found:
    """Of one kind: how much was looked at, in words, and what does not hold (zh-CN)."""

    claim: Claim
    looked_at: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass
class Verdict:
    """What came of it."""

    project: str = ""
    title: str = ""
    exported: str = ""
    found: list[Found] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all(each.holds for each in self.found)


def verify_package(content: bytes, root: Root) -> Verdict:
    """Needs no service, no network and no other key."""
    verdict = Verdict()
    verdict.found += claims_of(content, root, verdict)
    return verdict


def claims_of(content: bytes, root: Root, verdict: Verdict) -> Iterator[Found]:
    """Kind by kind, each looked at when it is asked for; of what is no package the first alone. What it is of is written into a verdict."""
    try:
        archive = read(content)
        manifest = Manifest.read(archive.members.get(package.MANIFEST, b""))
    except (NotAnArchive, NotAManifest) as error:
        yield Found(Claim.MANIFEST, problems=[str(error)])
        return
    verdict.project, verdict.title = manifest.project, manifest.title
    yield from _Package(archive, manifest, root, verdict).look()


class _Package:
    def __init__(self, archive: Archive, manifest: Manifest, root: Root, verdict: Verdict) -> None:
        self._archive, self._members, self._manifest, self._root = archive, archive.members, manifest, root
        self._verdict = verdict
        self._read = Read()

    def look(self) -> Iterator[Found]:
        yield self._found(Claim.MANIFEST, self._signature)
        facts = self._found(Claim.FACTS, self._facts)  # first: the others are held against the records
        yield self._found(Claim.FILES, self._files)
        yield self._found(Claim.CONTRACTS, self._contracts)
        yield facts
        yield self._found(Claim.DECISIONS, self._decisions)
        yield self._found(Claim.DEADLINES, self._deadlines)
        yield self._found(Claim.AUDIT, self._audit)

    @staticmethod
    def _found(claim: Claim, look: Callable[[Found], None]) -> Found:
        found = Found(claim)
        try:
            look(found)
        # What a service states has a form; this has another, or is deeper, or larger, than anything that one would state.
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError, BSONError):
            found.problems.append("内容无法读取")
        return found

    def _signature(self, found: Found) -> None:
        manifest = self._manifest
        listed = [package.MANIFEST, *manifest.members]
        if list(self._members) != listed:
            for name in sorted(set(self._members) ^ set(listed)):
                found.problems.append(f"{name}：{'清单所列，包内没有' if name in listed else '包内有，清单没有'}")
            found.problems = found.problems or ["文件的次序与清单不同"]
        try:
            stated = stated_in(self._archive.signature, self._root)
        except NotStated as error:
            found.problems.append(f"整包的签名：{error}")
            return
        if (stated.get("says"), stated.get("project"), stated["service"]) != ("package", manifest.project, package.SIGNED_BY):
            found.problems.append("整包的签名不是为本项目的证据包所作")
        if stated.get("digest") != self._archive.digest:
            found.problems.append("整包的摘要与所签的不符：文件被改动")
        self._verdict.exported = f"{stated.get('exported_by')}，{stated['stated_at']}"
        found.looked_at = f"文件 {len(manifest.members)} 个"

    def _files(self, found: Found) -> None:
        for name, (size, digest) in self._manifest.members.items():
            content = self._members.get(name)
            if content is not None and (len(content), digest_of(content)) != (size, digest):
                found.problems.append(f"{name}：内容与清单所列摘要不符")
        found.looked_at = f"文件 {len(self._manifest.members)} 个"
        self._named_files(found)

    def _named_files(self, found: Found) -> None:
        """What facts name is there, or listed as left out; what is there as a file is named by a fact."""
        named = derived.files_of(self._read.records)
        wanted = {file_name(digest, each.name): digest for digest, each in named.items() if digest not in self._manifest.left_out}
        for name in sorted(self._members):
            if name.startswith("files/") and wanted.get(name) != digest_of(self._members[name]):
                found.problems.append(f"{name}：没有事实述及，或内容与事实所述摘要不符")
        found.problems += [f"{name}：事实所述文件，包内没有" for name in sorted(wanted.keys() - self._members.keys())]
        if strangers := set(self._manifest.left_out) - named.keys():
            found.problems.append(f"清单所列未附文件，没有事实述及：{'、'.join(sorted(strangers))}")
        left = f"，另有 {len(self._manifest.left_out)} 份只有摘要" if self._manifest.left_out else ""
        found.looked_at += f"，其中事实所述材料 {len(wanted)} 份{left}"

    def _facts(self, found: Found) -> None:
        self._read = read_all(self._members, self._manifest.project, self._root, found.problems)
        for record in self._read.everything:
            found.problems += [f"{NAMES[record.service]}：{problem}" for problem in wrong_order(record)]
        found.looked_at = f"事实 {sum(len(record.facts) for record in self._read.records)} 项"

    def _contracts(self, found: Found) -> None:
        content = self._members.get(package.CONTRACTS)
        facts = [fact for record in self._read.records if record.service == "contracts" for fact in record.facts]
        if content is None:
            if any(fact["attributes"]["type"] == DRAWN_UP for fact in facts):
                found.problems.append("已拟定合同，包内没有合同组")
            found.looked_at = "尚无合同"
            return
        try:
            verdict = verify(content, ALGORITHMS)
        except NotAnExport as error:
            found.problems.append(str(error))
            return
        found.problems += [f"{problem.where}：{problem.message}" for problem in verdict.problems]
        if verdict.project != self._manifest.project:
            found.problems.append(f"是 {verdict.project} 的合同组")
        found.problems += unlike_facts(json.loads(content), facts)
        found.looked_at = f"合同组 {verdict.engagements} 组、文件 {verdict.documents} 份、签名 {verdict.signatures} 个"

    def _laws(self, found: Found) -> dict[str, Any]:
        """The plan and rulebook by version, as the services have them."""
        laws = dict[str, Any]()
        for name in self._members:
            version = name.removeprefix("policy/").removesuffix(".json")
            if name != law_name(version):
                continue
            if strangers := [record for record in self._read.records if record.laws.get(version) != digest_of(self._members[name])]:
                named = "、".join(NAMES[record.service] for record in strangers)
                found.problems.append(f"政策版本 {version} 的条文与{named}所声明的不符")
            try:
                laws[version] = json.loads(self._members[name])
            except ValueError:
                found.problems.append(f"政策版本 {version} 的条文无法读取")
        return laws

    def _decisions(self, found: Found) -> None:
        laws, made = self._laws(found), list[derived.Told]()
        for fact in derived.happenings(self._read.records):
            try:
                data = json.loads(fact["data"])
                if derived.rules_of(data):
                    made.append(derived.decision(fact, data, laws))
            except (derived.NoClause, ValueError, KeyError, TypeError, AttributeError) as error:
                found.problems.append(f"{fact['type']}（{fact['id']}）：{error if isinstance(error, derived.NoClause) else '内容无法读取'}")
        if derived.written(made) != self._members.get(package.DECISIONS):
            found.problems.append("所列决定、规则或条款与事实和政策条文不符")
        filing = self._members.get(package.FILING)
        if (digest_of(filing) if filing is not None else "") != derived.filed(self._read.records):
            found.problems.append("绩效评价结果及其计算与备案时的摘要不符，或不在包内")
        computed = checked(self._members, self._read.records, self._read.ratings, laws)
        found.problems += computed.problems
        found.looked_at = (
            f"决定 {len(made)} 项，政策版本 {'、'.join(laws) or '无'}，评分、评级、评价结果、绩效工资推算 {len(computed.rows)} 项"
        )

    def _deadlines(self, found: Found) -> None:
        known = reckoning.read(self._members.get(package.CALENDAR, b""))
        counted = reckoning.counted(self._read.records, reckoning.notices_of(self._read.notices, known))
        found.problems += [problem for each in counted for problem in each.problems]
        if derived.written(reckoning.rows(counted)) != self._members.get(package.DEADLINES):
            found.problems.append("所列期限及其推算与事实不符")
        steps, provisional = sum(len(each.steps) for each in counted), sum(each.provisional for each in counted)
        unsaid = sum(each.unsaid for each in counted)
        left = f"，另有 {unsaid} 次的事实没有写明计日方式，未推算" if unsaid else ""
        found.looked_at = f"期限 {sum(bool(each.told) for each in counted)} 项，推算 {steps} 次（其中暂定 {provisional} 次）{left}"

    def _audit(self, found: Found) -> None:
        for record in self._read.everything:
            found.problems += [f"{NAMES[record.service]}：{problem}" for problem in wrong_proofs(record, self._root)]
        if derived.written(derived.refusals(self._read.records)) != self._members.get(package.REFUSALS):
            found.problems.append("所列被拒绝的操作与审计记录不符")
        entries = sum(len(record.entries) for record in self._read.records)
        seals = sum(len(record.seals) for record in self._read.records)
        found.looked_at = f"审计记录 {entries} 条，封印 {seals} 个"
