"""Lives of contracts' aggregates: `python -m tests.unit.contracts.lives` writes them down."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from plan.consents import joint
from plan.files import FileRef
from plan.independence import Candidate
from plan.parties import Parties, Regime
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.engagement import Engagement, Signer, SigningKey, SigningRequest, Wording, draft, engagement_of, texts_of_row
from services.contracts.domain.expert_group import ExpertGroup, demand_chief
from services.contracts.domain.export import export
from services.contracts.domain.hiring import check_lead, engagers_of
from services.contracts.domain.lead_score import ExpertScore, LeadScore, check_rescored, check_scores, name_of_score
from services.contracts.domain.rows import CHIEF_ROW, LEADING_CHIEF_ROW, MANAGER_ROW, ROWS, row_for, rows_needed
from services.contracts.domain.selection import Selection, check_choice
from services.contracts.domain.verification import verify
from services.contracts.domain.words import DocumentKind, HiredBy
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    HANDS,
    LATER,
    MANAGER,
    MANAGER_ROLE,
    NOW,
    PROJECT,
    SUCCESSOR,
    UNIT,
    Hand,
    card,
    consent,
    contract_set,
    drawn_up,
    failed,
    in_effect,
    passed,
)
from tests.unit.contracts.test_selection import BY_PANEL, CHOICE, EXPERTS, POLICY, TODAY
from tests.unit.contracts.test_verification import FORGERIES, exported
from tests.unit.lived import Life, shown, tried

LIVES = Path(__file__).with_name("lives.txt")
OWNERS = [BUREAU, FOUNDRY]
FILE = FileRef("sha256:" + "0" * 64, "补充.pdf", 4, "application/pdf")
DAY = date(2026, 3, 22)


def _sign(life: Any, at: int, party: str) -> None:
    document = life.documents[at]
    life.sign(HANDS[party].request(document, party), ALGORITHMS, LATER)


def _engaged() -> Life:
    contracts = contract_set()
    engagement = drawn_up(contracts)
    engagement.report_every_months, engagement.task_book_version, engagement.selection = 6, 2, f"{PROJECT}/selections/1"
    life = Life("A manager's engagement: signed, blocked, in effect, amended, ended", engagement)
    life.draw_up(engagement.documents)
    first = engagement.documents[0]
    life.sign(Hand("people/stranger").request(first), ALGORITHMS, LATER)
    life.sign(HANDS[BUREAU].request(first, signer=HANDS[BUREAU].signer(BUREAU, authorized=False)), ALGORITHMS, LATER)
    life.sign(HANDS[BUREAU].request(first, BUREAU, key_id="key-2"), ALGORITHMS, LATER)
    life.sign(HANDS[MANAGER].request(first, BUREAU), ALGORITHMS, LATER)
    life.conclude(passed(LATER))
    for at in range(3):
        for party in (BUREAU, FOUNDRY, MANAGER):
            _sign(life, at, party)
    _sign(life, 0, BUREAU)
    life.void(MANAGER, "不接受", declines=True)
    life.conclude(failed(LATER))
    life.admit("recheck")
    life.conclude(passed(LATER))
    life.void(BUREAU, "反悔")
    life.question("findings/1", "A-03", "违规使用项目经费")
    life.question("findings/2", "A-04", "隐瞒利益关系")
    _amended(life, engagement)
    _ended(life)
    return life


def _amended(life: Any, engagement: Engagement) -> None:
    first = engagement.documents[0]
    life.refuse(first, MANAGER, "不签")
    amendment, _ = draft(engagement, first.kind, Wording("第三节点延至六月", {"期限": "三年"}, FILE), LATER, first)
    life.amend(first, amendment, BUREAU, " ")
    life.amend(first, amendment, BUREAU, "节点调整")
    life.admit_amendment(first)
    life.refuse(amendment, MANAGER, "")
    life.refuse(amendment, MANAGER, "期限过短")
    again, _ = draft(engagement, first.kind, Wording("第三节点延至五月"), LATER, first)
    life.amend(first, again, BUREAU, "节点调整")
    for party in (BUREAU, FOUNDRY, MANAGER):
        _sign(life, 4, party)
    life.admit_amendment(first)


def _ended(life: Any) -> None:
    life.finish()
    life.consent_to_end(consent(FOUNDRY))
    life.end(DAY, "", joint(OWNERS), consent(BUREAU))
    life.end(date(2026, 3, 1), "调任", joint(OWNERS), consent(BUREAU))
    life.end(DAY, "调任", joint(OWNERS), consent(BUREAU))
    life.end(DAY, "调任", joint(OWNERS), consent(BUREAU))
    life.consent_to_end(consent(FOUNDRY, agreed=False, reason="项目正紧"))
    life.end(DAY, "调任", joint(OWNERS), consent(BUREAU))
    life.consent_to_end(consent(FOUNDRY))
    life.end_is_due(date(2026, 3, 21))
    life.end_is_due(DAY)
    life.finish()
    life.finish()


def _voided() -> Life:
    life = Life("A chief's engagement by the unit that is given up", _by_unit())
    life.required_signatures()
    life.party_of(CHIEF, "", [UNIT])
    life.party_of("people/x", UNIT, [UNIT])
    life.party_of("people/x", "organizations/x", [UNIT, FOUNDRY])
    life.engager_of(CHIEF, "", [UNIT])
    life.engager_of("people/x", UNIT, [UNIT])
    life.document("none")
    life.versions_of(DocumentKind.CREDIT_COMMITMENT)
    life.void(UNIT, "")
    life.void(UNIT, "人选退出")
    return life


def _by_unit() -> Engagement:
    project = card(regime=Regime.CHIEF_RESPONSIBLE, chief_hired_by=HiredBy.UNDERTAKING_UNIT)
    return drawn_up(contract_set(project), CHIEF_ROLE, CHIEF, project)


def _of_one_person() -> Life:
    made = _by_unit()
    made.first_parties = [CHIEF]
    life = Life("An engagement of oneself, and one whose reports come too seldom", made)
    life.draw_up([])
    made.report_every_months = 25
    life.draw_up([])
    return life


def _renewed() -> Life:
    contracts = contract_set()
    manager = drawn_up(contracts)
    life: Any = Life("A contract set: in effect, its manager leaves, the chief's row is signed anew", contracts)
    life.does("manager in effect", in_effect)(contracts, manager)
    life.demand_one_hat(MANAGER, CHIEF_ROLE)
    life.next_name(CHIEF_ROLE)
    chief = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    life.obstacles(chief)
    life.does("chief in effect", in_effect)(contracts, chief)
    life.predecessor(CHIEF_ROW, "people/x", [MANAGER])
    life.demand_in_office(chief, MANAGER)
    life.engagers(chief, OWNERS)
    life.parties(card())
    manager.end(DAY, "调任", joint([BUREAU]), consent(BUREAU))
    manager.finish()
    life.follow(manager, LATER)
    life.demand_in_office(chief, MANAGER)
    life.obstacles(chief)
    life.engagers(chief, OWNERS)
    life.predecessor(CHIEF_ROW, CHIEF, [SUCCESSOR])
    contracts.selected = SUCCESSOR
    life.obstacles(manager)
    life.does("successor in effect", in_effect)(contracts, drawn_up(contracts, person=SUCCESSOR), LATER)
    renewed = drawn_up(contracts, CHIEF_ROLE, CHIEF)
    life.does("chief signed anew", in_effect)(contracts, renewed, LATER)
    life.does("replace", chief.replace)(renewed, LATER)
    life.follow(chief, LATER)
    return life


def _selected() -> Life:
    contracts = contract_set()
    contracts.selected = ""
    own = replace(consent(BUREAU), person=MANAGER)
    panel = [Candidate(person, person, "organizations/x") for person in EXPERTS]
    project = card()
    selection, told = Selection.record(
        contracts.open_selection(), project, replace(BY_PANEL, policy_version="2026.1"), consent(BUREAU), panel
    )
    life: Any = Life("A selection by a panel, with the contract set", selection, besides={"set": contracts})
    life.does("record", lambda: told)()
    life.does("record", Selection.record)("s", project, CHOICE, own)
    life.does("settle", contracts.settle_selection)(selection)
    life.does("open another", contracts.open_selection)()
    life.consent(consent(BUREAU))
    life.consent(consent(UNIT))
    life.consent(consent(FOUNDRY))
    life.does("settle", contracts.settle_selection)(selection)
    life.consent(consent(FOUNDRY))
    alone = card(owners=[BUREAU], owner_kinds={BUREAU: "science_bureau"})
    other, facts = Selection.record(contracts.open_selection(), alone, replace(CHOICE, person=SUCCESSOR), consent(BUREAU))
    life.does("another", lambda: [other, *facts])()
    life.does("settle the other", contracts.settle_selection)(other)
    life.supersede()
    return life


def _refused() -> Life:
    selection, _ = Selection.record("s", card(), CHOICE, consent(BUREAU))
    life = Life("A selection that is refused", selection)
    life.consent(consent(FOUNDRY, agreed=False))
    life.consent(consent(FOUNDRY, agreed=False, reason="另有人选"))
    life.supersede()
    return life


def _scores(*given: str) -> list[ExpertScore]:
    return [ExpertScore(who, Decimal(each)) for who, each in zip(EXPERTS, given, strict=False)]


def _scored() -> Life:
    score = LeadScore(name_of_score(PROJECT, SUCCESSOR), PROJECT, SUCCESSOR)
    life: Any = Life("A lead who is scored anew", score)
    project = card()
    life.does("check", check_rescored)(project, SUCCESSOR, None)
    life.rescore(project, _scores("79", "80", "80"), "2026.1", NOW)
    life.does("check", check_rescored)(project, SUCCESSOR, score)
    thirds = card(exact_without_lead="181/6", score_without_lead=Decimal("30.17"), lead_weight=Decimal(50), threshold=Decimal(60))
    life.rescore(
        thirds, [ExpertScore(who, Decimal(given)) for who, given in zip(EXPERTS, ("59", "60", "60"), strict=True)], "2026.2", LATER
    )
    life.does("check", check_rescored)(project, SUCCESSOR, score)
    life.does("check scores", check_scores)(project, MANAGER, ())
    life.does("check scores", check_scores)(project, SUCCESSOR, (ExpertScore("people/e1", Decimal("100.5")),))
    life.does("check scores", check_scores)(
        project, SUCCESSOR, (ExpertScore("people/e1", Decimal(100)), ExpertScore("people/e2", Decimal(0)))
    )
    return life


def _grouped() -> Life:
    contracts = contract_set()
    life: Any = Life("The chief's expert group", ExpertGroup(f"{PROJECT}/expertGroup", PROJECT, [], CHIEF, NOW))
    life.does("demand chief", demand_chief)(contracts, CHIEF)
    life.does("demand chief", demand_chief)(contract_set(card(regime=Regime.CHIEF_RESPONSIBLE)), CHIEF)
    life.form(["people/a", "people/b"], "people/li-2", LATER)
    life.form(["people/c"], CHIEF, LATER)
    life.form([], CHIEF, LATER)
    life.form([f"people/{number}" for number in range(101)], CHIEF, LATER)
    life.form(["people/b", "people/b"], CHIEF, LATER)
    return life


def _known() -> Life:
    known = ProjectCard(PROJECT, commissioners=["people/c"])
    whole = card()
    life: Any = Life("What is kept of a project", known)
    life.approve(Parties(**{name: getattr(whole, name) for name in Parties.__dataclass_fields__}), whole.approved, 2)
    life.change_task_book(3)
    life.demand_running()
    life.demand_manager_regime()
    known.expert_group = ["people/e"]
    life.circle_of_selection(MANAGER, "organizations/agency", frozenset({CHIEF}))
    life.end("已终止")
    life.demand_running()
    known.regime = Regime.CHIEF_RESPONSIBLE
    life.demand_manager_regime()
    return life


def _rules() -> str:
    """What has no life: rows, who engages whom, what is chosen how, texts and names."""
    nobody, manager, unit = frozenset[str](), frozenset({"project_manager"}), frozenset({"undertaking_unit"})
    lines = ["Rows, engagers, choices, texts", *(f"  {shown(row)}" for row in ROWS.values())]
    for regime in Regime:
        lines += [tried(f"  row for {regime.value} {role.value}", row_for, regime, role) for role in (MANAGER_ROLE, CHIEF_ROLE)]
        lines += [f"  rows needed {regime.value} {needed}: {[row.id for row in rows_needed(regime, needed)]}" for needed in (False, True)]
    running, without = contract_set(), card(chief_needed=False, chief_hired_by=None)
    in_effect(running, drawn_up(running, project=without))
    for told, project, contracts in (("at the start", card(), contract_set()), ("later", without, running)):
        for row in (MANAGER_ROW, CHIEF_ROW, LEADING_CHIEF_ROW):
            for asked in (None, *HiredBy):
                for roles in (nobody, manager, unit):
                    name = f"  {told} {row.id}, {asked.value if asked else 'nobody'} asked for, by {sorted(roles)}"
                    lines.append(tried(name, engagers_of, row, project, contracts, asked, roles))
    for row, person in ((MANAGER_ROW, MANAGER), (MANAGER_ROW, SUCCESSOR), (CHIEF_ROW, SUCCESSOR)):
        lines.append(tried(f"  lead {row.id} {person}", check_lead, row, person, contract_set()))
    private = card(owners=[FOUNDRY], owner_kinds={FOUNDRY: "enterprise"})
    for told, project, choice in (
        ("as it should be", card(), CHOICE),
        ("no bureau", private, CHOICE),
        ("by panel", private, BY_PANEL),
        ("tomorrow", card(), replace(CHOICE, selected_on=date(2026, 3, 3))),
        ("no reference", card(), replace(CHOICE, reference=" ")),
        ("long decision", card(), replace(CHOICE, decision="x" * 4001)),
        ("long reference", card(), replace(CHOICE, reference="x" * 4001)),
        ("no panel", card(), replace(BY_PANEL, panel=())),
    ):
        lines.append(tried(f"  choice, {told}", check_choice, project, choice, POLICY, TODAY))
    for kinds in (MANAGER_ROW.documents, MANAGER_ROW.documents[:2], CHIEF_ROW.documents):
        lines.append(
            tried(f"  texts of {[kind.value for kind in kinds]}", texts_of_row, MANAGER_ROW, {kind: kind.value for kind in kinds}, 3)
        )
    lines.append(tried("  texts twice", texts_of_row, MANAGER_ROW, dict.fromkeys(MANAGER_ROW.documents), 4))
    lines.append(tried("  an empty document", Wording(" ").demand_some, DocumentKind.CREDIT_COMMITMENT))
    for long in (replace(FILE, name="x" * 4001), replace(FILE, media_type="x" * 4001)):
        lines.append(tried("  a long word", Wording(attachment=long).demand_some, DocumentKind.CREDIT_COMMITMENT))
    lines.append(tried("  engagement of", engagement_of, f"{PROJECT}/engagements/e/documents/d-1"))
    lines.append(tried("  engagement of", engagement_of, f"{PROJECT}/engagements/e"))
    return "\n".join(lines) + "\n"


def _drafted() -> str:
    engagement = drawn_up(contract_set())
    engagement.report_every_months = 6
    wording = Wording("第三节点延至六月", {"期限": "三年"}, FILE)
    document, content = draft(engagement, engagement.documents[0].kind, wording, NOW, engagement.documents[0])
    _, of_chief = draft(_by_unit(), DocumentKind.CREDIT_COMMITMENT, Wording(" 甲 "), NOW)
    lives = [Life("A document with an attachment", document)]
    told = [json.dumps(json.loads(each), ensure_ascii=False, indent=1) for each in (content, of_chief)]
    return "\n".join([*map(str, lives), *told]) + "\n"


def _exported() -> str:
    _, parsed = exported()
    parsed["engagements"][0]["documents"] = parsed["engagements"][0]["documents"][2:]
    parsed["engagements"][1]["documents"] = parsed["engagements"][1]["documents"][:1]
    for engagement in parsed["engagements"]:
        for document in engagement["documents"]:
            document["content"] = f"{len(document['content'])} characters"
            for signature in document["signatures"]:
                signature |= {name: f"{len(signature[name])} characters" for name in ("public_key", "signature")}
    days = [json.loads(export(contract_set(), [each], {}, NOW))["engagements"][0]["ended_on"] for each in _with_ends()]
    told = json.dumps(parsed, ensure_ascii=False, indent=1)
    return f"An export\n{told}\n  ended on, of one that is, one whose end is proposed, one that goes on: {days}\n"


def _with_ends() -> Iterator[Engagement]:
    for parties in ([BUREAU], OWNERS, []):
        contracts = contract_set()
        engagement = drawn_up(contracts)
        in_effect(contracts, engagement)
        if parties:
            engagement.end(DAY, "调任", joint(parties), consent(BUREAU))
        if parties == [BUREAU]:
            engagement.finish()
        engagement.documents = []
        yield engagement


def _no_last_signature(parsed: Any) -> None:
    """Of the version that another has taken the place of."""
    del parsed["engagements"][0]["documents"][0]["signatures"][-1]


def _signed_twice(parsed: Any) -> None:
    signatures = parsed["engagements"][0]["documents"][1]["signatures"]
    signatures.append(signatures[0])


def _other_side(parsed: Any) -> None:
    parsed["engagements"][0]["documents"][1]["signatures"][0]["side"] = "second"


def _key_over(parsed: Any) -> None:
    signature = parsed["engagements"][0]["documents"][0]["signatures"][0]
    signature["key_valid_until"] = signature["signed_at"]


def _not_signed(parsed: Any) -> None:
    for engagement in parsed["engagements"]:
        engagement["documents"][0]["state"] = "open"


def _not_in_effect(parsed: Any) -> None:
    _not_signed(parsed)
    for engagement, state in zip(parsed["engagements"], ("ended", "drawn_up"), strict=True):
        engagement["state"] = state


def _no_attachment_told(parsed: Any) -> None:
    parsed["engagements"][0]["documents"][0]["attachment"] = ""


def _forged() -> str:
    """Whatever was altered, all that is found of it."""
    further = (_no_last_signature, _signed_twice, _other_side, _key_over, _not_signed, _not_in_effect, _no_attachment_told)
    lines = ["Exports that were altered"]
    for forge in (*(forge for forge, _ in FORGERIES), *further):
        _, parsed = exported()
        forge(parsed)
        verdict = verify(json.dumps(parsed).encode(), ALGORITHMS)
        problems = [f"    {each.where}: {each.message}" for each in verdict.problems]
        counted = f"{verdict.engagements} {verdict.documents} {verdict.signatures}, holds: {verdict.holds}"
        lines += [f"  {forge.__name__.strip('_')} ({verdict.project} {counted})", *problems]
    return "\n".join(lines) + "\n"


def _keyed() -> str:
    """A key's time goes with the signature, and counts from its first instant to before its last."""
    key = SigningKey("key-1", "ed25519", b"", NOW, LATER)
    contracts = contract_set()
    engagement = drawn_up(contracts)
    hand, document = HANDS[MANAGER], engagement.documents[0]
    timed = replace(hand.key, valid_from=NOW, valid_until=LATER)
    signer = Signer(MANAGER, MANAGER, True, (replace(timed, key_id="other"), timed))
    request = SigningRequest(document.name, signer, "key-1", hand.private.sign(document.signing_payload))
    life: Any = Life("A signature by a key with a time", document)
    life.does("sign", engagement.sign)(request, ALGORITHMS, NOW)
    holds = [key.holds_at(instant) for instant in (NOW - timedelta(seconds=1), NOW, LATER)]
    return f"{life}\n  holds before, from, until: {holds}\n"


def told() -> str:
    """All of them."""
    lives = (_engaged, _voided, _of_one_person, _renewed, _selected, _refused, _scored, _grouped, _known)
    return "\n".join([*(str(life()) for life in lives), _rules(), _drafted(), _exported(), _forged(), _keyed()])


if __name__ == "__main__":
    LIVES.write_text(told())
