"""What a story expects, looked for on the pages that its people read; what no page shows, such as facts on Kafka, is not looked for."""

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from playwright.async_api import Locator, Page, expect

from cli.story.model import Act, DeadlineExpected, ReadExpected, ResponseExpected
from cli.words import deadline_word
from tests.browser.clicks.people import People
from tests.browser.clicks.told import Told, word
from tests.browser.clicks.ways import Walk, Wanted

# What the page that an act leads to, or that a read is about, shows of an answer: paths of its fields.
SHOWN = {
    "PublishGuide": ("state",),
    "SubmitApplication": ("state", "submitted_at"),
    "ReturnApplication": ("state", "correction_last_day"),
    "RecommendApplication": ("state",),
    "PassFormalReview": ("state",),
    "OpenExpertReview": ("state",),
    "AssignDeviation": ("state", "due_date"),
    "ReportCorrection": ("state",),
    "NotifyFinding": ("state", "answer_last_day"),
    "AnswerFinding": ("state",),
    "ConfirmFinding": ("state",),
    "SubmitMaterials": ("state",),
    "ReturnMaterials": ("state",),
    "ConveneEvaluationPanel": ("state",),
    "ConcludeEvaluation": ("state", "verdict.conclusion", "verdict.degree"),
    "FileWithFinance": ("state", "filed_at"),
    "AcknowledgeFiling": ("state",),
    "GetApplication": ("review.total",),
    "GetProject": ("state",),
    "GetContractSet": ("state", "effective_at"),
    "GetEvaluation": ("state",),
}
_LAMPS = {"MET": "✓", "OVERDUE": "逾期"}


async def look(act: Act, page: Page | None, people: People, told: Told) -> int:
    """How many values were found where people read them; page: what the act led to."""
    found = 0
    for expected in act.expectations:
        if isinstance(expected, ResponseExpected) and act.method is not None and page is not None:
            found += await _values(page.locator("main"), act.method.name, act.method.output_type, expected.match)
        elif isinstance(expected, ReadExpected) and expected.method.name in SHOWN and expected.refused is None:
            found += await _read(expected, people, told)
        elif isinstance(expected, DeadlineExpected):
            found += await _deadline(expected, people, told)
    return found


async def _read(expected: ReadExpected, people: People, told: Told) -> int:
    values = list(_shown(expected.method.name, expected.method.output_type, expected.match))
    if not values:
        return 0
    page = await people.page_of(told(expected.person))
    name = (
        str(expected.body["name"]).replace("${project}", str(told.kept("project"))).replace("${application}", str(told.kept("application")))
    )
    await Walk(page, told).to_page_of(Wanted("", name, "", ""))
    found = await _values(page.locator("main"), expected.method.name, expected.method.output_type, expected.match)
    await page.close()
    return found


async def _deadline(expected: DeadlineExpected, people: People, told: Told) -> int:
    """In the table of deadlines on the project's page."""
    project, _, name = expected.name.partition("/deadlines/")
    node, _, kind = name.partition("-")
    if not kind or node not in told.nodes:
        return 0
    page = await people.page_of(told(expected.person))
    await Walk(page, told).to_page_of(Wanted("", project, "", ""))
    for fold in await page.locator("details.fold > summary").all():
        await fold.click()
    rows = (
        page.get_by_role("region", name="期限，表格")
        .get_by_role("row")
        .filter(has_text=f"“{told(node)}”{deadline_word(kind.partition('-')[0])}")
    )
    if "last_day" in expected.match:
        rows = rows.filter(has_text=str(expected.match["last_day"]))
    await expect(rows.first).to_be_visible()
    if expected.match.get("provisional"):
        await expect(rows.first).to_contain_text("暂定")
    if lamp := _LAMPS.get(str(expected.match.get("state"))):
        await expect(rows.filter(has_text=lamp).first).to_be_visible()
    await page.close()
    return len({"last_day", "provisional", "state"} & expected.match.keys())


async def _values(main: Locator, method: str, message: Descriptor, match: Any) -> int:
    found = 0
    for text in _shown(method, message, match):
        await expect(main).to_contain_text(re.compile(re.escape(text)))
        found += 1
    return found


def _shown(method: str, message: Descriptor, match: Any) -> Iterator[str]:
    for path in SHOWN.get(method, ()):
        if path in match:
            field = _field(message, path)
            yield word(field, str(match[path])) if field.enum_type is not None else str(match[path])


def _field(message: Descriptor | None, path: str) -> FieldDescriptor:
    first, _, rest = path.partition(".")
    assert message is not None
    field = message.fields_by_name[first]
    return _field(field.message_type, rest) if rest else field
