import pytest

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from services.contracts.domain.engagement import Wording, draft
from services.contracts.domain.words import DocumentState, EngagementState
from tests.unit.contracts.examples import BUREAU, FOUNDRY, LATER, MANAGER, NOW, contract_set, drawn_up, in_effect, sign


def running():
    contracts = contract_set()
    engagement = drawn_up(contracts)
    in_effect(contracts, engagement)
    return engagement


def amended(engagement, document, text="第三节点延至六月"):
    new, content = draft(engagement, document.kind, Wording(text=text), LATER, document)
    return new, content, engagement.amend(document, new, BUREAU, "节点调整")


@pytest.mark.rule("1.6")
def test_an_amendment_is_a_new_version_and_the_old_stays_in_force_until_all_have_signed():
    engagement = running()
    old = engagement.documents[0]
    before = old.digest
    new, content, facts = amended(engagement, old)
    assert (new.version, new.name[-2:], facts[0].previous) == (2, "-2", old.name)
    assert f'"previous":"{old.digest}"'.encode() in content
    assert [required.party for required in new.required] == [required.party for required in old.required]
    for party in (BUREAU, MANAGER):
        sign(engagement, new, party, LATER)
        assert (old.state, new.state) == (DocumentState.SIGNED, DocumentState.OPEN)
    facts = sign(engagement, new, FOUNDRY, LATER)
    assert [fact.TYPE for fact in facts] == ["document.signed.v1", "amendment.took_effect.v1"]
    assert (old.state, new.state) == (DocumentState.SUPERSEDED, DocumentState.SIGNED)
    assert old.digest == before and len(old.signatures) == 3
    assert engagement.state == EngagementState.ACTIVATED and engagement.effective_at == NOW


@pytest.mark.rule("1.6")
def test_the_bytes_of_a_document_stay_what_they_were():
    """Digests from before this code was moved: whoever signed over them must still be right."""
    contract, commitment, letter = drawn_up(contract_set()).documents
    digest = "sha256:e08fe1d257d2bfe4e2a962fc012852f7c4ffdb77c37c220101e59b4654fbee44"
    assert contract.digest == digest
    assert commitment.digest == "sha256:abdce3529490bd1d590c4034988ae00b93c4787315123270a1562c7b42e11800"
    assert letter.digest == "sha256:ec09af956d2bca679ec3849a46ee2ce218a0107a63231abed6df67dbf1852ccf"
    named = "projects/castings/engagements/manager-1/documents/entrustment-contract-1"
    assert contract.signing_payload == f"sanzhi.signature.v1\n{named}\n{digest}\n".encode()
    attached = FileRef("sha256:" + "0" * 64, "补充.pdf", 4, "application/pdf")
    engagement = running()
    new, _ = draft(engagement, contract.kind, Wording("第三节点延至六月", {"期限": "三年"}, attached), LATER, engagement.documents[0])
    assert new.digest == "sha256:e5c8beb41fe1a3245871856c94907b6d2beb22feaa7f7645cc88593c6034c24d"


@pytest.mark.rule("1.6")
def test_one_amendment_of_a_document_at_a_time_and_only_of_its_latest_version():
    engagement = running()
    old = engagement.documents[0]
    new, _, _ = amended(engagement, old)
    with pytest.raises(RuleViolated) as refusal:
        engagement.admit_amendment(old)
    assert refusal.value.reason == "AMENDMENT_PENDING"
    for party in (BUREAU, FOUNDRY, MANAGER):
        sign(engagement, new, party)
    with pytest.raises(RuleViolated) as refusal:
        engagement.admit_amendment(old)
    assert refusal.value.reason == "NOT_LATEST_VERSION"
    newest, _, _ = amended(engagement, new)
    assert newest.version == 3


@pytest.mark.rule("1.6")
def test_what_is_not_in_effect_is_not_amended():
    engagement = drawn_up(contract_set())
    with pytest.raises(RuleViolated) as refusal:
        engagement.admit_amendment(engagement.documents[0])
    assert (refusal.value.reason, refusal.value.rule) == ("ENGAGEMENT_NOT_AMENDABLE", "1.6")


@pytest.mark.rule("1.1")
def test_one_party_that_refuses_refuses_for_all():
    engagement = running()
    old = engagement.documents[0]
    new, _, _ = amended(engagement, old)
    sign(engagement, new, BUREAU)
    (fact,) = engagement.refuse(new, MANAGER, "期限过短")
    assert (fact.TYPE, new.state, old.state) == ("document.refused.v1", DocumentState.REFUSED, DocumentState.SIGNED)
    with pytest.raises(RuleViolated) as refusal:
        sign(engagement, new, FOUNDRY)
    assert refusal.value.reason == "DOCUMENT_NOT_OPEN"
    with pytest.raises(RuleViolated) as refusal:
        engagement.refuse(new, FOUNDRY, "同上")
    assert refusal.value.reason == "DOCUMENT_NOT_OPEN"
    again, _, _ = amended(engagement, old)
    assert again.version == 3


@pytest.mark.rule("1.6")
def test_only_an_amendment_is_refused_and_with_a_reason():
    engagement = running()
    with pytest.raises(InvalidArgument) as refusal:
        engagement.refuse(engagement.documents[0], MANAGER, "不签")
    assert refusal.value.reason == "DOCUMENT_NOT_AN_AMENDMENT"
    new, _, _ = amended(engagement, engagement.documents[0])
    with pytest.raises(InvalidArgument) as refusal:
        engagement.refuse(new, MANAGER, "")
    assert refusal.value.reason == "REASON_MISSING"
