"""What is shared and supported: results and requests to use them, policies, claims, questions, services, facilities, notices."""

from starlette.requests import Request

from console.exports.listing import (
    Field,
    List,
    area_of,
    day,
    filters_of,
    listed,
    made,
    number,
    said,
    text,
    title,
    truth,
    words,
)
from console.forms.choices import fields as field_tree
from console.names import Named
from console.place import place_of

_SHARING, _SUPPORT = "sanzhi.sharing.v1.SharingService", "sanzhi.support.v1.SupportService"


async def results(request: Request) -> List:
    """The catalogue as it is searched."""
    asked = filters_of(request, ("query", "kind", "field"))
    found, named = await listed(request, f"{_SHARING}/SearchCatalogue", asked, "results")
    return made("成果目录", _of_result(named), found, said(asked))


async def registered_results(request: Request) -> List:
    """All that the caller may read, those that are not in the catalogue yet too."""
    found, named = await listed(request, f"{_SHARING}/ListResults", {}, "results")
    return made("登记的成果", [*_of_result(named), words("状态", "state"), day("登记", lambda it: it["registered_at"])], found)


def _of_result(named: Named) -> list[Field]:
    return [
        text("成果", lambda it: it["title"], 42),
        words("类别", "kind"),
        text("技术领域", lambda it: it["field"]),
        text("项目", lambda it: title(named, it["project"]), 42),
        text("完成人", lambda it: "、".join(it["authors"]), 24),
        text("权利人", lambda it: "、".join(title(named, each) for each in it["holders"]), 28),
        text("编号", lambda it: it["identifier"]),
        number("成熟度（级）", lambda it: it["readiness"] or None),
        day("公开", lambda it: it["published_at"]),
        day("暂缓公开至", lambda it: it["embargo_until"]),
        number("许可（项）", lambda it: len(it["licences"])),
        day("独占至", lambda it: it["exclusive_until"]),
    ]


async def use_requests(request: Request) -> List:
    """Those that the caller may read."""
    found, named = await listed(request, f"{_SHARING}/ListUseRequests", {}, "use_requests")
    fields = [
        text("成果", lambda it: it["title"], 42),
        text("申请单位", lambda it: title(named, it["wish"]["organization"]), 28),
        words_of_wish(),
        number("期限（月）", lambda it: it["wish"]["months"]),
        truth("独占", lambda it: it["wish"]["exclusive"]),
        day("申请", lambda it: it["asked_at"]),
        day("最后一日", lambda it: it["last_day"]),
        truth("暂定", lambda it: it["provisional"]),
        words("状态", "state"),
    ]
    return made("使用申请", fields, found)


def words_of_wish() -> Field:
    """What somebody wants a result for."""
    column, cell = words("用途", "purpose")
    return column, lambda it: cell(it["wish"])


async def policies(request: Request) -> List:
    """As they are searched."""
    asked = filters_of(request, ("query",))
    found, _ = await listed(request, f"{_SUPPORT}/SearchPolicies", asked, "policies")
    level, cell = words("兑现", "level", 8)
    fields = [
        text("政策", lambda it: it["terms"]["title"], 42),
        text("发文单位", lambda it: it["terms"]["issuer"], 24),
        text("文号", lambda it: it["terms"]["number"], 20),
        (level, lambda it: cell(it["terms"])),
        day("生效", lambda it: it["terms"]["valid_from"]),
        day("有效至", lambda it: it["terms"]["valid_until"]),
        number("最高金额", lambda it: it["terms"]["amount_fen"], "money"),
        words("状态", "state"),
        text("内容", lambda it: it["terms"]["summary"], 60),
    ]
    return made("支持政策", fields, found, said(asked))


async def claims(request: Request) -> List:
    """Those that the caller may read."""
    found, named = await listed(request, f"{_SUPPORT}/ListClaims", {}, "claims")
    fields = [
        text("政策", lambda it: it["title"], 42),
        text("项目", lambda it: title(named, it["project"]), 42),
        text("单位", lambda it: title(named, it["organization"]), 28),
        number("申请金额", lambda it: it["amount_fen"], "money"),
        number("同意金额", lambda it: it["granted_fen"] if it["decided_at"] else None, "money"),
        day("提交", lambda it: it["submitted_at"]),
        day("最后一日", lambda it: it["due_date"]),
        truth("暂定", lambda it: it["provisional"]),
        words("状态", "state"),
    ]
    return made("兑现申请", fields, found)


async def questions(request: Request) -> List:
    """As they are searched."""
    asked = filters_of(request, ("query",))
    found, _ = await listed(request, f"{_SUPPORT}/SearchQuestions", asked, "questions")
    fields = [
        text("问题", lambda it: it["text"], 60),
        day("提问", lambda it: it["asked_at"]),
        day("最后一日", lambda it: it["due_date"]),
        words("状态", "state"),
        text("答复", lambda it: it["answer"], 60),
        day("答复之日", lambda it: it["answered_at"]),
    ]
    return made("政策咨询", fields, found, said(asked))


async def services(request: Request) -> List:
    """Those that the caller may read."""
    found, named = await listed(request, f"{_SUPPORT}/ListServiceRequests", {}, "service_requests")
    fields = [
        words("事项", "kind", 20),
        text("项目", lambda it: title(named, it["project"]), 42),
        text("单位", lambda it: title(named, it["organization"]), 28),
        text("要求", lambda it: it["description"], 48),
        day("申请", lambda it: it["requested_at"]),
        day("最后一日", lambda it: it["due_date"]),
        truth("暂定", lambda it: it["provisional"]),
        text("承办人", lambda it: title(named, it["assignee"]), 12),
        words("状态", "state"),
        day("办结", lambda it: it["completed_at"]),
        number("评价（星）", lambda it: it["rating"]["stars"] if it["rating"] else None),
    ]
    return made("服务事项", fields, found)


async def facilities(request: Request) -> List:
    """All of them."""
    found, named = await listed(request, f"{_SUPPORT}/ListFacilities", {}, "facilities")
    fields = [
        text("设施", lambda it: it["title"], 36),
        words("类别", "kind"),
        text("所属单位", lambda it: title(named, it["organization"]), 28),
        text("县区", lambda it: area_of(it["area"]), 12),
        number("同时接待（个项目）", lambda it: it["capacity"]),
        text("说明", lambda it: it["description"], 60),
    ]
    return made("试验设施", fields, found)


async def notices(request: Request) -> List:
    """Technology intelligence as it is searched."""
    asked = filters_of(request, ("project", "field", "query"))
    found, named = await listed(request, f"{_SUPPORT}/ListNotices", asked, "notices")
    named = await place_of(request).names.of(request.scope["caller"], asked)
    tree = dict(await field_tree(request.scope["caller"]))
    fields = [
        text("题目", lambda it: it["title"], 48),
        text("来源", lambda it: it["source"], 24),
        day("日期", lambda it: it["dated"]),
        text("领域", lambda it: "、".join(tree.get(code, code) for code in it["fields"]), 30),
        text("摘要", lambda it: it["digest"], 60),
    ]
    shown = {"project": named(asked["project"])} if "project" in asked else {}
    shown |= {"field": tree.get(asked["field"], asked["field"])} if "field" in asked else {}
    return made("前沿技术信息", fields, found, said(asked, **shown))


LISTS = {
    "results": results,
    "registered-results": registered_results,
    "use-requests": use_requests,
    "policies": policies,
    "claims": claims,
    "questions": questions,
    "services": services,
    "facilities": facilities,
    "notices": notices,
}
