"""The chief's floating pay: scored by whoever engaged the chief, confirmed by the owners, paid with a record (3.7)."""

from plan.consents import Consent
from plan.parties import SCIENCE_BUREAU
from services.evaluation.answers import PayShown
from services.evaluation.commands import ConfirmChiefScore, GetChiefPay, RecordBonusPayment, RefuseChiefScore, ScoreChief
from services.evaluation.domain.pay import ChiefPay, PayPart, Scored
from services.evaluation.domain.pay.working import table
from services.evaluation.neighbours import demand_paid
from services.evaluation.store import EvaluationTransaction


async def get_chief_pay(command: GetChiefPay, tx: EvaluationTransaction) -> PayShown:
    """Pool, parts and working; who was chief before reads it too."""
    pay = await tx.pays.read(command.name)
    tx.require(on=await tx.paid_in(pay))
    return shown(pay, tx)


async def score_chief(command: ScoreChief, tx: EvaluationTransaction) -> PayShown:
    """Whoever engaged the chief in whose time the part was concluded; not while the chief is barred (7.5)."""
    pay, part = await tx.pay_with(command.name)
    await may_score(part, pay, tx)
    part.admit("score")
    await demand_paid(pay.scored_tenure(part).chief, pay.project, tx)
    owners = (await tx.cards.get(pay.project)).consent_of_owners()
    scored = Scored(command.score, command.reason, tx.actor.person, tx.now)
    tx.publish(*pay.score(command.name, scored, owners, tx.policy.pay, tx.policy_version))
    await tx.pays.save(pay)
    return shown(pay, tx)


async def may_score(part: PayPart, pay: ChiefPay, tx: EvaluationTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but whoever engaged that chief, the manager's successor included (1.9, 3.7)."""
    tenure = pay.tenure_of(part)
    tx.require(*([tenure.engager] if tenure else []), on=await tx.paid_in(pay), rule="3.7")


async def confirm_chief_score(command: ConfirmChiefScore, tx: EvaluationTransaction) -> PayShown:
    """An owner confirms; not while the chief is barred (7.5)."""
    pay, part = await tx.pay_with(command.name)
    tx.require(on=await tx.paid_in(pay), rule="3.7")
    part.admit("confirm")
    await demand_clear(part, pay, tx)
    tx.publish(*pay.confirm(command.name, spoken_for(tx), answer(tx)))
    await tx.pays.save(pay)
    return shown(pay, tx)


async def refuse_chief_score(command: RefuseChiefScore, tx: EvaluationTransaction) -> PayShown:
    """One refusal refuses it; the part is scored anew (1.1)."""
    pay, part = await tx.pay_with(command.name)
    tx.require(on=await tx.paid_in(pay), rule="3.7")
    part.admit("refuse")
    tx.publish(*pay.refuse(command.name, spoken_for(tx), answer(tx, command.reason)))
    await tx.pays.save(pay)
    return shown(pay, tx)


async def record_bonus_payment(command: RecordBonusPayment, tx: EvaluationTransaction) -> PayShown:
    """The undertaking unit, which has the funds, says that it has paid; nobody who is barred is (7.5)."""
    pay, part = await tx.pay_with(command.name)
    tx.require(on=await tx.paid_in(pay), rule="3.7")
    part.admit("pay")
    await demand_clear(part, pay, tx)
    tx.publish(*pay.pay(command.name, command.paid_on, command.reference, tx.actor.person, tx.now))
    await tx.pays.save(pay)
    return shown(pay, tx)


async def demand_clear(part: PayPart, pay: ChiefPay, tx: EvaluationTransaction) -> None:
    """Refuse CHIEF_BARRED (7.5) where the chief whose score stands is barred today."""
    if part.score is not None:
        await demand_paid(part.score.chief, pay.project, tx)


def spoken_for(tx: EvaluationTransaction) -> frozenset[str]:
    """Whom the caller's answer stands for: the own organisation, and the bureau."""
    return frozenset({tx.actor.organization}) | (tx.actor.roles & {SCIENCE_BUREAU})


def answer(tx: EvaluationTransaction, refusal: str | None = None) -> Consent:
    """The caller's answer, now; refusal: why not, None for consent."""
    return Consent(tx.actor.organization, tx.actor.person, tx.now, agreed=refusal is None, reason=refusal or "", seen=tx.seen)


def shown(pay: ChiefPay, tx: EvaluationTransaction) -> PayShown:
    """The pay with its working, by the numbers under which its pool was set."""
    policy = tx.policies.at(pay.policy_version).pay if pay.policy_version else tx.policy.pay
    return PayShown(pay, table(pay, policy))
