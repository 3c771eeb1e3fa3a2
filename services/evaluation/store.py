"""The collections of evaluation."""

from chassis.store.transaction import Transaction, collection, index
from plan.deadlines import ProjectDeadline
from plan.parties import With
from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling
from services.evaluation.domain.pay import ChiefPay, PayPart, pay_name, project_of_pay
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Rating, person_of_rating, rating_name


class EvaluationTransaction(Transaction):
    """What a handler of evaluation reads and writes."""

    policy: EvaluationPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(
        ProjectCard,
        "cards",
        index("owners"),
        index("undertaking_unit"),
        index("county"),
        index("engaged.person"),
        index("commissioners"),
    )
    evaluations = collection(
        Evaluation, "evaluations", index("state", "_id"), index("undertaking_unit", "_id"), index("experts.members.person")
    )
    deadlines = collection(ProjectDeadline, "deadlines", index("state", "_id"), index("project"), index("responsible", "_id"))
    filings = collection(FinanceFiling, "filings", index("project"))
    ratings = collection(Rating, "ratings")
    pays = collection(ChiefPay, "pays", index("tenures.chief"))

    async def card_of(self, project: str) -> ProjectCard:
        """The project's card, new where no fact of it was known."""
        card = await self.cards.find(project)
        if card is None:
            card = ProjectCard(project)
            self.cards.create(card)
        return card

    async def pay_of(self, project: str) -> ChiefPay:
        """A project's floating pay, held, new where no fact of it was known."""
        pay = await self.pays.find(pay_name(project))
        if pay is None:
            pay = ChiefPay(pay_name(project), project)
            self.pays.create(pay)
        return pay

    async def pay_with(self, name: str) -> tuple[ChiefPay, PayPart]:
        """The pay that has a part of this name, held, and the part. Refuses NOT_FOUND."""
        pay = await self.pays.get(pay_name(project_of_pay(name)))
        return pay, pay.part(name)

    async def paid_in(self, pay: ChiefPay) -> With:
        """Who is who in the project; who was chief still reads what the own part is."""
        return With(await self.cards.read(pay.project), {"technical_chief": pay.chiefs})

    async def rating_of(self, person: str) -> Rating:
        """A person's rating, held, new where there is no entry yet."""
        rating = await self.ratings.find(rating_name(person))
        if rating is None:
            rating = Rating(rating_name(person), person)
            self.ratings.create(rating)
        return rating

    async def rated(self, name: str) -> With:
        """Who is the rated person of a rating, or of an entry of one. Refuses NOT_FOUND."""
        return With(ProjectCard(""), {"subject": frozenset({person_of_rating(name)})})

    async def standing_in(self, evaluation: Evaluation) -> With:
        """Who is who in the project and on its panel."""
        return (await self.cards.read(evaluation.project)).standing(evaluation.members)

    async def projects_of_actor(self) -> list[str]:
        """Names of the projects in which the caller has a role, by party or panel."""
        actor = self.actor
        clauses: list[dict[str, object]] = [{"engaged.person": actor.person}, {"commissioners": actor.person}]
        if actor.organization:
            clauses += [{"owners": actor.organization}, {"undertaking_unit": actor.organization}]
        if actor.county:
            clauses.append({"county": actor.county})
        cards = await self.cards.readable({"$or": clauses})
        own = {card.name for card in cards if card.standing().roles_of(actor.person, actor.organization, actor.county)}
        panels = await self.evaluations.readable({"experts.members.person": actor.person})
        return sorted(own | {evaluation.project for evaluation in panels if actor.person in evaluation.members})
