from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.check import Check, CheckFailure
from services.contracts.domain.engagement import Wording, draft
from services.contracts.domain.words import ContractSetState, DocumentState, EngagementState, Side
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    HANDS,
    LATER,
    MANAGER,
    NOW,
    UNIT,
    Hand,
    card,
    contract_set,
    drawn_up,
    failed,
    in_effect,
    passed,
    sign,
    sign_all,
)


def refused(error, reason, rule):
    assert (error.value.reason, error.value.rule) == (reason, rule)


@pytest.mark.rule("1.5")
def test_every_document_waits_for_every_owner_and_the_manager():
    engagement = drawn_up(contract_set())
    assert [document.awaiting for document in engagement.documents] == [[BUREAU, FOUNDRY, MANAGER]] * 3
    assert engagement.documents[0].name == "projects/castings/engagements/manager-1/documents/entrustment-contract-1"


@pytest.mark.rule("1.6")
def test_the_last_signature_on_the_last_document_makes_it_signed_and_no_other():
    engagement = drawn_up(contract_set())
    for document in engagement.documents:
        for party in list(document.awaiting):
            assert engagement.state == EngagementState.DRAWN_UP
            facts = sign(engagement, document, party, LATER)
    assert engagement.state == EngagementState.SIGNED and engagement.signed_at == LATER
    assert [fact.TYPE for fact in facts] == ["document.signed.v1", "engagement.signed.v1"]
    assert engagement.effective_at is None


@pytest.mark.rule("1.6")
def test_a_signature_binds_document_version_and_content():
    one, other = drawn_up(contract_set()).documents[:2]
    assert one.signing_payload != other.signing_payload
    assert one.name.encode() in one.signing_payload and one.digest.encode() in one.signing_payload


@pytest.mark.rule("1.6")
def test_a_stranger_is_not_a_party():
    engagement = drawn_up(contract_set())
    document = engagement.documents[0]
    with pytest.raises(PermissionDenied) as refusal:
        engagement.sign(Hand("people/stranger").request(document), ALGORITHMS, NOW)
    refused(refusal, "SIGNER_NOT_A_PARTY", "1.6")
    with pytest.raises(PermissionDenied) as refusal:
        sign(engagement, document, UNIT)
    refused(refusal, "SIGNER_NOT_A_PARTY", "1.6")


@pytest.mark.rule("1.6")
def test_who_signs_for_an_organisation_has_recorded_authority():
    engagement = drawn_up(contract_set())
    document = engagement.documents[0]
    clerk = Hand("people/clerk")
    with pytest.raises(RuleViolated) as refusal:
        engagement.sign(clerk.request(document, signer=clerk.signer(BUREAU, authorized=False)), ALGORITHMS, NOW)
    refused(refusal, "SIGNER_NOT_AUTHORIZED", "1.6")
    facts = engagement.sign(clerk.request(document, BUREAU), ALGORITHMS, NOW)
    assert (facts[0].party, facts[0].signer, facts[0].side) == (BUREAU, "people/clerk", Side.FIRST)


@pytest.mark.rule("1.6")
def test_nobody_signs_on_both_sides():
    engagement = drawn_up(contract_set())
    first, second, _ = engagement.documents
    with pytest.raises(RuleViolated) as refusal:
        engagement.sign(HANDS[MANAGER].request(first, BUREAU), ALGORITHMS, NOW)
    refused(refusal, "SIGNER_ON_BOTH_SIDES", "1.6")
    # One person may sign for both joint owners: that is one side.
    hand = HANDS[BUREAU]
    engagement.sign(hand.request(first, BUREAU), ALGORITHMS, NOW)
    engagement.sign(hand.request(second, FOUNDRY), ALGORITHMS, NOW)
    assert second.awaiting == [BUREAU, MANAGER]
    with pytest.raises(RuleViolated) as refusal:
        engagement.sign(hand.request(first, MANAGER), ALGORITHMS, NOW)
    refused(refusal, "SIGNER_ON_BOTH_SIDES", "1.6")


@pytest.mark.rule("1.6")
def test_a_person_is_not_engaged_by_themselves():
    contracts = contract_set()
    in_effect(contracts, drawn_up(contracts))
    with pytest.raises(RuleViolated) as refusal:
        drawn_up(contracts, CHIEF_ROLE, MANAGER)
    refused(refusal, "PARTY_ON_BOTH_SIDES", "1.6")


@pytest.mark.rule("5.1")
def test_the_interval_of_reports_makes_sense():
    engagement = drawn_up(contract_set())
    for months in (-(2**31), -1, 25, 2**31 - 1):
        engagement.report_every_months = months
        with pytest.raises(InvalidArgument) as refusal:
            engagement.draw_up(engagement.documents)
        refused(refusal, "REPORT_INTERVAL_INVALID", "5.1")
    for months in (0, 1, 24):
        engagement.report_every_months = months
        engagement.draw_up(engagement.documents)


@pytest.mark.rule("1.6")
@pytest.mark.parametrize("fault", ["other content", "other key", "unknown key", "unknown algorithm", "garbage"])
def test_a_signature_that_does_not_hold(fault):
    engagement = drawn_up(contract_set())
    one, other, _ = engagement.documents
    hand = HANDS[MANAGER]
    offered = {
        "other content": hand.request(one, signature=hand.private.sign(other.signing_payload)),
        "other key": hand.request(one, signature=Hand(MANAGER).private.sign(one.signing_payload)),
        "unknown key": hand.request(one, key_id="key-2"),
        "unknown algorithm": hand.request(one, signer=replace(hand.signer(), keys=(replace(hand.key, algorithm="rsa"),))),
        "garbage": hand.request(one, signature=b"x"),
    }[fault]
    with pytest.raises(RuleViolated) as refusal:
        engagement.sign(offered, ALGORITHMS, NOW)
    refused(refusal, "SIGNATURE_INVALID", "1.6")
    assert one.signatures == []


@pytest.mark.rule("1.6")
@pytest.mark.parametrize("state", ["voided", "ended"])
def test_nothing_is_signed_for_an_engagement_that_is_given_up_or_over(state: str) -> None:
    contracts = contract_set()
    engagement = drawn_up(contracts)
    open_document = engagement.documents[0]
    if state == "voided":
        engagement.void(BUREAU, "人选退出")
    else:
        in_effect(contracts, engagement)
        open_document, _ = draft(engagement, open_document.kind, Wording(text="变更"), LATER, open_document)
        engagement.amend(engagement.documents[0], open_document, BUREAU, "变更")
        engagement.replace(engagement, LATER)
    with pytest.raises(RuleViolated) as refusal:
        sign(engagement, open_document, MANAGER)
    refused(refusal, "DOCUMENT_NOT_OPEN", "1.6")
    assert open_document.signatures == []


@pytest.mark.rule("1.6")
def test_a_party_signs_once():
    engagement = drawn_up(contract_set())
    sign(engagement, engagement.documents[0], MANAGER)
    with pytest.raises(RuleViolated) as refusal:
        sign(engagement, engagement.documents[0], MANAGER)
    refused(refusal, "SIGNED_ALREADY", "1.6")


@pytest.mark.rule("1.6")
def test_in_effect_at_the_instant_when_the_check_passes():
    engagement = drawn_up(contract_set())
    sign_all(engagement)
    checked = NOW + timedelta(minutes=3)
    (fact,) = engagement.conclude(passed(checked))
    assert engagement.state == EngagementState.ACTIVATED
    assert engagement.effective_at == fact.effective_at == checked
    assert (fact.row, fact.is_lead, fact.first_parties) == ("1.5/1", True, (BUREAU, FOUNDRY))


@pytest.mark.rule("1.7")
def test_a_failed_check_blocks_with_every_rule_and_may_be_asked_again():
    engagement = drawn_up(contract_set())
    sign_all(engagement)
    (fact,) = engagement.conclude(failed())
    assert engagement.state == EngagementState.BLOCKED
    assert fact.failed_rules == ("3.4", "7.5") and "56" not in repr(fact)
    assert [failure.rule for failure in engagement.failures] == ["3.4", "7.5"]
    engagement.conclude(failed(LATER))
    assert engagement.state == EngagementState.BLOCKED and engagement.checked_at == LATER
    engagement.conclude(passed(LATER))
    assert engagement.state == EngagementState.ACTIVATED and engagement.failures == []


@pytest.mark.rule("1.6")
def test_only_a_signed_or_blocked_engagement_is_checked():
    engagement = drawn_up(contract_set())
    with pytest.raises(RuleViolated) as refusal:
        engagement.conclude(passed())
    refused(refusal, "ENGAGEMENT_NOT_BLOCKED", "1.6")


@pytest.mark.rule("1.7")
def test_who_fails_is_named_with_the_rules():
    Check(NOW).demand(CHIEF)
    with pytest.raises(RuleViolated) as refusal:
        Check(NOW, (CheckFailure("3.4", "CHIEF_TOO_OLD", "超过55周岁"), CheckFailure("3.3", "MISSING", "缺少证明"))).demand(CHIEF)
    refused(refusal, "PERSON_NOT_ELIGIBLE", "1.7")
    failures: Any = refusal.value.metadata["failures"]
    assert CHIEF in refusal.value.message and "[3.4]" in refusal.value.message and "[3.3]" in refusal.value.message
    assert [failure["rule"] for failure in failures] == ["3.4", "3.3"]


@pytest.mark.rule("1.6")
def test_the_set_takes_effect_with_the_last_row_needed():
    contracts = contract_set()
    facts = in_effect(contracts, drawn_up(contracts))
    assert [fact.TYPE for fact in facts] == ["engagement.activated.v1"]
    assert contracts.state == ContractSetState.INCOMPLETE
    facts = in_effect(contracts, drawn_up(contracts, CHIEF_ROLE, CHIEF), LATER)
    assert [fact.TYPE for fact in facts] == ["engagement.activated.v1", "contract_set.took_effect.v1"]
    whole = facts[1]
    assert (whole.lead, whole.project_manager, whole.technical_chief) == (MANAGER, MANAGER, CHIEF)
    assert whole.effective_at == contracts.effective_at == LATER


@pytest.mark.rule("1.6")
def test_the_rows_needed_are_frozen_when_the_first_is_drawn_up():
    contracts = contract_set()
    manager = drawn_up(contracts)
    changed = card(chief_needed=False)
    contracts.freeze(changed, LATER)
    in_effect(contracts, manager)
    assert contracts.needed == ["1.5/1", "1.5/2"] and contracts.state == ContractSetState.INCOMPLETE


@pytest.mark.rule("1.3")
def test_a_role_is_held_by_one_at_a_time():
    contracts = contract_set()
    in_effect(contracts, drawn_up(contracts))
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    with pytest.raises(RuleViolated) as refusal:
        drawn_up(contracts, CHIEF_ROLE, "people/another")
    refused(refusal, "ROW_TAKEN", "1.3")
    assert chief.documents[0].state == DocumentState.OPEN
