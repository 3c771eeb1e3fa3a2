"""The evaluation of a project: one aggregate."""

from services.evaluation.domain.evaluation.evaluation import Evaluation

__all__ = ["Evaluation"]
