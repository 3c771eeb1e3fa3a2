"""What registry lists: applications, guides, organisations, people, experts; and the holiday notices of milestones."""

from starlette.requests import Request

from console.exports.listing import MOST, List, Thing, area_of, day, instant, listed, made, number, text, title, words
from console.place import place_of
from console.show import word

_REGISTRY = "sanzhi.registry.v1.RegistryService"


async def applications(request: Request) -> List:
    """Those that the caller may read."""
    caller = request.scope["caller"]
    found, named = await listed(request, f"{_REGISTRY}/ListApplications", {}, "applications")
    guides = {each["name"]: each["title"] for each in await caller.pages(f"{_REGISTRY}/ListGuides", {}, "guides")}

    def proposed(it: Thing, name: str) -> str:
        return str((it["proposal"] or {}).get(name) or "")

    fields = [
        text("申请", lambda it: proposed(it, "title") or "未填写名称的草稿", 42),
        text("指南", lambda it: guides.get(it["guide"], ""), 28),
        text("承担单位", lambda it: title(named, proposed(it, "undertaking_unit")), 28),
        text("类型", lambda it: word(proposed(it, "kind"))),
        text("拟任责任人", lambda it: title(named, proposed(it, "nominated_lead")), 12),
        text("县区", lambda it: area_of(it["county"]), 12),
        day("提交", lambda it: it["submitted_at"]),
        words("状态", "state"),
        day("补正至", lambda it: it["correction_last_day"]),
    ]
    return made("申请", fields, found)


async def guides(request: Request) -> List:
    """All of them."""
    found = await request.scope["caller"].pages(f"{_REGISTRY}/ListGuides", {}, "guides", most=MOST)
    fields = [
        text("指南", lambda it: it["title"], 42),
        instant("开始受理", lambda it: it["opens_at"]),
        instant("截止受理", lambda it: it["closes_at"]),
        number("分数线", lambda it: it["threshold"]),
        words("状态", "state"),
    ]
    return made("项目指南", fields, found)


async def organizations(request: Request) -> List:
    """All of them, with who may sign."""
    place, caller = place_of(request), request.scope["caller"]
    found = await place.names.everybody(caller, "organizations")
    named = await place.names.of(caller, found)
    fields = [
        text("单位", lambda it: it["display_name"], 36),
        text("统一社会信用代码", lambda it: it["credit_code"], 22),
        words("单位类别", "kind", 20),
        text("所在地", lambda it: area_of(it["area"]), 12),
        text("签字人", lambda it: "、".join(title(named, each["person"]) for each in it["signatories"]), 24),
    ]
    return made("单位", fields, found)


async def people(request: Request) -> List:
    """Everybody on record."""
    return await _people(request, "人员", await place_of(request).names.everybody(request.scope["caller"], "people"))


async def experts(request: Request) -> List:
    """Those who review."""
    everybody = await place_of(request).names.everybody(request.scope["caller"], "people")
    return await _people(request, "专家", [each for each in everybody if "PERSON_ROLE_EXPERT" in each["roles"]])


async def _people(request: Request, what: str, found: list[Thing]) -> List:
    employers = {
        each["name"]: each["display_name"] for each in await place_of(request).names.everybody(request.scope["caller"], "organizations")
    }
    fields = [
        text("姓名", lambda it: it["display_name"], 14),
        text("单位", lambda it: employers.get(it["organization"], ""), 36),
        text("系统角色", lambda it: "、".join(word(role) for role in it["roles"]), 30),
        day("离任", lambda it: it["left_at"]),
    ]
    return made(what, fields, found)


async def holidays(request: Request) -> List:
    """Days off and make-up days that the bureau has published, a day a row."""
    caller = request.scope["caller"]
    listed = await caller.pages("sanzhi.milestones.v1.MilestonesService/ListHolidayNotices", {}, "holiday_notices")
    found = [
        {"year": each["year"], "reference": each["reference"], "day": one, "what": what}
        for each in listed
        for what, kind in (("放假", "days_off"), ("调休上班", "makeup_days"))
        for one in each[kind]
    ]
    fields = [
        number("年份", lambda it: it["year"]),
        day("日期", lambda it: it["day"]),
        text("安排", lambda it: it["what"], 12),
        text("通知", lambda it: it["reference"], 30),
    ]
    return made("放假安排", fields, sorted(found, key=lambda it: str(it["day"])))


LISTS = {
    "applications": applications,
    "guides": guides,
    "organizations": organizations,
    "people": people,
    "experts": experts,
    "holidays": holidays,
}
