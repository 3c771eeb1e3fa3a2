"""The policy catalogue: published, searched, ended; who qualifies for what, and why (9.1)."""

from typing import Any

from chassis.errors import AlreadyExists, InvalidArgument
from chassis.store.repository import size_of
from plan.grams import found_by
from services.support.answers import PolicyPage, QualificationPage, QualificationShown
from services.support.commands.policies import CheckQualification, EndPolicy, GetPolicy, ListQualifications, PublishPolicy, SearchPolicies
from services.support.domain.card import ProjectCard
from services.support.domain.conditions import Condition, Profile
from services.support.domain.support_policy import SupportPolicyItem, Terms
from services.support.domain.words import PolicyState
from services.support.domain.working import working_of
from services.support.handlers.parties import as_department
from services.support.neighbours import organization
from services.support.store import SupportTransaction


async def publish_policy(command: PublishPolicy, tx: SupportTransaction) -> SupportPolicyItem:
    """The bureau or a county department puts a policy on offer."""
    tx.require(on=as_department(tx), rule="9.1")
    name = f"policies/{command.policy_id}"
    if await tx.policies_on_offer.find(name) is not None:
        raise AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在", rule="9.1", resource=name)
    terms = Terms(
        title=command.title,
        issuer=command.issuer,
        number=command.number,
        level=command.level,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        conditions=tuple(Condition(each.kind, each.any_of, each.text) for each in command.conditions),
        documents=tuple(dict.fromkeys(command.documents)),
        amount_fen=command.amount_fen,
        summary=command.summary,
    )
    terms.demand_sound(tx.policy.vocabulary)
    policy = SupportPolicyItem(name, terms, tx.actor.person, tx.actor.organization, tx.now)
    tx.publish(*policy.publish())
    tx.policies_on_offer.create(policy)
    return policy


async def end_policy(command: EndPolicy, tx: SupportTransaction) -> SupportPolicyItem:
    """It is on offer no longer."""
    policy = await tx.policies_on_offer.get(command.name)
    require_publisher(policy, tx)
    tx.publish(*policy.end(command.reason, tx.now))
    await tx.policies_on_offer.save(policy)
    return policy


async def get_policy(command: GetPolicy, tx: SupportTransaction) -> SupportPolicyItem:
    """One policy."""
    return await tx.policies_on_offer.read(command.name)


async def search_policies(command: SearchPolicies, tx: SupportTransaction) -> PolicyPage:
    """Policies, found by any two characters in a row."""
    where: dict[str, Any] = {"grams": found_by(command.query, "9.1")} if command.query else {}
    where |= {"terms.level": command.level} if command.level else {}
    where |= _in_force(tx) if command.in_force else {}
    page = await tx.policies_on_offer.page(where, command.page_size, command.page_token)
    return PolicyPage(page.items, page.next_page_token)


async def check_qualification(command: CheckQualification, tx: SupportTransaction) -> QualificationShown:
    """Whether an organisation, or a project with its unit, qualifies for a policy, with each condition met or not."""
    policy = await tx.policies_on_offer.read(command.name)
    return _worked(policy, await profile_of(command.project, command.organization, tx), tx)


async def list_qualifications(command: ListQualifications, tx: SupportTransaction) -> QualificationPage:
    """What an organisation or project qualifies for today, and what it lacks for the rest."""
    profile = await profile_of(command.project, command.organization, tx)
    size = size_of(command.page_size)
    page = await tx.policies_on_offer.page(_in_force(tx), size, command.page_token)
    found = [_worked(policy, profile, tx) for policy in page.items]
    return QualificationPage([each for each in found if each.resource.qualifies or not command.only_met], page.next_page_token)


async def profile_of(project: str, organization_name: str, tx: SupportTransaction) -> Profile:
    """What conditions look at. Refuses SUBJECT_MISSING, NOT_FOUND (9.1); raises Unavailable."""
    if not project and not organization_name:
        raise InvalidArgument("SUBJECT_MISSING", "请指明项目或者单位", rule="9.1", field="project")
    card = await tx.approved_card(project) if project else ProjectCard("")
    asked = await organization(organization_name or card.undertaking_unit, tx)
    if not project:
        return Profile(asked.kind, asked.area, organization=asked.name)
    about: dict[str, Any] = {"organization": asked.name, "project": card.name}
    return Profile(asked.kind, asked.area, card.kind, card.category, card.stage.value, tuple(card.own_fields), **about)


def _worked(policy: SupportPolicyItem, profile: Profile, tx: SupportTransaction) -> QualificationShown:
    found = policy.check(profile, tx.policy.vocabulary)
    return QualificationShown(found, working_of(found))


def _in_force(tx: SupportTransaction) -> dict[str, Any]:
    today = tx.today.isoformat()
    last_day = {"$or": [{"terms.valid_until": None}, {"terms.valid_until": {"$gte": today}}]}
    return {"state": PolicyState.PUBLISHED, "terms.valid_from": {"$lte": today}, **last_day}


def require_publisher(policy: SupportPolicyItem, tx: SupportTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but the departments, and PUBLISHED_BY_ANOTHER to a county department that is not its publisher."""
    tx.require(on=as_department(tx), rule="9.1")
    if "science_bureau" not in tx.actor.roles:
        policy.demand_publisher(tx.actor.organization)
