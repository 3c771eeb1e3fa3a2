"""Facts for other departments where not all is well: who is late, who stands at what was not taken, who is suspended, and who is well."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import harmless
from tests.browser.looking import violations
from tests.browser.made_up.screens import made_up
from tests.browser.pictures import picture
from tests.browser.way_in import opened, sign_in
from tests.unit.console.made_up import MadeUp
from tests.unit.console.suite import always
from tests.unit.console.test_exchange import ENDED, LEDGER, NEW, RENEWAL

pytestmark = pytest.mark.timeout(900)
OFFICES = {
    "organizations/tjj": "市统计局",
    "organizations/gxj": "市工业和信息化局",
    "organizations/zrj": "市规划和自然资源局",
    "people/zhao-ming": "赵明",
}
SUSPENDED = {
    **LEDGER,
    "name": "subscriptions/energy",
    "organization": "organizations/gxj",
    "purpose": "核对重点用能单位技术改造进展，按月汇总报送市政府办公室",
    "state": "SUBSCRIPTION_STATE_SUSPENDED",
    "suspended_because": "取得的数据用于申请以外的用途，正在核实",
}
RENEWED = {**LEDGER, "name": "subscriptions/land", "organization": "organizations/zrj", "purpose": "核对科研用地", "renewal": RENEWAL}
DELIVERIES: tuple[dict[str, Any], ...] = (
    {"subscription": "subscriptions/ledger", "way": "WAY_FEED", "behind": "120", "behind_since": "2026-09-03T02:00:00Z"},
    {
        "subscription": "subscriptions/land",
        "way": "WAY_WEBHOOK",
        "behind": "3",
        "behind_since": "2026-09-08T01:00:00Z",
        "stopped": 2,
        "fault": "接收方答复 503，正在重试",
        "moved_at": "2026-09-08T00:59:00Z",
    },
    {"subscription": "subscriptions/energy", "way": "WAY_FILES", "behind": "41", "behind_since": "2026-08-20T01:00:00Z"},
    {"subscription": "subscriptions/ledger", "way": "WAY_FILES", "behind": "0", "moved_at": "2026-09-08T01:00:00Z"},
)


def play(services: MadeUp) -> None:
    of: dict[str, Any] = {str(each["name"]): each["organization"] for each in (SUSPENDED, LEDGER, RENEWED)}
    ways = [{"name": f"{(on := each['subscription'])}/deliveries/1", "organization": of[on], **each} for each in DELIVERIES]
    services.played["GetNames"] = always({"names": [{"name": name, "display_name": title} for name, title in OFFICES.items()]})
    services.played["ListSubscriptions"] = always({"subscriptions": [ENDED, SUSPENDED, LEDGER, RENEWED, NEW]})
    services.played["ListDeliveries"] = always({"deliveries": ways})


async def test_who_is_late_stands_on_top_and_who_is_suspended_says_why(browser: Browser, tmp_path: Path) -> None:
    async with made_up(tmp_path, play) as (url, _):
        page = await opened(browser, url)
        with harmless(page, url):
            await sign_in(page, "赵明")
            await page.goto("/subscriptions")
            rows = page.get_by_role("region", name="谁落后了，表格").locator("tbody tr")
            for place, said in enumerate(("■ 还差 120 条", "▲ 还差 3 条", "● 没有未取的", "○ 不在提供，还差 41 条")):
                lamp, _, text = said.partition(" ")
                await expect(rows.nth(place)).to_contain_text(lamp)
                await expect(rows.nth(place)).to_contain_text(text)
            await expect(rows.nth(1)).to_contain_text("2 个项目停在没有收下的一条上")
            listed = page.get_by_role("region", name="数据共享登记，表格").get_by_role("row")
            await expect(listed.filter(has_text="重点用能单位")).to_contain_text("暂停的原因：取得的数据用于申请以外的用途")
            assert await violations(page, 683, 390) == []
            for width in (1366, 683, 390):
                await page.set_viewport_size({"width": width, "height": 768})
                await picture(page, f"subscriptions-late-{width}")
        await page.context.close()
