"""What a package has in it, by the names of its members, and the list of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.policy.law import Law
from chassis.sealing.statement import canonical, digest_of

FORMAT = "sanzhi.evidence/v1"
MANIFEST = "manifest.json"
INDEX = "索引.pdf"
CONTRACTS = "contracts/contract-set.json"
DECISIONS = "decisions.json"
DEADLINES = "deadlines.json"
CALENDAR = "calendar.json"
REFUSALS = "refusals.json"
FILING = "working/filing.json"
WORKINGS = "working/decisions.json"
KEEPS_CALENDAR = "milestones"  # the service to which the bureau publishes holiday notices
SIGNED_BY = "registry"  # the project is this service's


def record_name(service: str) -> str:
    """The member with the record of a service."""
    return f"records/{service}.jsonl"


def notice_name(year: str) -> str:
    """The member with the record of a year's holiday notice."""
    return f"records/{KEEPS_CALENDAR}-{year}.jsonl"


def file_name(digest: str, name: str) -> str:
    """The member that is a file of the project: its digest tells it from others of the same name."""
    return f"files/{digest.removeprefix('sha256:')[:16]}-{name.rpartition('/')[2]}"


def law_name(version: str) -> str:
    """The member with the plan and the rulebook of a policy version."""
    return f"policy/{version}.json"


class NotAManifest(Exception):
    """Bytes that list no members. The message is zh-CN."""


@dataclass(frozen=True)
class Manifest:
    """project: its name. title: what it is called. exported_at: wall time, ISO 8601. members: size and digest by name, in order.

    left_out: digests of files that facts name and the package does not have.
    """

    project: str
    title: str
    exported_at: str
    members: dict[str, tuple[int, str]]
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, project: str, title: str, exported_at: str, members: Mapping[str, bytes], left_out: Iterable[str] = ()) -> "Manifest":
        """The list of what there is."""
        listed = {name: (len(content), digest_of(content)) for name, content in members.items()}
        return cls(project, title, exported_at, listed, tuple(sorted(left_out)))

    def written(self) -> bytes:
        """Canonical JSON."""
        members = [{"name": name, "size": size, "digest": digest} for name, (size, digest) in self.members.items()]
        named = {"project": self.project, "title": self.title, "exported_at": self.exported_at}
        return canonical({"format": FORMAT, **named, "members": members, "left_out": self.left_out}) + b"\n"

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Raises NotAManifest."""
        try:
            told: Any = json.loads(content)
            members = {str(each["name"]): (int(each["size"]), str(each["digest"])) for each in told["members"]}
            left_out = tuple(str(each) for each in told["left_out"])
            made = cls(str(told["project"]), str(told["title"]), str(told["exported_at"]), members, left_out)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise NotAManifest("清单无法读取") from error
        if told.get("format") != FORMAT or made.written() != content:
            raise NotAManifest("清单不是导出时的形式")
        return made


def law_written(law: Law) -> bytes:
    """A member whose digest is the one that services state."""
    return canonical(law.plain())
