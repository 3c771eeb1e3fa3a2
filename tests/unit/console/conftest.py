"""Somebody at the console of the bureau, who brings a workbook."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.console.suite import console, sign_in
from tests.unit.console.workbooks import Opened


@pytest.fixture
async def opened_by(tmp_path: Path) -> AsyncIterator[Opened]:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "RegisterOrganization": lambda it, who: {"name": f"organizations/{it['organization_id']}", "display_name": it["display_name"]},
        "RegisterPerson": lambda it, who: {"name": f"people/{it['person_id']}", "display_name": it["display_name"]},
        "PublishHolidayNotice": lambda it, who: {"name": f"holidayNotices/{it['year']}", "reference": it["reference"]},
    }
    async with browser:
        await sign_in(browser)
        yield browser, services
