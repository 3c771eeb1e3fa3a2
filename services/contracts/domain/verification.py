"""Checks an exported contract set with nothing but the file: digests, canonical form, parties, signatures, keys (1.5, 1.6)."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.domain.canonical import canonical, digest_of
from services.contracts.domain.engagement.signature import Algorithms, SigningKey, signing_payload, verifies
from services.contracts.domain.rows import ROWS

EXPORT_FORMAT = "sanzhi.contract-set/v1"
IN_EFFECT = {"activated", "ended"}
# Fields of the canonical content that the export says once more outside it, for readers.
TOLD_TWICE = {"name": "name", "kind": "kind", "version": "version"}
OF_ENGAGEMENT = {"engagement": "name", "row": "row", "role": "role", "first_parties": "first_parties", "second_party": "person"}


class NotAnExport(Exception):
    """The file is not an exported contract set; str() says why (zh-CN)."""


@dataclass(frozen=True)
class Problem:
    """Something that does not hold. where: resource name. message: zh-CN."""

    where: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and every problem."""

    project: str
    engagements: int
    documents: int
    signatures: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def verify(content: bytes, algorithms: Algorithms) -> Verdict:
    """Check an export. Raises NotAnExport."""
    export = _parsed(content)
    problems: list[Problem] = []
    documents = signatures = 0
    try:
        for engagement in export["engagements"]:
            problems += _engagement(engagement, export["project"])
            for document in engagement["documents"]:
                problems += _document(document, engagement, algorithms)
                documents += 1
                signatures += len(document["signatures"])
        return Verdict(export["project"], len(export["engagements"]), documents, signatures, tuple(problems))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError, binascii.Error) as error:
        raise NotAnExport(f"内容不完整或格式不对：{error}") from error


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        export = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotAnExport(f"不是 JSON：{error}") from error
    if not isinstance(export, dict) or export.get("format") != EXPORT_FORMAT:
        raise NotAnExport(f"不是导出的合同组（format 应为 {EXPORT_FORMAT}）")
    return export


def _engagement(engagement: Mapping[str, Any], project: str) -> Iterator[Problem]:
    name, row = engagement["name"], ROWS.get(engagement["row"])
    if engagement["project"] != project or not name.startswith(f"{project}/engagements/"):
        yield Problem(name, f"不属于项目 {project}")
    if row is None:
        yield Problem(name, f"没有 {engagement['row']} 这样的合同组")
        return
    signed = {document["kind"] for document in engagement["documents"] if document["state"] in ("signed", "superseded")}
    missing = [kind.chinese for kind in row.documents if kind.value not in signed]
    if missing and engagement["state"] in IN_EFFECT:
        yield Problem(name, f"已生效，但{'、'.join(missing)}没有签署")
    sides: dict[str, set[str]] = {}
    for document in engagement["documents"]:
        for signature in document["signatures"]:
            sides.setdefault(signature["signer"], set()).add(signature["side"])
    for signer, both in sides.items():
        if len(both) > 1:
            yield Problem(name, f"{signer} 在双方签字")


def _document(document: Mapping[str, Any], engagement: Mapping[str, Any], algorithms: Algorithms) -> Iterator[Problem]:
    name, content = document["name"], document["content"].encode()
    if digest_of(content) != document["digest"]:
        yield Problem(name, "内容与摘要不符：文件被改动")
        return
    told = json.loads(content)
    if canonical(told) != content:
        yield Problem(name, "内容不是规范形式的 JSON")
    for outside, inside in ((document, TOLD_TWICE), (engagement, OF_ENGAGEMENT)):
        for field, key in inside.items():
            if told[field] != outside[key]:
                yield Problem(name, f"{field} 与内容不符：{outside[key]}，内容为 {told[field]}")
    yield from _previous(document, told, engagement)
    yield from _attachment(document, told)
    yield from _signatures(document, engagement, algorithms)


def _previous(document: Mapping[str, Any], told: Mapping[str, Any], engagement: Mapping[str, Any]) -> Iterator[Problem]:
    earlier = {
        each["digest"] for each in engagement["documents"] if each["kind"] == document["kind"] and each["version"] < document["version"]
    }
    if (told["previous"] or document["version"] > 1) and told["previous"] not in earlier:
        yield Problem(document["name"], "所变更的上一版本不在导出内容中")


def _attachment(document: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Problem]:
    attachment = document.get("attachment")
    if attachment is None:
        return
    if told["attachment"] is None or digest_of(base64.b64decode(attachment, validate=True)) != told["attachment"]["digest"]:
        yield Problem(document["name"], "附件与合同所载摘要不符")


def _signatures(document: Mapping[str, Any], engagement: Mapping[str, Any], algorithms: Algorithms) -> Iterator[Problem]:
    name = document["name"]
    required = dict.fromkeys(engagement["first_parties"], "first") | {engagement["person"]: "second"}
    payload = signing_payload(name, document["digest"])
    made = [signature["party"] for signature in document["signatures"]]
    for signature in document["signatures"]:
        who = f"{signature['signer']}（代表 {signature['party']}）"
        key = _key(signature)
        if required.get(signature["party"]) != signature["side"] or made.count(signature["party"]) > 1:
            yield Problem(name, f"{who} 不是应签的一方，或重复签署")
        if not verifies(algorithms, key, payload, base64.b64decode(signature["signature"], validate=True)):
            yield Problem(name, f"{who} 的签名与密钥 {key.key_id} 或文件内容不符")
        if not key.holds_at(datetime.fromisoformat(signature["signed_at"])):
            yield Problem(name, f"{who} 签署时密钥 {key.key_id} 不在有效期内")
    absent = [party for party in required if party not in made]
    if absent and document["state"] in ("signed", "superseded"):
        yield Problem(name, f"标为已签署，但缺少 {'、'.join(absent)} 的签名")


def _key(signature: Mapping[str, Any]) -> SigningKey:
    return SigningKey(
        key_id=signature["key_id"],
        algorithm=signature["algorithm"],
        public_key=base64.b64decode(signature["public_key"], validate=True),
        valid_from=_instant(signature.get("key_valid_from")),
        valid_until=_instant(signature.get("key_valid_until")),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
