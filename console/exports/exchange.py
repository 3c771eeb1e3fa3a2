"""What is shared with other departments: who is given what, and how far they are."""

from starlette.requests import Request

from console.exports.listing import List, day, instant, listed, made, number, text, title, truth, words
from console.show import word

_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"


async def subscriptions(request: Request) -> List:
    """All that the caller may read."""
    found, named = await listed(request, f"{_EXCHANGE}/ListSubscriptions", {}, "subscriptions")
    fields = [
        text("部门", lambda it: title(named, it["organization"]), 28),
        text("共享编号", lambda it: it["name"].rpartition("/")[2]),
        text("用途", lambda it: it["purpose"], 42),
        text("依据", lambda it: it["legal_ground"], 36),
        words("状态", "state", 24),
        number("申请（类）", lambda it: len(it["asked"]["types"])),
        number("批准（类）", lambda it: len(it["granted"]["types"]) if it["granted"] else None),
        text("方式", lambda it: "、".join(map(word, (it["granted"] or it["asked"])["ways"])), 24),
        day("期限", lambda it: (it["granted"] or it["asked"])["until"]),
        day("申请", lambda it: it["asked_at"]),
        day("答复", lambda it: it["decided_at"]),
        text("答复的理由", lambda it: it["decided_because"], 36),
        day("终止", lambda it: it["ended_at"]),
    ]
    return made("数据共享登记", fields, found)


async def deliveries(request: Request) -> List:
    """Each way of each."""
    found, named = await listed(request, f"{_EXCHANGE}/ListDeliveries", {}, "deliveries")
    fields = [
        text("部门", lambda it: title(named, it["organization"]), 28),
        text("共享编号", lambda it: it["subscription"].rpartition("/")[2]),
        words("方式", "way"),
        number("还差（条）", lambda it: it["behind"]),
        instant("最早没取到的一条", lambda it: it["behind_since"]),
        instant("最近取到", lambda it: it["moved_at"]),
        instant("最近来取", lambda it: it["seen_at"]),
        number("停下的项目", lambda it: it["stopped"] or None),
        truth("有误", lambda it: it["fault"]),
        text("说明", lambda it: it["fault"], 42),
    ]
    return made("数据共享进度", fields, found)


LISTS = {"subscriptions": subscriptions, "deliveries": deliveries}
