"""Tasks from sharing: results to confirm and to correct, requests to use them (8.1, 8.2)."""

from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table.kind import Asks, Dates, Day, Ends, Kind, Leaves, lapses, of, those_in, to

_DAY = Day(of("last_day"))


def _waits(news: News) -> bool:
    """The rule does not grant it at once."""
    return bool(news.text("last_day"))


def _answered_anew(news: News) -> bool:
    return not news.data["upheld"]


CONFIRM_RESULT = Kind(
    id="confirm_result",
    method="sharing/ConfirmResult",
    alternatives=("sharing/ReturnResult",),
    rules="8.1",
    goes_on=True,
    after_end=True,
    steps={
        "sharing.result.registered": Asks(to(BUREAU), words=of("title")),
        "sharing.result.corrected": Asks(to(BUREAU), words=of("title")),
        "sharing.result.returned": Ends(),
        "sharing.result.confirmed": Ends(),
    },
)
CORRECT_RESULT = Kind(
    id="correct_result",
    method="sharing/CorrectResult",
    rules="8.1",
    goes_on=True,
    after_end=True,
    steps={"sharing.result.returned": Asks(to("unit", "last_lead"), words=of("reason")), "sharing.result.corrected": Ends()},
)
ANSWER_USE_REQUEST = Kind(
    id="answer_use_request",
    method="sharing/AnswerUseRequest",
    rules="8.2,1.1",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "sharing.request.made": Asks(those_in("holders"), when=_waits, day=_DAY, words=of("organization")),
        "sharing.request.agreed": Leaves(),
        "sharing.request.answered": Ends(),
        "sharing.request.withdrawn": lapses(),
        "sharing.request.lapsed": lapses(),
        "sharing.request.redated": Dates(_DAY),
        "sharing.request.ruled_on": Asks(those_in("holders"), when=_answered_anew, day=_DAY),
    },
)
RULE_ON_REFUSAL = Kind(
    id="rule_on_refusal",
    method="sharing/RuleOnRefusal",
    rules="8.2",
    private=True,
    goes_on=True,
    after_end=True,
    steps={
        "sharing.request.contested": Asks(to(BUREAU), words=of("organization")),
        "sharing.request.ruled_on": Ends(),
        "sharing.request.lapsed": lapses(),
    },
)

KINDS = (CONFIRM_RESULT, CORRECT_RESULT, ANSWER_USE_REQUEST, RULE_ON_REFUSAL)
