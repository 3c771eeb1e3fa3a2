import asyncio
import base64
import json
import threading
from typing import ClassVar

import pytest

from chassis.errors import Unavailable
from cli.sm2_key import Sm2PrivateKey
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import verify
from tests.harness.suite import Refused
from tests.integration.contracts.conftest import Staged
from tests.integration.contracts.played import AUDITOR, BUREAU, CLERK, MANAGER, POSTER, PROJECT, STRANGER, UNIT, tell


@pytest.mark.rule("1.6")
async def test_content_is_readable_and_is_what_the_digest_says(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        engagement = await stage.drawn_up(
            texts=[
                {
                    "kind": "DOCUMENT_KIND_ENTRUSTMENT_CONTRACT",
                    "attachment": base64.b64encode(b"%PDF").decode(),
                    "attachment_name": "合同.pdf",
                },
                {"kind": "DOCUMENT_KIND_CREDIT_COMMITMENT", "terms": {"$a.b": "承诺"}},
                {"kind": "DOCUMENT_KIND_TERM_RESPONSIBILITY_LETTER", "text": "责任"},
            ],
            report_every_months=3,
        )
        contract, commitment, _ = engagement["documents"]
        content = await stage.call("GetDocumentContent", MANAGER, name=contract["name"])
        told = json.loads(base64.b64decode(content["content"]))
        assert (told["name"], told["report_every_months"]) == (contract["name"], 3)
        attached = await stage.call("DownloadFile", MANAGER, name=contract["name"], digest=content["attachment_digest"])
        assert base64.b64decode(attached["content"]) == b"%PDF"
        content = await stage.call("GetDocumentContent", MANAGER, name=commitment["name"])
        assert json.loads(base64.b64decode(content["content"]))["terms"] == {"$a.b": "承诺"}


@pytest.mark.rule("1.6")
async def test_signatures_that_are_refused(staged: Staged):
    async with staged() as stage:
        await stage.approved()
        await stage.selected()
        document = (await stage.drawn_up())["documents"][0]["name"]
        for who, party, reason in (
            (STRANGER, "", "SIGNER_NOT_A_PARTY"),
            (UNIT, UNIT.organization, "SIGNER_NOT_A_PARTY"),
            (CLERK, CLERK.organization, "SIGNER_NOT_AUTHORIZED"),
            (MANAGER, BUREAU.organization, "SIGNER_ON_BOTH_SIDES"),
        ):
            with pytest.raises(Refused) as refusal:
                await stage.sign(document, who, party)
            assert (refusal.value.reason, refusal.value.rule) == (reason, "1.6")
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, MANAGER, signature=bytes(64))
        assert refusal.value.reason == "SIGNATURE_INVALID"
        await stage.sign(document, MANAGER)
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, MANAGER)
        assert refusal.value.reason == "SIGNED_ALREADY"


class Cloud:
    """What checks SM2 elsewhere: as ours does; it is away at times, and notes in which thread it is asked."""

    away = False
    asked: ClassVar[list[str]] = []

    def verify(self, public_key: bytes, payload: bytes, signature: bytes) -> bool:
        self.asked.append(threading.current_thread().name)
        if self.away:
            raise Unavailable("CRYPTO_SERVICE_AWAY", "密码服务暂时无法访问，请稍后再试")
        return ALGORITHMS["sm2"].verify(public_key, payload, signature)


@pytest.mark.rule("1.6")
async def test_one_party_signs_with_sm2_and_another_service_checks_it(staged: Staged, monkeypatch: pytest.MonkeyPatch):
    async with staged(sm2=f"{Cloud.__module__}:Cloud") as stage:
        stage.neighbours.keys[BUREAU.name] = Sm2PrivateKey.generate()
        await stage.approved(chief_needed=False, chief_hired_by="")
        await stage.selected()
        engagement = await stage.drawn_up()
        document = engagement["documents"][0]["name"]
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, BUREAU, BUREAU.organization, signature=Sm2PrivateKey.generate().sign(b"another's"))
        assert (refusal.value.reason, refusal.value.rule) == ("SIGNATURE_INVALID", "1.6")
        monkeypatch.setattr(Cloud, "away", True)
        with pytest.raises(Refused) as refusal:
            await stage.sign(document, BUREAU, BUREAU.organization)
        assert (refusal.value.code.name, refusal.value.reason) == ("UNAVAILABLE", "CRYPTO_SERVICE_AWAY")
        monkeypatch.setattr(Cloud, "away", False)
        await stage.sign_all(engagement, BUREAU, POSTER, MANAGER)
        await stage.suite.quiet()
        assert (await stage.contract_set())["state"] == "CONTRACT_SET_STATE_IN_EFFECT"
        assert len(Cloud.asked) == 5 and threading.main_thread().name not in Cloud.asked
        exported = base64.b64decode((await stage.call("ExportContractSet", BUREAU, name=f"{PROJECT}/contractSet"))["content"])
        assert exported.count(b'"sm2"') == 3 and exported.count(b'"ed25519"') == 6
        assert verify(exported, ALGORITHMS).holds


@pytest.mark.rule("1.1", "1.6")
async def test_joint_owners_sign_at_the_same_time(staged: Staged):
    async with staged() as stage:
        await stage.approved(chief_needed=False, chief_hired_by="")
        await stage.selected()
        engagement = await stage.drawn_up()
        for document in engagement["documents"]:
            signing = [stage.sign(document["name"], who, who.organization) for who in (BUREAU, POSTER)]
            await asyncio.gather(*signing, stage.sign(document["name"], MANAGER))
        await stage.suite.quiet()
        contracts = await stage.contract_set()
        assert contracts["state"] == "CONTRACT_SET_STATE_IN_EFFECT"
        types = await stage.types()
        assert [types.count(name) for name in ("document.signed.v1", "engagement.signed.v1", "engagement.activated.v1")] == [9, 1, 1]


@pytest.mark.rule("1.6")
async def test_an_amendment_is_signed_by_the_same_parties(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        old = (await stage.engagement(manager))["documents"][0]["name"]
        amended = await stage.call("AmendDocument", POSTER, name=old, text="第三节点顺延", reason="节点调整")
        new = amended["documents"][3]
        assert (new["version"], new["state"]) == (2, "DOCUMENT_STATE_OPEN")
        for who in (BUREAU, POSTER):
            await stage.sign(new["name"], who, who.organization)
        await stage.sign(new["name"], MANAGER)
        documents = (await stage.engagement(manager))["documents"]
        assert (documents[0]["state"], documents[3]["state"]) == ("DOCUMENT_STATE_SUPERSEDED", "DOCUMENT_STATE_SIGNED")
        content = await stage.call("GetDocumentContent", AUDITOR, name=old)
        assert content["digest"] == documents[0]["digest"]
        again = await stage.call("AmendDocument", MANAGER, name=new["name"], text="再延", reason="疫情")
        refused = await stage.call("RefuseDocument", BUREAU, name=again["documents"][4]["name"], reason="不同意")
        assert refused["documents"][4]["state"] == "DOCUMENT_STATE_REFUSED"
        exported = await stage.call("ExportContractSet", BUREAU, name=f"{PROJECT}/contractSet")
        assert verify(base64.b64decode(exported["content"]), ALGORITHMS).holds


@pytest.mark.rule("1.10", "1.6")
async def test_no_amendment_for_a_project_that_is_over(staged: Staged):
    async with staged() as stage:
        manager, _ = await stage.whole()
        contract, commitment, _ = (await stage.engagement(manager))["documents"][:3]
        amended = await stage.call("AmendDocument", POSTER, name=contract["name"], text="第三节点顺延", reason="节点调整")
        await tell(stage.suite, "registry.project.closed.v1", project=PROJECT)
        with pytest.raises(Refused) as refusal:
            await stage.call("AmendDocument", POSTER, name=commitment["name"], text="重新承诺", reason="补签")
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_ENDED", "1.10")
        with pytest.raises(Refused) as refusal:
            await stage.sign(amended["documents"][3]["name"], MANAGER)
        assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_ENDED", "1.10")
