"""The standing rating of a lead: read as of any day, objected to, answered (3.6)."""

from datetime import date

from plan.hats import demand_not_oneself
from services.evaluation.answers import RatingPage, RatingShown
from services.evaluation.commands import AnswerRatingObjection, GetRating, ListRatings, ObjectToRatingEntry
from services.evaluation.domain.rating import ObjectionAnswer, Rating, person_of_rating, rating_name
from services.evaluation.domain.rating.working import table
from services.evaluation.store import EvaluationTransaction


async def get_rating(command: GetRating, tx: EvaluationTransaction) -> RatingShown:
    """Who has no entry has no rating, and is answered all the same."""
    tx.require(on=await tx.rated(command.name))
    person = person_of_rating(command.name)
    rating = await tx.ratings.read_or_none(rating_name(person))
    return shown(rating or Rating(command.name, person), command.as_of or tx.today, tx)


async def list_ratings(command: ListRatings, tx: EvaluationTransaction) -> RatingPage:
    """Everybody who has an entry, each without the working."""
    page = await tx.ratings.page({}, command.page_size, command.page_token)
    day = command.as_of or tx.today
    version = tx.policies.current(day)
    standings = [rating.as_of(day, version.values.rating, version.version) for rating in page.items]
    return RatingPage([RatingShown(standing, "") for standing in standings], page.next_page_token)


async def object_to_rating_entry(command: ObjectToRatingEntry, tx: EvaluationTransaction) -> RatingShown:
    """The rated person says why an entry is wrong."""
    tx.require(on=await tx.rated(command.name), rule="3.6")
    rating = await tx.ratings.get(rating_name(person_of_rating(command.name)))
    tx.publish(*rating.object(command.name, command.statement, tx.actor.person, tx.now))
    await tx.ratings.save(rating)
    return shown(rating, tx.today, tx)


async def answer_rating_objection(command: AnswerRatingObjection, tx: EvaluationTransaction) -> RatingShown:
    """The bureau sets the entry aside, or lets it stand."""
    tx.require(rule="3.6")
    rating = await tx.ratings.get(rating_name(person_of_rating(command.name)))
    demand_not_rated(command.name, tx)
    answer = ObjectionAnswer(command.sustained, command.reason, tx.actor.person, tx.now)
    tx.publish(*rating.answer(command.name, answer))
    await tx.ratings.save(rating)
    return shown(rating, tx.today, tx)


def demand_not_rated(name: str, tx: EvaluationTransaction) -> None:
    """Refuse ROLES_INCOMPATIBLE to the rated person, who may work at the bureau (3.6). name: of a rating, or of an entry."""
    demand_not_oneself(tx.actor.person, person_of_rating(name), "3.6")


def shown(rating: Rating, day: date, tx: EvaluationTransaction) -> RatingShown:
    """A rating at the end of a day, by the policy that holds on it."""
    version = tx.policies.current(day)
    standing = rating.as_of(day, version.values.rating, version.version)
    return RatingShown(standing, table(standing, version.values.rating))
