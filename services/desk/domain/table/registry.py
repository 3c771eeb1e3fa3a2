"""Tasks from registry: applications, task books, terminations, exceptions (1.1, 1.8, 1.10, 2.6, 3.4)."""

from services.desk.domain.holders import BUREAU, SECURITY
from services.desk.domain.news import News
from services.desk.domain.table.closing import with_its_window, with_the_later
from services.desk.domain.table.kind import Asks, Dates, Day, Does, Ends, Kind, Leaves, lapses, of, subject, those_in, to

_CORRECTION = Day(of("correction_last_day"), subject)


def _task_book(news: News) -> str:
    return f"{news.project}/taskBook"


def _application(news: News) -> str:
    return news.project.replace("projects/", "applications/", 1)


def _office(news: News) -> str:
    return f"{news.subject}/offices/{news.text('office')}"


def _all_in(news: News) -> bool:
    return not news.names("waiting_for")


def _to_bureau(news: News) -> bool:
    return bool(news.data["to_bureau"])


def _acceptors(news: News) -> list[str]:
    return list(dict.fromkeys([*news.names("owners"), news.text("undertaking_unit")]))


PUBLISH_GUIDE = Kind(
    id="publish_guide",
    method="registry/PublishGuide",
    rules="2.1",
    closes=with_its_window,
    steps={
        "registry.guide.created": Asks(to(BUREAU), words=of("title"), window=of("closes_at")),
        "registry.guide.published": Ends(),
    },
)
SUBMIT_APPLICATION = Kind(
    id="submit_application",
    method="registry/SubmitApplication",
    rules="2.6",
    closes=with_the_later,
    steps={
        "registry.application.created": Asks(lambda news: [news.actor, "drafting"], only=False, window=of("closes_at")),
        "registry.application.returned": Asks(to("unit", "nominated_lead"), day=_CORRECTION),
        "registry.application.correction_redated": Dates(_CORRECTION),
        "registry.application.submitted": Ends(),
    },
)
RECOMMEND_APPLICATION = Kind(
    id="recommend_application",
    method="registry/RecommendApplication",
    alternatives=("registry/ReturnApplication",),
    rules="2.2,2.6",
    steps={
        "registry.application.submitted": Asks(to("county"), when=lambda news: not _to_bureau(news)),
        "registry.application.recommended": Ends(),
        "registry.application.returned": Ends(when=lambda news: not news.data["by_bureau"]),
    },
)
REVIEW_FORMALLY = Kind(
    id="review_formally",
    method="registry/PassFormalReview",
    alternatives=("registry/ReturnForCorrection", "registry/RefuseApplication"),
    rules="2.1,2.6",
    steps={
        "registry.application.submitted": Asks(to(BUREAU), when=_to_bureau),
        "registry.application.recommended": Asks(to(BUREAU)),
        "registry.application.passed": Ends(),
        "registry.application.refused": Ends(),
        "registry.application.returned": Ends(when=lambda news: bool(news.data["by_bureau"])),
    },
)


OPEN_EXPERT_REVIEW = Kind(
    id="open_expert_review",
    method="registry/OpenExpertReview",
    rules="2.6,4.7",
    steps={"registry.application.passed": Asks(to(BUREAU)), "registry.expert_review.opened": Ends()},
)
SCORE_APPLICATION = Kind(
    id="score_application",
    method="registry/ScoreApplication",
    rules="2.6,3.5",
    private=True,
    steps={
        "registry.expert_review.opened": Asks(those_in("experts")),
        "registry.expert_review.expert_replaced": (Does(of("expert")), Asks(those_in("successor"), only=False)),
        "registry.application.scored": Does(of("expert")),
        "registry.project.approved": lapses(_application),
        "registry.application.declined": lapses(),
    },
)
DECIDE_APPLICATION = Kind(
    id="decide_application",
    method="registry/ApproveApplication",
    alternatives=("registry/DeclineApplication",),
    rules="2.6,3.5",
    steps={
        "registry.application.scored": Asks(to(BUREAU), when=lambda news: news.data["sheets_in"] >= news.data["sheets_needed"]),
        # The successor has yet to score.
        "registry.expert_review.expert_replaced": lapses(),
        "registry.project.approved": Ends(_application),
        "registry.application.declined": Ends(),
    },
)
ACCEPT_TASK_BOOK = Kind(
    id="accept_task_book",
    method="registry/AcceptTaskBook",
    rules="1.1,1.8",
    steps={
        "registry.project.approved": Asks(_acceptors, _task_book),
        "registry.task_book.accepted_by_party": Leaves(),
        "registry.task_book.accepted": Ends(),
    },
)
CONSENT_TO_TASK_BOOK_CHANGE = Kind(
    id="consent_to_task_book_change",
    method="registry/ConsentToTaskBookChange",
    # The bureau, where it is an owner, consents by approving.
    alternatives=("registry/RefuseTaskBookChange", "registry/ApproveTaskBookChange"),
    rules="1.1,1.8",
    steps={
        "registry.task_book.change_proposed": Asks(those_in("waiting_for"), words=of("reason")),
        "registry.task_book.change_consented": Leaves(),
        "registry.task_book.change_refused": Ends(),
        "registry.task_book.changed": Ends(),
    },
)
APPROVE_TASK_BOOK_CHANGE = Kind(
    id="approve_task_book_change",
    method="registry/ApproveTaskBookChange",
    alternatives=("registry/RefuseTaskBookChange",),
    rules="1.8",
    steps={
        "registry.task_book.change_proposed": Asks(to(BUREAU), when=_all_in, words=of("reason")),
        "registry.task_book.change_consented": Asks(to(BUREAU), when=_all_in),
        "registry.task_book.change_refused": Ends(),
        "registry.task_book.changed": Ends(),
    },
)
GRANT_AGE_EXCEPTION = Kind(
    id="grant_age_exception",
    method="registry/GrantAgeException",
    alternatives=("registry/RefuseAgeException",),
    rules="1.1,3.4",
    steps={
        "registry.age_exception.consented": Asks(those_in("waiting_for"), words=of("person")),
        "registry.age_exception.granted": Ends(),
        "registry.age_exception.refused": Ends(),
    },
)
CONSENT_TO_TERMINATION = Kind(
    id="consent_to_termination",
    method="registry/ConsentToTermination",
    alternatives=("registry/RefuseTermination", "registry/ApproveTermination"),
    rules="1.1,1.10",
    goes_on=True,
    steps={
        "registry.termination.decided": Asks(those_in("waiting_for"), words=of("reason")),
        "registry.termination.consented": Leaves(),
        "registry.termination.refused": Ends(),
        "registry.project.terminated": Ends(),
    },
)
APPROVE_TERMINATION = Kind(
    id="approve_termination",
    method="registry/ApproveTermination",
    alternatives=("registry/RefuseTermination",),
    rules="1.10",
    goes_on=True,
    steps={
        "registry.termination.decided": Asks(to(BUREAU), when=_all_in, words=of("reason")),
        "registry.termination.consented": Asks(to(BUREAU), when=_all_in),
        "registry.termination.refused": Ends(),
        "registry.project.terminated": Ends(),
    },
)
# That one ended does not say whether it was waiting or held: whoever did it is not credited with having confirmed.
CONFIRM_OFFICE = Kind(
    id="confirm_office",
    method="registry/ConfirmOffice",
    alternatives=("registry/EndOffice",),
    rules="2.5",
    of_part=True,
    steps={
        "registry.office.proposed": Asks(to(SECURITY), _office, words=of("name")),
        "registry.office.granted": Ends(_office),
        "registry.office.ended": lapses(_office),
    },
)
CONFIRM_ERASURE = Kind(
    id="confirm_erasure",
    method="registry/ConfirmErasure",
    alternatives=("registry/RefuseErasure",),
    rules="2.5",
    private=True,
    steps={
        "registry.personal_data.erasure_requested": Asks(to(SECURITY), of("person"), words=of("person")),
        "registry.personal_data.erasure_refused": Ends(of("person")),
        "registry.personal_data.erased": Ends(of("person")),
    },
)

KINDS = (
    PUBLISH_GUIDE,
    SUBMIT_APPLICATION,
    RECOMMEND_APPLICATION,
    REVIEW_FORMALLY,
    OPEN_EXPERT_REVIEW,
    SCORE_APPLICATION,
    DECIDE_APPLICATION,
    ACCEPT_TASK_BOOK,
    CONSENT_TO_TASK_BOOK_CHANGE,
    APPROVE_TASK_BOOK_CHANGE,
    GRANT_AGE_EXCEPTION,
    CONSENT_TO_TERMINATION,
    APPROVE_TERMINATION,
    CONFIRM_OFFICE,
    CONFIRM_ERASURE,
)
