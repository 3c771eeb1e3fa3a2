"""A document of the contract set (1.5, 1.6): its wording as it was signed, its parties, their signatures, and what proves them."""

import base64
import json
from collections.abc import Iterator

from cli.papers.paper import Fields, Fine, Paper, Part, Table, Words
from console.papers.written import Answer, Names, instant, word


def contract_paper(document: Answer, content: Answer, project: str, names: Names) -> Paper:
    """document, content: answers of GetDocument and GetDocumentContent. project: its title. The text is that of the canonical bytes."""
    told = json.loads(base64.b64decode(content["content"]))
    parts = [
        Part("", [Fields(_head(document, told, project, names))]),
        Part("一、正文", [Words(_paragraphs(told.get("text", "")) or ["（正文见附件）"])]),
        *_terms(told),
        *_attachment(told),
        Part("签署", [_signatures(document, names)]),
        Part("核验", [Fine(list(_proof(document, content)))]),
    ]
    foot = f"{document['title']}　{project}　第 {document['version']} 版"
    return Paper(document["title"], project, foot, parts)


def _head(document: Answer, told: Answer, project: str, names: Names) -> list[tuple[str, str]]:
    rows = [
        ("项目", project),
        ("甲方", "、".join(names(party) for party in told["first_parties"])),
        ("乙方", names(told["second_party"])),
        ("版本", f"第 {document['version']} 版，依据第 {told['task_book_version']} 版任务书"),
        ("拟定时间", instant(document["drawn_up_at"])),
        ("状态", word(document["state"])),
    ]
    if document.get("reason"):
        rows.append(("变更理由", document["reason"]))
    if told.get("report_every_months"):
        rows.append(("报告周期", f"每 {told['report_every_months']} 个月向业主报告一次（规则 5.1）"))
    return rows


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _terms(told: Answer) -> Iterator[Part]:
    if told.get("terms"):
        yield Part("二、约定事项", [Fields(list(told["terms"].items()))])


def _attachment(told: Answer) -> Iterator[Part]:
    if attachment := told.get("attachment"):
        yield Part(
            "附件", [Fields([("文件", attachment["name"]), ("大小", f"{attachment['size']:,} 字节"), ("摘要", attachment["digest"])])]
        )


def _signatures(document: Answer, names: Names) -> Table:
    made = {signature["party"]: signature for signature in document["signatures"]}
    rows = []
    for required in document["required"]:
        signature = made.get(required["party"])
        rows.append(
            (names(required["party"]), word(required["side"]))
            + ((names(signature["signer"]), instant(signature["signed_at"])) if signature else ("", "尚未签署"))
        )
    return Table(("签约方", "一方", "签字人", "签署时间"), rows, (3, 1.2, 2, 2))


def _proof(document: Answer, content: Answer) -> Iterator[str]:
    yield f"文件编号　{document['name']}"
    yield f"内容摘要　{content['digest']}"
    for signature in document["signatures"]:
        yield f"签名（{signature['algorithm']}，密钥 {signature['key_id']}）　{signature['signature']}"
    yield "本件由系统按签署的规范化内容打印。签名所签的是上列文件编号与内容摘要；核验请用导出的合同组，不以本件为准。"
