"""Tasks from support: questions, claims, services, notices (9.1 to 9.3)."""

from services.desk.domain.holders import BUREAU, FINANCE
from services.desk.domain.news import News
from services.desk.domain.table.kind import Asks, Dates, Day, Ends, Kind, lapses, of, those_in, to

_DAY = Day(of("last_day"))
_DEPARTMENTS = (BUREAU, "county")


def _granted(news: News) -> bool:
    return bool(news.data["granted"])


def _step(*steps: str) -> Dates:
    return Dates(_DAY, when=lambda news: news.text("step") in steps)


ANSWER_QUESTION = Kind(
    id="answer_question",
    method="support/AnswerQuestion",
    rules="9.1",
    private=True,
    steps={
        "support.question.asked": Asks(to(BUREAU, "roles/county"), day=_DAY),
        "support.question.answered": Ends(),
        "support.step.redated": _step("question"),
    },
)
DECIDE_CLAIM = Kind(
    id="decide_claim",
    method="support/GrantClaim",
    alternatives=("support/DeclineClaim", "support/ReturnClaim"),
    rules="9.1",
    goes_on=True,
    after_end=True,
    steps={
        "support.claim.submitted": Asks(to(*_DEPARTMENTS), day=_DAY),
        "support.claim.completed": Asks(to(*_DEPARTMENTS), day=_DAY),
        "support.claim.returned": Ends(),
        "support.claim.decided": Ends(),
        "support.claim.withdrawn": lapses(),
        "support.step.redated": _step("claim_decision"),
    },
)
COMPLETE_CLAIM = Kind(
    id="complete_claim",
    method="support/CompleteClaim",
    rules="9.1",
    goes_on=True,
    after_end=True,
    steps={
        "support.claim.returned": Asks(to("unit"), day=_DAY),
        "support.claim.completed": Ends(),
        "support.claim.withdrawn": lapses(),
        "support.step.redated": _step("claim_completion"),
    },
)
RECORD_PAYMENT = Kind(
    id="record_payment",
    method="support/RecordPayment",
    rules="9.1",
    goes_on=True,
    after_end=True,
    steps={
        "support.claim.decided": Asks(to(*_DEPARTMENTS, FINANCE), when=_granted, day=_DAY),
        "support.claim.paid": Ends(),
        "support.step.redated": _step("claim_payment"),
    },
)
ASSIGN_SERVICE = Kind(
    id="assign_service",
    method="support/AssignService",
    alternatives=("support/CompleteService",),
    rules="9.2",
    goes_on=True,
    after_end=True,
    steps={
        "support.service.requested": Asks(to(*_DEPARTMENTS), day=_DAY),
        "support.service.assigned": Ends(),
        "support.service.completed": Ends(),
        "support.service.withdrawn": lapses(),
        "support.step.redated": _step("service"),
    },
)
COMPLETE_SERVICE = Kind(
    id="complete_service",
    method="support/CompleteService",
    rules="9.2",
    goes_on=True,
    after_end=True,
    steps={
        "support.service.assigned": Asks(those_in("assignee"), day=_DAY),
        "support.service.completed": Ends(),
        "support.service.withdrawn": lapses(),
        "support.step.redated": _step("service"),
    },
)
CHOOSE_OFFER = Kind(
    id="choose_offer",
    method="support/ChooseOffer",
    rules="9.2",
    goes_on=True,
    after_end=True,
    steps={
        "support.offer.made": Asks(to("unit"), only=False, words=of("organization")),
        "support.offer.chosen": Ends(),
        "support.service.withdrawn": lapses(),
        "support.service.completed": lapses(),
    },
)
RATE_SERVICE = Kind(
    id="rate_service",
    method="support/RateService",
    rules="9.2",
    goes_on=True,
    after_end=True,
    steps={"support.service.completed": Asks(to("unit", "last_lead")), "support.service.rated": Ends()},
)
READ_NOTICE = Kind(
    id="read_notice",
    method="support/ReadNotice",
    alternatives=("support/JudgeNotice",),
    rules="9.3",
    steps={
        "support.notice.pushed": Asks(to("unit", "lead"), words=of("title")),
        "support.notice.read": Ends(),
        "support.notice.judged": Ends(),
    },
)

KINDS = (
    ANSWER_QUESTION,
    DECIDE_CLAIM,
    COMPLETE_CLAIM,
    RECORD_PAYMENT,
    ASSIGN_SERVICE,
    COMPLETE_SERVICE,
    CHOOSE_OFFER,
    RATE_SERVICE,
    READ_NOTICE,
)
