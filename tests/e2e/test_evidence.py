"""What was played is exported as evidence, and verified where there is nothing but the file and the root: no stack, no network."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chassis.sealing.statement import digest_of
from cli.client import Client
from cli.evidence import package
from cli.evidence.archive import read, signed, unsigned
from cli.evidence.collecting import OPERATIONS
from cli.evidence.package import Manifest, record_name
from cli.evidence.verification import Claim
from cli.stack.issuer import Issuer
from cli.stack.stack import Stack
from cli.target import find_target
from cli.tokens import AUDITOR
from tests.e2e.conftest import Played, sanzhi

pytestmark = pytest.mark.timeout(3600)  # the first test has the playing of the stories in its time
PROJECT, OTHER = "projects/yeya-fati", "projects/tuiguang-qiqi"
# Whatever asks for a connection is stopped there.
ALONE = """
import socket, sys
def refuse(*_): raise SystemExit("a connection was asked for")
socket.socket.connect = socket.getaddrinfo = refuse
from cli.main import main
main()
"""


def verified(file: Path, root: Path) -> dict[str, Any]:
    """By a process of its own that knows of no stack and reaches nobody; its exit code agrees with what it says."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANZHI_")}
    command = [sys.executable, "-c", ALONE, "verify", str(file), "--root", str(root), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=file.parent)
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["holds"] else 1), done.stderr
    return found


def failing(found: dict[str, Any]) -> set[str]:
    return {each["claim"] for each in found["claims"] if not each["holds"]}


def exported(stack: Stack, project: str, folder: Path) -> Path:
    file = folder / f"{project.partition('/')[2]}.zip"
    code, told = sanzhi(stack, "project", "export", project, "--out", str(file))
    assert (code, "全部成立" in told) == (0, True), told
    return file


def check(stack: Stack, folder: Path) -> None:
    """Of a stack on which both projects were played."""
    root = Issuer(stack.data / "issuer").root
    file, other = exported(stack, PROJECT, folder), exported(stack, OTHER, folder)
    found = verified(file, root)
    assert (found["holds"], [each["claim"] for each in found["claims"]]) == (True, [claim.name for claim in Claim])
    members = read(file.read_bytes()).members
    assert members[package.INDEX].startswith(b"%PDF")
    assert len(members[package.DECISIONS].splitlines()) > 50 and len(members[package.DEADLINES].splitlines()) > 5
    foreign = Issuer(folder / "foreign")
    foreign.prepare(("registry",))
    assert {"MANIFEST", "FACTS"} <= failing(verified(file, foreign.root))
    mixed = members | {record_name("milestones"): read(other.read_bytes()).members[record_name("milestones")]}
    file.write_bytes(asyncio.run(_signed_again(stack, mixed)))
    found = verified(file, root)
    assert "FACTS" in failing(found) and "MANIFEST" not in failing(found)


async def _signed_again(stack: Stack, members: dict[str, bytes]) -> bytes:
    """As whoever may export could: the list and the signature fit, and registry has it on record that they did it."""
    listed = {name: content for name, content in members.items() if name != package.MANIFEST}
    manifest = Manifest.read(members[package.MANIFEST])
    body = unsigned({package.MANIFEST: Manifest.of(PROJECT, manifest.title, manifest.exported_at, listed).written(), **listed})
    async with Client(find_target(stack.data)) as client:
        request = {"project": PROJECT, "digest": digest_of(body)}
        answer = await client.call(f"{OPERATIONS}/SignPackage", request, service=package.SIGNED_BY, person=AUDITOR)
    return signed(body, answer["signature"])


def test_a_played_project_is_evidence_elsewhere(stack: Stack, played: Played, tmp_path: Path) -> None:
    assert played.outcome.lost == []
    check(stack, tmp_path)
