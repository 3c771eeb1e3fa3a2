"""No signed document changes: what was signed, by its digest, is what the export shows, and every signature holds."""

import asyncio
from collections.abc import Sequence

from chaos.client import ChaosClient
from chaos.reconcile.databases import Record
from chaos.reconcile.finding import Found
from cli.tokens import AUDITOR
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import verify

_CONTRACTS = "sanzhi.contracts.v1.ContractsService"


async def documents(records: Sequence[Record], client: ChaosClient) -> Found:
    """By facts document.signed, and the exports of all contract sets that took effect."""
    found = Found()
    signed: dict[str, str] = {}
    for record in sorted(records, key=lambda each: (each.key, each.sequence)):
        if record.attributes["type"] == "sanzhi.contracts.document.signed.v1":
            name, digest = record.data["name"], record.data["digest"]
            if signed.setdefault(name, digest) != digest:
                found.wrong.append(f"{name} was signed as {signed[name]} and as {digest}")
    shown = await asyncio.gather(*(client.call(f"{_CONTRACTS}/GetDocument", {"name": name}, person=AUDITOR) for name in signed))
    for document in shown:
        if document["digest"] != signed[document["name"]]:
            found.wrong.append(f"{document['name']} is not what was signed")
    sets = sorted(
        {record.data["name"] for record in records if record.attributes["type"] == "sanzhi.contracts.contract_set.took_effect.v1"}
    )
    for name in sets:
        answer = await client.ask(f"{_CONTRACTS}/ExportContractSet", {"name": name}, person=AUDITOR)
        verdict = verify(answer.content, ALGORITHMS)  # type: ignore[attr-defined]
        found.wrong += [f"{problem.where}: {problem.message}" for problem in verdict.problems]
    found.figures = {"签字文件": len(signed), "导出并验签的合同文件组": len(sets)}
    return found
