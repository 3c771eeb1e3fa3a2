"""Tasks from contracts: the manager, the rows of 1.5, their documents, their ends (1.2 to 1.9, 2.4)."""

from services.desk.domain.card import ProjectCard
from services.desk.domain.holders import BUREAU
from services.desk.domain.news import News
from services.desk.domain.table.kind import Asks, Condition, Ends, Kind, Leaves, Step, Text, lapses, of, those_in, to
from services.desk.domain.task import Task

MANAGER, CHIEF, LEADING_CHIEF = "1.5/1", "1.5/2", "1.5/3"
_PAPERS = {
    MANAGER: ("entrustment-contract", "credit-commitment", "term-responsibility-letter"),
    CHIEF: ("technical-management-contract", "credit-commitment", "technical-responsibility-letter"),
    LEADING_CHIEF: ("entrustment-contract", "credit-commitment", "term-responsibility-letter"),
}
_EACH = range(3)


def _project(news: News) -> str:
    return news.project


def _of_row(*rows: str) -> Condition:
    return lambda news: news.text("row") in rows


def _left(*rows: str) -> Condition:
    return lambda news: news.text("row") in rows and not news.text("replaced_by")


def _by_manager(news: News) -> bool:
    return news.text("regime") == "manager"


def _signers(news: News) -> list[str]:
    return [*news.names("first_parties"), news.text("person")]


def _engagement_over(task: Task, card: ProjectCard) -> bool:
    """Of an engagement that has ended no amendment is signed any more (1.9)."""
    engagement = task.resource.partition("/documents/")[0]
    return any(each.engagement == engagement and not each.active for each in card.engaged)


def _paper(number: int) -> Text:
    """The name of the first version of a row's document; nothing else is signed before the row is in effect."""
    return lambda news: f"{news.subject}/documents/{_PAPERS[news.text('row')][number]}-1"


RECORD_SELECTION = Kind(
    id="record_selection",
    method="contracts/RecordSelection",
    rules="1.2,1.1",
    steps={
        "registry.project.approved": Asks(to("owners"), _project, when=_by_manager),
        "contracts.selection.recorded": Ends(_project),
        "contracts.selection.refused": Asks(to("owners"), _project),
        "contracts.lead.rescored": Asks(to("owners"), _project, when=lambda news: not news.data["reaches"]),
        "contracts.manager.selected": Ends(_project),
        # Who is engaged was selected, and reaches the threshold by now (1.2a).
        "contracts.engagement.drawn_up": lapses(_project, _of_row(MANAGER)),
        "contracts.engagement.ended": Asks(to("owners"), _project, when=_left(MANAGER)),
    },
)
CONSENT_TO_SELECTION = Kind(
    id="consent_to_selection",
    method="contracts/ConsentToSelection",
    rules="1.1,1.2",
    steps={
        "contracts.selection.recorded": Asks(those_in("waiting_for"), words=of("person")),
        "contracts.selection.consented": Leaves(),
        "contracts.selection.refused": Ends(),
        "contracts.manager.selected": lapses(),
    },
)
RESCORE_LEAD = Kind(
    id="rescore_lead",
    method="contracts/RescoreLead",
    rules="1.2a,3.5",
    steps={
        "contracts.manager.selected": (
            Asks(to(BUREAU), _project, when=lambda news: not news.data["confirms_nominee"], words=of("person")),
            lapses(_project, lambda news: bool(news.data["confirms_nominee"])),
        ),
        "contracts.lead.rescored": Ends(_project),
        # Nobody selects who leads as chief (1.4).
        "contracts.engagement.ended": Asks(to(BUREAU), _project, when=_left(LEADING_CHIEF)),
        # Scored before the selection.
        "contracts.engagement.drawn_up": lapses(_project, _of_row(MANAGER, LEADING_CHIEF)),
    },
)
DRAW_UP_MANAGER = Kind(
    id="draw_up_manager",
    method="contracts/DrawUpEngagement",
    rules="1.5,1.7",
    steps={
        "contracts.manager.selected": Asks(to("owners"), _project, words=of("person")),
        "contracts.engagement.drawn_up": Ends(_project, when=_of_row(MANAGER)),
        "contracts.engagement.voided": Asks(to("owners"), _project, when=_of_row(MANAGER), words=of("person")),
    },
)
_CHIEF_DRAWN: dict[str, Step] = {
    "contracts.engagement.drawn_up": Ends(_project, when=_of_row(CHIEF, LEADING_CHIEF)),
    "contracts.engagement.voided": Asks(to("chief_hirer"), _project, when=_of_row(CHIEF, LEADING_CHIEF), words=of("person")),
}
DRAW_UP_CHIEF = Kind(
    id="draw_up_chief",
    method="contracts/DrawUpEngagement",
    rules="1.3,1.4,1.5,1.7",
    steps={
        "registry.project.approved": Asks(to("chief_hirer"), _project, when=lambda news: bool(news.data["chief_needed"])),
        "contracts.engagement.ended": Asks(to("chief_hirer"), _project, when=_left(CHIEF, LEADING_CHIEF)),
        "contracts.engagement.activated": Asks(to("hirers_successor"), _project, when=_of_row(MANAGER), only=False),
        **_CHIEF_DRAWN,
    },
)
SIGN_DOCUMENT = Kind(
    id="sign_document",
    method="contracts/SignDocument",
    alternatives=("contracts/RefuseDocument",),
    rules="1.6",
    moot=_engagement_over,
    steps={
        "contracts.engagement.drawn_up": tuple(Asks(_signers, _paper(number), words=of("person")) for number in _EACH),
        "contracts.engagement.voided": tuple(lapses(_paper(number)) for number in _EACH),
        "contracts.document.amended": Asks(those_in("waiting_for"), words=of("reason")),
        "contracts.document.signed": Leaves(),
        "contracts.document.refused": Ends(),
        "contracts.amendment.took_effect": lapses(),
    },
)
RECHECK_ENGAGEMENT = Kind(
    id="recheck_engagement",
    method="contracts/RecheckEngagement",
    alternatives=("contracts/VoidEngagement",),
    rules="1.6,1.7",
    steps={
        "contracts.engagement.blocked": Asks(_signers, words=of("person")),
        "contracts.engagement.activated": Ends(),
        "contracts.engagement.voided": Ends(),
    },
)
DECIDE_ON_ENGAGEMENT = Kind(
    id="decide_on_engagement",
    method="contracts/EndEngagement",
    rules="7.5,1.9",
    steps={
        "contracts.engagement.questioned": Asks(those_in("first_parties"), words=of("person")),
        "contracts.engagement.ended": Ends(),
        "contracts.engagement.end_proposed": Ends(),
    },
)
CONSENT_TO_END = Kind(
    id="consent_to_end",
    method="contracts/ConsentToEnd",
    rules="1.9,1.1",
    steps={
        "contracts.engagement.end_proposed": Asks(those_in("waiting_for"), words=of("person")),
        "contracts.engagement.end_consented": Leaves(),
        "contracts.engagement.end_refused": Ends(),
        "contracts.engagement.ended": lapses(),
    },
)
FORM_EXPERT_GROUP = Kind(
    id="form_expert_group",
    method="contracts/FormExpertGroup",
    rules="2.4",
    steps={
        # Who signs anew with a successor of the manager has formed it, or has it still (1.9).
        "contracts.engagement.activated": Asks(
            to("chief_beside_lead"), _project, when=lambda news: news.text("row") == CHIEF and not news.text("replaces")
        ),
        "contracts.expert_group.formed": Ends(_project),
    },
)

KINDS = (
    RECORD_SELECTION,
    CONSENT_TO_SELECTION,
    RESCORE_LEAD,
    DRAW_UP_MANAGER,
    DRAW_UP_CHIEF,
    SIGN_DOCUMENT,
    RECHECK_ENGAGEMENT,
    DECIDE_ON_ENGAGEMENT,
    CONSENT_TO_END,
    FORM_EXPERT_GROUP,
)
