from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import joint
from plan.parties import Regime
from services.contracts.domain.expert_group import ExpertGroup, demand_chief
from services.contracts.domain.words import ContractSetState, EngagementState, HiredBy
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    LATER,
    MANAGER,
    MANAGER_ROLE,
    NOW,
    SUCCESSOR,
    UNIT,
    card,
    consent,
    contract_set,
    drawn_up,
    end,
    failed,
    in_effect,
    sign_all,
)

OWNERS = [BUREAU, FOUNDRY]
DAY = date(2026, 3, 22)


def whole():
    """A running set: manager and the chief whom the manager hired."""
    contracts = contract_set()
    manager = drawn_up(contracts)
    in_effect(contracts, manager)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    in_effect(contracts, chief)
    return contracts, manager, chief


def leave(contracts, engagement):
    end(engagement)
    engagement.consent_to_end(consent(FOUNDRY))
    facts = engagement.finish()
    contracts.follow(engagement, LATER)
    return facts


@pytest.mark.rule("1.6")
@pytest.mark.parametrize("state", ["drawn_up", "signed", "blocked"])
def test_what_is_not_in_effect_can_be_voided(state):
    contracts = contract_set()
    engagement = drawn_up(contracts)
    if state != "drawn_up":
        sign_all(engagement)
    if state == "blocked":
        engagement.conclude(failed())
    (fact,) = engagement.void(BUREAU, "人选退出")
    contracts.follow(engagement, NOW)
    assert (fact.TYPE, engagement.state) == ("engagement.voided.v1", EngagementState.VOIDED)
    assert drawn_up(contracts).name.endswith("manager-2")


@pytest.mark.rule("1.6")
def test_what_is_in_effect_is_not_voided_and_the_person_engaged_only_declines_before_signing():
    _, manager, _ = whole()
    with pytest.raises(RuleViolated) as refusal:
        manager.void(BUREAU, "反悔")
    assert (refusal.value.reason, refusal.value.rule) == ("ENGAGEMENT_NOT_VOIDABLE", "1.6")
    engagement = drawn_up(contract_set())
    engagement.void(MANAGER, "不接受", declines=True)
    engagement = drawn_up(contract_set())
    sign_all(engagement)
    with pytest.raises(RuleViolated):
        engagement.void(MANAGER, "不接受", declines=True)
    with pytest.raises(InvalidArgument) as unexplained:
        engagement.void(BUREAU, " ")
    assert unexplained.value.reason == "REASON_MISSING"


@pytest.mark.rule("1.9", "1.1")
def test_joint_owners_end_an_engagement_together():
    contracts, manager, _ = whole()
    (proposed,) = end(manager)
    assert proposed.waiting_for == (FOUNDRY,) and manager.state == EngagementState.ACTIVATED
    assert not manager.end_is_due(DAY)
    with pytest.raises(RuleViolated) as refusal:
        end(manager)
    assert refusal.value.reason == "END_PENDING"
    manager.consent_to_end(consent(FOUNDRY))
    assert manager.end_is_due(DAY) and not manager.end_is_due(DAY - timedelta(days=1))
    (ended,) = manager.finish()
    contracts.follow(manager, LATER)
    assert (ended.ended_on, ended.reason, ended.is_lead) == (DAY, "调任", True)
    assert contracts.lead == "" and contracts.technical_chief == CHIEF
    assert contracts.state == ContractSetState.IN_EFFECT


@pytest.mark.rule("1.1")
def test_one_owner_that_refuses_keeps_it_going():
    _, manager, _ = whole()
    end(manager)
    manager.consent_to_end(consent(FOUNDRY, agreed=False, reason="项目正紧"))
    assert manager.ending is None and manager.state == EngagementState.ACTIVATED
    with pytest.raises(RuleViolated) as refusal:
        manager.consent_to_end(consent(FOUNDRY))
    assert refusal.value.reason == "NO_END_PENDING"


@pytest.mark.rule("1.1")
def test_who_proposed_the_end_may_still_refuse_it_while_it_is_pending():
    _, manager, _ = whole()
    end(manager)
    with pytest.raises(RuleViolated, match="ALREADY_CONSENTED"):
        manager.consent_to_end(consent(BUREAU))
    (fact,) = manager.consent_to_end(consent(BUREAU, agreed=False, reason="另有安排"))
    assert (fact.TYPE, fact.owner, manager.ending) == ("engagement.end_refused.v1", BUREAU, None)
    end(manager)
    manager.consent_to_end(consent(FOUNDRY))
    with pytest.raises(RuleViolated, match="NO_END_PENDING"):
        manager.consent_to_end(consent(FOUNDRY, agreed=False, reason="迟了"))


@pytest.mark.rule("1.9")
def test_an_end_has_a_reason_a_day_after_effect_and_something_to_end():
    _, manager, _ = whole()
    with pytest.raises(InvalidArgument) as invalid:
        end(manager, reason="")
    assert invalid.value.reason == "REASON_MISSING"
    with pytest.raises(InvalidArgument) as invalid:
        end(manager, on=date(2026, 3, 1))
    assert (invalid.value.reason, invalid.value.rule) == ("END_BEFORE_EFFECT", "1.9")
    with pytest.raises(RuleViolated) as refusal:
        end(drawn_up(contract_set()))
    assert refusal.value.reason == "ENGAGEMENT_NOT_IN_EFFECT"


@pytest.mark.rule("1.9")
def test_an_engagement_may_end_on_the_day_of_its_effect():
    _, manager, _ = whole()
    (proposed,) = end(manager, on=date(2026, 3, 2))
    assert proposed.ended_on == date(2026, 3, 2)


@pytest.mark.rule("1.9", "1.3")
def test_only_the_same_chief_with_another_manager_signs_the_row_anew_and_once():
    contracts, manager, chief = whole()
    with pytest.raises(RuleViolated, match="ROW_TAKEN"):  # the manager is still there
        contracts.predecessor(chief.plan_row, CHIEF, [SUCCESSOR])
    leave(contracts, manager)
    assert contracts.predecessor(chief.plan_row, CHIEF, [SUCCESSOR]) == chief.name
    for person, parties in (("people/another", [SUCCESSOR]), (CHIEF, [MANAGER])):
        with pytest.raises(RuleViolated, match="ROW_TAKEN"):
            contracts.predecessor(chief.plan_row, person, parties)
    contracts.selected = SUCCESSOR
    in_effect(contracts, drawn_up(contracts, person=SUCCESSOR), LATER)
    drawn_up(contracts, CHIEF_ROLE, CHIEF)
    with pytest.raises(RuleViolated, match="ROW_TAKEN"):  # it is being signed anew already
        contracts.predecessor(chief.plan_row, CHIEF, ["people/third"])


@pytest.mark.rule("1.9")
def test_a_day_to_come_is_over_at_its_end():
    _, manager, _ = whole()
    end(manager, on=DAY)
    assert manager.ending.due.isoformat() == "2026-03-22T16:00:00+00:00"


@pytest.mark.rule("1.9")
def test_a_chief_whom_the_manager_hired_stays_and_the_successor_signs_that_row_anew():
    contracts, manager, chief = whole()
    leave(contracts, manager)
    assert contracts.engagers(chief, OWNERS) == OWNERS
    contracts.selected = SUCCESSOR
    successor = drawn_up(contracts, person=SUCCESSOR)
    in_effect(contracts, successor, LATER)
    assert chief.state == EngagementState.ACTIVATED and contracts.engagers(chief, OWNERS) == [SUCCESSOR]
    with pytest.raises(RuleViolated) as refusal:
        drawn_up(contracts, CHIEF_ROLE, "people/another")
    assert refusal.value.reason == "ROW_TAKEN"
    renewed = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    assert (renewed.replaces, renewed.first_parties) == (chief.name, [SUCCESSOR])
    (ended,) = chief.replace(renewed, LATER)
    assert ended.replaced_by == renewed.name
    contracts.follow(chief, LATER)
    in_effect(contracts, renewed, LATER)
    assert contracts.technical_chief == CHIEF
    assert [row.engagement for row in contracts.rows] == [successor.name, renewed.name]


@pytest.mark.rule("1.3")
def test_a_chief_row_whose_manager_has_left_before_its_effect_is_held_up():
    contracts = contract_set()
    manager = drawn_up(contracts)
    in_effect(contracts, manager)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    assert contracts.obstacles(chief) == ()
    leave(contracts, manager)
    (obstacle,) = contracts.obstacles(chief)
    assert (obstacle.rule, obstacle.reason) == ("1.3", "MANAGER_NOT_IN_EFFECT")


@pytest.mark.rule("1.3")
def test_a_chief_row_that_was_never_in_effect_is_not_signed_anew_but_given_up_first():
    contracts = contract_set()
    manager = drawn_up(contracts)
    in_effect(contracts, manager)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    leave(contracts, manager)
    with pytest.raises(RuleViolated, match="ROW_TAKEN"):
        contracts.predecessor(chief.plan_row, CHIEF, [SUCCESSOR])


@pytest.mark.rule("1.9")
def test_only_who_engaged_may_end():
    contracts, manager, chief = whole()
    assert manager.engager_of("people/f", FOUNDRY, contracts.engagers(manager, OWNERS)) == FOUNDRY
    assert chief.engager_of(MANAGER, "organizations/agency", contracts.engagers(chief, OWNERS)) == MANAGER
    with pytest.raises(PermissionDenied) as refusal:
        chief.engager_of("people/u", UNIT, contracts.engagers(chief, OWNERS))
    assert refusal.value.reason == "NOT_A_PARTY"
    assert chief.party_of(CHIEF, UNIT, contracts.engagers(chief, OWNERS)) == CHIEF


@pytest.mark.rule("1.9")
def test_an_end_that_one_alone_decides_is_told_at_once_where_it_lies_ahead():
    for on, told in ((DAY + timedelta(days=1), [()]), (DAY, [])):
        _, _, chief = whole()
        facts = chief.end(on, "调任", joint([MANAGER]), replace(consent(BUREAU), organization=MANAGER, person=MANAGER))
        assert [fact.waiting_for for fact in facts] == told
        assert chief.ending.decided and chief.state == EngagementState.ACTIVATED
        if facts:
            assert (facts[0].TYPE, facts[0].ended_on, facts[0].proposed_by) == ("engagement.end_proposed.v1", on, MANAGER)


@pytest.mark.rule("1.9", "1.1")
def test_who_is_engaged_ends_nothing_for_the_owner_they_work_at():
    contracts, manager, _ = whole()
    with pytest.raises(PermissionDenied) as refusal:
        manager.engager_of(MANAGER, FOUNDRY, contracts.engagers(manager, OWNERS))
    assert (refusal.value.reason, refusal.value.rule) == ("NOT_A_PARTY", "1.6")
    assert manager.party_of(MANAGER, FOUNDRY, contracts.engagers(manager, OWNERS)) == MANAGER


@pytest.mark.rule("1.9", "1.4")
def test_a_chief_who_leads_ends_nothing_for_the_unit_they_work_at():
    project = card(regime=Regime.CHIEF_RESPONSIBLE, nominated_lead=CHIEF)
    contracts = contract_set(project)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF, project)
    in_effect(contracts, chief)
    assert chief.first_parties == [UNIT]
    with pytest.raises(PermissionDenied, match="NOT_A_PARTY"):
        chief.engager_of(CHIEF, UNIT, contracts.engagers(chief, OWNERS))
    assert chief.engager_of("people/u", UNIT, contracts.engagers(chief, OWNERS)) == UNIT


@pytest.mark.rule("7.5")
def test_the_owner_is_told_of_a_finding_and_nothing_is_undone():
    _, manager, _ = whole()
    (fact,) = manager.question("findings/1", "A-03", "违规使用项目经费")
    assert fact.title == "违规使用项目经费"
    assert (fact.first_parties, manager.state) == ((BUREAU, FOUNDRY), EngagementState.ACTIVATED)


@pytest.mark.rule("2.4")
def test_the_chief_who_is_not_the_lead_forms_the_expert_group():
    contracts, _, _ = whole()
    demand_chief(contracts, CHIEF)
    group = ExpertGroup("projects/castings/expertGroup", "projects/castings", [], CHIEF, NOW)
    (fact,) = group.form(["people/a", "people/b"], CHIEF, NOW)
    assert fact.members == ("people/a", "people/b")
    for members, reason in (([], "EXPERT_GROUP_EMPTY"), (["people/a", "people/a"], "LISTED_TWICE")):
        with pytest.raises(InvalidArgument) as invalid:
            group.form(members, CHIEF, NOW)
        assert invalid.value.reason == reason
    with pytest.raises(RuleViolated) as refusal:
        demand_chief(contracts, MANAGER)
    assert refusal.value.reason == "CHIEF_NOT_IN_EFFECT"
    led = card(regime=Regime.CHIEF_RESPONSIBLE, chief_hired_by=HiredBy.UNDERTAKING_UNIT)
    with pytest.raises(RuleViolated) as refusal:
        demand_chief(contract_set(led), CHIEF)
    assert (refusal.value.reason, refusal.value.rule) == ("CHIEF_IS_LEAD", "2.4")


@pytest.mark.rule("1.10")
def test_nothing_is_contracted_for_a_project_that_is_over():
    card().demand_running()
    with pytest.raises(RuleViolated) as refusal:
        card(over_because="已终止").demand_running()
    assert (refusal.value.reason, refusal.value.rule) == ("PROJECT_ENDED", "1.10")


@pytest.mark.rule("4.7a")
def test_an_end_that_is_proposed_anew_is_another_version_even_in_the_same_words_and_an_answer_makes_none():
    _, manager, _ = whole()
    before = manager.etag
    end(manager)
    seen = manager.etag
    assert seen != before and [each.seen for each in manager.ending.consents] == [seen]
    manager.consent_to_end(consent(FOUNDRY, agreed=False, reason="关键节点"))
    end(manager, FOUNDRY)
    assert manager.etag == seen, "the same instant, day and words"
    manager.consent_to_end(consent(BUREAU, agreed=False, reason="关键节点"))
    manager.end(DAY, "调任", joint(OWNERS), consent(BUREAU, at=LATER + timedelta(seconds=1)))
    assert manager.etag != seen
    with_other_day = manager.etag
    manager.consent_to_end(consent(FOUNDRY))
    assert manager.etag == with_other_day


@pytest.mark.rule("4.7a")
def test_a_signature_is_no_change_of_an_engagement():
    engagement = drawn_up(contract_set())
    seen = engagement.etag
    sign_all(engagement)
    assert engagement.etag == seen


@pytest.mark.rule("1.3")
def test_manager_and_chief_of_a_project_are_two_people_as_long_as_either_stands():
    contracts, manager, _ = whole()
    for person, role in ((MANAGER, CHIEF_ROLE), (CHIEF, MANAGER_ROLE)):
        with pytest.raises(RuleViolated) as refusal:
            contracts.demand_one_hat(person, role)
        assert (refusal.value.reason, refusal.value.rule) == ("ROLES_INCOMPATIBLE", "1.3")
    contracts.demand_one_hat(SUCCESSOR, MANAGER_ROLE)
    contracts.demand_one_hat(MANAGER, MANAGER_ROLE)
    leave(contracts, manager)
    contracts.demand_one_hat(MANAGER, CHIEF_ROLE)
