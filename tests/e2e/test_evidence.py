"""What was played is exported as evidence, and verified where there is nothing but the file and the root: no stack, no network.

Whoever may export can have registry sign whatever they like; it is found all the same where it is not what the services stated. Smaller
packages, tampered with in every way: tests/unit/cli/evidence.
"""

import io
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from chassis.access.certificates import Root, root_in
from chassis.sealing.statement import digest_of
from cli.client import Client
from cli.evidence import package
from cli.evidence.archive import read, signed, unsigned
from cli.evidence.collecting import OPERATIONS
from cli.evidence.package import Manifest, record_name
from cli.evidence.verification import Claim, Verdict, claims_of, verify_package
from cli.services import SERVICES
from cli.stack.issuer import Issuer
from cli.stack.stack import Stack
from cli.target import find_target
from cli.tokens import AUDITOR
from tests.e2e.conftest import Played, sanzhi

pytestmark = pytest.mark.timeout(3600)  # the first test has the playing of the stories in its time
PROJECT = "projects/yeya-fati"
RATED = "projects/xunjian-jiqiren"
SAMPLE = 500
# Whatever asks for a connection is stopped there.
ALONE = """
import socket
def refuse(*_): raise SystemExit("a connection was asked for")
socket.socket.connect = socket.getaddrinfo = refuse
from cli.main import main
main()
"""


@dataclass(frozen=True)
class Exported:
    """A project's package, as `sanzhi project export` wrote it."""

    stack: Stack
    file: Path

    @cached_property
    def whole(self) -> bytes:
        return self.file.read_bytes()

    @property
    def members(self) -> dict[str, bytes]:
        return dict(read(self.whole).members)

    @property
    def issuer(self) -> Issuer:
        return Issuer(self.stack.data / "issuer")

    @cached_property
    def root(self) -> Root:
        return root_in(self.issuer.root.read_bytes())

    async def signed_again(self, members: Mapping[str, bytes]) -> bytes:
        """As whoever may export could: the list and the signature fit, and registry has it on record that they did it."""
        listed = {name: content for name, content in members.items() if name != package.MANIFEST}
        old = Manifest.read(members[package.MANIFEST])
        manifest = Manifest.of(PROJECT, old.title, old.exported_at, listed, old.left_out)
        body = unsigned({package.MANIFEST: manifest.written(), **listed})
        async with Client(find_target(self.stack.data)) as client:
            request = {"project": PROJECT, "digest": digest_of(body)}
            answer = await client.call(f"{OPERATIONS}/SignPackage", request, service=package.SIGNED_BY, person=AUDITOR)
        return signed(body, answer["signature"])


@pytest.fixture(scope="module")
def exported(stack: Stack, played: Played, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    assert played.outcome.lost == []
    file = tmp_path_factory.mktemp("evidence") / "yeya-fati.zip"
    code, told = sanzhi(stack, "project", "export", PROJECT, "--out", str(file))
    if "没有中文字体" in told:
        pytest.skip(f"NO CHINESE FONT on this machine, no package was made: {told}")
    assert (code, "全部成立" in told) == (0, True), told
    return Exported(stack, file)


def verified_alone(file: Path, root: Path) -> dict[str, Any]:
    """By a process of its own, elsewhere, that knows of no stack and reaches nobody; its exit code agrees with what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANZHI_")}
    command = [sys.executable, "-P", "-c", ALONE, "verify", str(file), "--root", str(root), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=file.parent)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["holds"] else 1), done.stderr
    return found


def test_a_played_project_is_evidence_elsewhere(exported: Exported, tmp_path: Path) -> None:
    found = verified_alone(exported.file, exported.issuer.root)
    assert (found["holds"], [each["claim"] for each in found["claims"]]) == (True, [claim.name for claim in Claim])
    members = exported.members
    assert members[package.INDEX].startswith(b"%PDF")
    assert {record_name(service) for service in SERVICES} <= members.keys() and any(name.startswith("files/") for name in members)
    assert len(members[package.DECISIONS].splitlines()) > 50 and len(members[package.DEADLINES].splitlines()) > 5
    assert len(members[package.REFUSALS].splitlines()) > 3
    foreign = Issuer(tmp_path / "foreign")
    foreign.prepare(("registry",))
    refused = verified_alone(exported.file, foreign.root)
    assert {"MANIFEST", "FACTS"} <= {each["claim"] for each in refused["claims"] if not each["holds"]}


def test_last_days_of_other_things_and_each_expert_s_sheet_go_along(exported: Exported) -> None:
    """An application that was returned, deviations, a finding; what the review and the evaluation were decided by."""
    rows = [json.loads(line) for line in exported.members[package.DEADLINES].splitlines()]
    assert {row["kind"] for row in rows if row["steps"]} >= {"materials", "application_correction", "deviation", "finding_answer"}
    worked = {json.loads(line)["type"].split(".", 2)[2] for line in exported.members[package.WORKINGS].splitlines()}
    assert worked >= {"expert_review.scored.v1", "evaluation.values_verified.v1", "evaluation.concluded.v1"}
    (deadlines,) = (each for each in claims_of(exported.whole, exported.root, Verdict()) if each.claim is Claim.DEADLINES)
    assert deadlines.holds and "没有写明" not in deadlines.looked_at


async def test_ratings_and_pay_go_along_with_their_working(exported: Exported, tmp_path: Path) -> None:
    """Of story 7: they verify elsewhere, and say what the service itself shows."""
    file = tmp_path / "xunjian.zip"
    code, told = sanzhi(exported.stack, "project", "export", RATED, "--out", str(file), "--without-files")
    assert code == 0, told
    assert verified_alone(file, exported.issuer.root)["holds"]
    working = dict[str, list[str]]()
    for row in map(json.loads, read(file.read_bytes()).members[package.WORKINGS].splitlines()):
        working.setdefault(row["type"].split(".", 2)[2], []).extend(row["working"])
    evaluation = "sanzhi.evaluation.v1.EvaluationService"
    async with Client(find_target(exported.stack.data)) as client:
        pay = await client.call(f"{evaluation}/GetChiefPay", {"name": f"{RATED}/pay"}, person=AUDITOR)
        rating = await client.call(f"{evaluation}/GetRating", {"name": "people/ren-zhiyuan/rating"}, person=AUDITOR)
    shown = [line.removeprefix("- ") for line in pay["working"].splitlines()]
    (pool,) = (line for line in shown if line.startswith("额度 ＝ "))
    assert pool in working["pay.pool_set.v1"]
    paid = [part for part in pay["parts"] if part["state"].endswith("PAID")]
    assert paid and len([line for line in working["pay.paid.v1"] if "发放的金额" in line]) == len(paid)
    entered = [line for line in working["rating.entered.v1"] if "people/ren-zhiyuan 的评级第" in line]
    assert len(entered) == len(rating["entries"]) > 3
    assert len(working["project.approved.v1"]) == 2 and working["expert_review.opened.v1"]


def test_the_index_says_it_to_people(exported: Exported) -> None:
    """Its Chinese can be selected and searched; people and things have names in it, not ids."""
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(exported.members[package.INDEX])).pages)
    searched = re.sub(r"\s", "", told)  # lines break where the page is full
    title = Manifest.read(exported.members[package.MANIFEST]).title
    headings = ("合同与签署", "大事记", "所依规则与条款", "期限与推算", "拒绝", "记录与封印", "文件")
    assert [each for each in (title, *headings, "本身不作证明", "工作日") if each not in searched] == []
    of_rules = {
        clause["text"]
        for line in exported.members[package.DECISIONS].splitlines()
        for rule in json.loads(line)["rules"]
        for clause in rule["clauses"]
    }
    assert len(of_rules) > 5
    assert [text for text in of_rules if re.sub(r"\s", "", text) not in searched] == []
    assert re.findall(r"(?:people|organizations)/[a-z-]+", told) == []


def places(whole: bytes, chance: random.Random) -> Iterator[int]:
    """Of bytes: one in each member, one in each kilobyte behind them (the directory, the signature and its room), the rest anywhere."""
    at = 0
    for content in read(whole).members.values():
        at = whole.index(content, at)
        yield at + chance.randrange(max(1, len(content)))
        at += len(content)
    yield from range(at, len(whole), 1024)
    while True:
        yield chance.randrange(len(whole))


def test_every_altered_byte_of_a_sample_is_found(exported: Exported) -> None:
    chance, began, altered = random.Random(16), time.monotonic(), bytearray(exported.whole)
    chosen = places(exported.whole, chance)
    for _ in range(SAMPLE):
        at = next(chosen)
        was = altered[at]
        altered[at] ^= chance.randrange(1, 256)
        found = any(not each.holds for each in claims_of(bytes(altered), exported.root, Verdict()))  # the rest is not looked at
        altered[at] = was
        assert found, at
    assert bytes(altered) == exported.whole
    print(f"{SAMPLE} of {len(altered)} bytes, each altered alone, in {time.monotonic() - began:.1f} s")


async def test_who_may_export_cannot_say_otherwise_what_the_services_stated(exported: Exported) -> None:
    """The list and the signature of the whole fit: a refusal is left out, a fact is another, a file has another byte."""
    members = exported.members
    record, file = record_name("milestones"), next(name for name in members if name.startswith("files/"))
    refusals = b"".join(members[package.REFUSALS].splitlines(keepends=True)[1:])
    forged = members | {
        package.REFUSALS: refusals,
        record: members[record].replace(b"people/", b"peopl3/", 1),
        file: members[file][:-1] + bytes([members[file][-1] ^ 1]),
    }
    verdict = verify_package(await exported.signed_again(forged), exported.root)
    failing = {each.claim for each in verdict.found if not each.holds}
    assert failing >= {Claim.FACTS, Claim.FILES, Claim.AUDIT} and Claim.MANIFEST not in failing
