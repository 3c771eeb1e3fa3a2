"""What makes an entry in a lead's rating: a node, a report, a review, an evaluation, a finding (3.6)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from plan.figures import shown
from services.evaluation.domain.policy import RatingPolicy
from services.evaluation.domain.words import Conclusion, RatingCause

# As reviews show a mean (3.5).
PLACES = 2


@dataclass(frozen=True)
class Cause:
    """One cause. `name`: the resource that it is, by which it is entered once; `about`: what it is, in words (zh-CN); `on`: China's date.

    score: of a review alone, the experts' exact mean on the lead, 0 to 100. project: "" for a finding outside any.
    """

    name: str
    person: str
    kind: RatingCause
    project: str
    on: date
    about: str
    score: Fraction | None = None

    def points(self, policy: RatingPolicy) -> int:
        """What it is worth before it ages; a score below all bands is worth nothing."""
        if self.score is None:
            return policy.points[self.kind]
        reached = [band for band in policy.scores if self.score >= Fraction(band.at_least)]
        return max(reached, key=lambda band: band.at_least).points if reached else 0

    def words(self, policy: RatingPolicy) -> str:
        """What it is, with the score where there is one, shown so that it lies in the band that was decided (zh-CN)."""
        if self.score is None:
            return self.about
        return f"{self.about}，专家评分平均 {shown(self.score, PLACES, *(band.at_least for band in policy.scores))}"


def of_node(*, passed: bool, late: bool) -> RatingCause:
    """What a milestone's conclusion is to its lead; `late`: the report was after the deadline of the review."""
    if passed:
        return RatingCause.NODE_PASSED_LATE if late else RatingCause.NODE_PASSED
    return RatingCause.NODE_FAILED_LATE if late else RatingCause.NODE_FAILED


def of_report(*, late: bool) -> RatingCause:
    """What a report on progress is to its lead."""
    return RatingCause.PROGRESS_REPORTED_LATE if late else RatingCause.PROGRESS_REPORTED


def of_evaluation(conclusion: Conclusion) -> RatingCause:
    """What the final evaluation is to the lead."""
    return RatingCause(f"evaluation_{conclusion.value}")


def of_finding(severity: str) -> RatingCause:
    """What a confirmed finding is to who was found in it. Raises ValueError for a severity that the catalogue does not have."""
    return RatingCause(f"finding_{severity}")
