"""The standing rating of a lead over all projects: one aggregate a person (3.6)."""

from services.evaluation.domain.rating.cause import Cause
from services.evaluation.domain.rating.entry import Objection, ObjectionAnswer, RatingEntry
from services.evaluation.domain.rating.rating import Rating, person_of_rating, rating_name
from services.evaluation.domain.rating.standing import EntryCounted, Standing

__all__ = ["Cause", "EntryCounted", "Objection", "ObjectionAnswer", "Rating", "RatingEntry", "Standing", "person_of_rating", "rating_name"]
