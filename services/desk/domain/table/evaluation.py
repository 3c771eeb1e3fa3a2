"""Tasks from evaluation: self-evaluation, panel, conclusion, filing; objections to ratings; the chief's pay (3.6, 3.7, 6.2 to 6.4)."""

from datetime import datetime

from services.desk.domain.card import ProjectCard
from services.desk.domain.holders import BUREAU, FINANCE
from services.desk.domain.news import News
from services.desk.domain.table.kind import Asks, Dates, Day, Does, Ends, Kind, Leaves, lapses, of, subject, those_in, to
from services.desk.domain.task import Task

SET, REDATED, OVERDUE, MET, CANCELLED = (f"evaluation.deadline.{what}" for what in ("set", "redated", "overdue", "met", "cancelled"))
_DAY = Day(of("last_day"), subject)


def _evaluation(news: News) -> str:
    return f"{news.project}/evaluation"


def _filing(news: News) -> str:
    return f"{news.project}/filing"


def _part(news: News) -> str:
    """The part of the chief's pay that a node's conclusion is for."""
    return f"{news.project}/pay/parts/node-{news.node().rpartition('/')[2]}"


def _last_part(news: News) -> str:
    return f"{news.project}/pay/parts/conclusion"


def _all_assessed(news: News) -> bool:
    return bool(news.data["sheets_in"] >= news.data["sheets_needed"])


def _runs_again(news: News) -> bool:
    """A notice of days off has moved what was missed ahead (4.3)."""
    return datetime.fromisoformat(news.text("end")) > news.at


def _all_in(news: News) -> bool:
    return not news.names("waiting_for")


def _in_time(news: News) -> bool:
    """What is late has been missed by then, and may come while experts evaluate already (6.2, 4.5)."""
    return not news.data["late"]


def _rectified(news: News) -> bool:
    """A failed node is to be reviewed once more; what was scored and is not confirmed does not count (4.8)."""
    return bool(news.text("rectify_by")) and "/nodes/" in news.subject


def _nobody_to_score(task: Task, card: ProjectCard) -> bool:
    """A part that was concluded while there was no chief is scored by nobody (3.7); of one whose score was dropped the reason is told."""
    return task.since is not None and not task.about and not card.had_chief(task.since)


def _pays(news: News) -> bool:
    return bool(news.data["amount_fen"]) and _all_in(news)


SUBMIT_SELF_EVALUATION = Kind(
    id="submit_self_evaluation",
    method="evaluation/SubmitSelfEvaluation",
    rules="6.2",
    goes_on=True,
    steps={
        SET: Asks(those_in("responsible"), _evaluation, day=_DAY),
        REDATED: Dates(_DAY, _evaluation),
        MET: Ends(_evaluation),
        # Late it is taken until the conclusion, while experts evaluate too (4.5).
        CANCELLED: lapses(_evaluation),
    },
)
CONVENE_EVALUATION_PANEL = Kind(
    id="convene_evaluation_panel",
    method="evaluation/ConveneEvaluationPanel",
    rules="6.2,4.7",
    goes_on=True,
    steps={
        "evaluation.self_evaluation.submitted": Asks(to(BUREAU), _evaluation, _in_time),
        OVERDUE: Asks(to(BUREAU), _evaluation),
        REDATED: lapses(_evaluation, _runs_again),
        "evaluation.evaluation.panel_convened": Ends(_evaluation),
        "evaluation.evaluation.postponed": lapses(_evaluation),
    },
)
ASSESS_ITEMS = Kind(
    id="assess_items",
    method="evaluation/AssessItems",
    rules="6.2",
    private=True,
    goes_on=True,
    steps={
        "evaluation.evaluation.panel_named": Asks(lambda news: [str(each["person"]) for each in news.data["members"]], _evaluation),
        "evaluation.evaluation.panel_member_replaced": (
            Does(of("member"), _evaluation),
            Asks(those_in("successor"), _evaluation, only=False),
        ),
        "evaluation.evaluation.items_assessed": Does(of("expert"), _evaluation, lambda news: bool(news.data["complete"])),
        "evaluation.evaluation.concluded": lapses(_evaluation),
    },
)
CONCLUDE_EVALUATION = Kind(
    id="conclude_evaluation",
    method="evaluation/ConcludeEvaluation",
    rules="6.2,6.3",
    goes_on=True,
    steps={
        "evaluation.evaluation.items_assessed": Asks(to(BUREAU), _evaluation, _all_assessed),
        "evaluation.evaluation.panel_member_replaced": lapses(_evaluation),
        "evaluation.evaluation.concluded": Ends(_evaluation),
    },
)
FILE_WITH_FINANCE = Kind(
    id="file_with_finance",
    method="evaluation/FileWithFinance",
    rules="6.4",
    goes_on=True,
    steps={"evaluation.evaluation.concluded": Asks(to(BUREAU), _evaluation), "evaluation.filing.filed": Ends(_evaluation)},
)
ACKNOWLEDGE_FILING = Kind(
    id="acknowledge_filing",
    method="evaluation/AcknowledgeFiling",
    rules="6.4",
    goes_on=True,
    after_end=True,
    steps={"evaluation.filing.filed": Asks(to(FINANCE), _filing), "evaluation.filing.acknowledged": Ends(_filing)},
)
ANSWER_RATING_OBJECTION = Kind(
    id="answer_rating_objection",
    method="evaluation/AnswerRatingObjection",
    rules="3.6",
    private=True,
    steps={
        "evaluation.rating.objected": Asks(to(BUREAU), of("entry"), words=of("person")),
        "evaluation.rating.objection_answered": Ends(of("entry")),
        "evaluation.rating.withdrawn": lapses(of("entry")),
    },
)
SCORE_CHIEF = Kind(
    id="score_chief",
    method="evaluation/ScoreChief",
    rules="3.7",
    private=True,
    goes_on=True,
    after_end=True,
    moot=_nobody_to_score,
    steps={
        "milestones.node.passed": Asks(to("paying_hirer"), _part),
        "milestones.node.failed": Asks(to("paying_hirer"), _part),
        "milestones.remedy.decided": lapses(_part, _rectified),
        "evaluation.evaluation.concluded": Asks(to("paying_hirer"), _last_part),
        "evaluation.pay.score_dropped": Asks(to("paying_hirer"), words=of("reason")),
        "evaluation.pay.scored": Ends(),
    },
)
CONFIRM_CHIEF_SCORE = Kind(
    id="confirm_chief_score",
    method="evaluation/ConfirmChiefScore",
    alternatives=("evaluation/RefuseChiefScore",),
    rules="3.7,1.1",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "evaluation.pay.scored": Asks(those_in("waiting_for"), words=of("chief")),
        "evaluation.pay.confirmed": Leaves(),
        "evaluation.pay.score_dropped": Ends(),
        "milestones.remedy.decided": lapses(_part, _rectified),
    },
)
RECORD_BONUS_PAYMENT = Kind(
    id="record_bonus_payment",
    method="evaluation/RecordBonusPayment",
    rules="3.7",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "evaluation.pay.confirmed": Asks(to("unit"), when=_pays, words=of("chief")),
        "evaluation.pay.score_dropped": lapses(),
        "evaluation.pay.paid": Ends(),
    },
)

KINDS = (
    SUBMIT_SELF_EVALUATION,
    CONVENE_EVALUATION_PANEL,
    ASSESS_ITEMS,
    CONCLUDE_EVALUATION,
    FILE_WITH_FINANCE,
    ACKNOWLEDGE_FILING,
    ANSWER_RATING_OBJECTION,
    SCORE_CHIEF,
    CONFIRM_CHIEF_SCORE,
    RECORD_BONUS_PAYMENT,
)
