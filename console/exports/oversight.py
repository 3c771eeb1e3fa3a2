"""What is watched and evaluated: deviations, findings, the negative list, evaluations, ratings."""

from starlette.requests import Request

from console.exports.listing import MOST, List, day, filters_of, listed, made, number, said, text, title, truth, words
from console.show import word

_SUPERVISION, _EVALUATION = "sanzhi.supervision.v1.SupervisionService", "sanzhi.evaluation.v1.EvaluationService"


async def deviations(request: Request) -> List:
    """All of them, those that are closed too."""
    found, named = await listed(request, f"{_SUPERVISION}/ListDeviations", {}, "deviations")
    fields = [
        text("项目", lambda it: title(named, it["project"]), 42),
        words("方面", "aspect"),
        text("偏差", lambda it: named(it["description"]), 48),
        words("起因", "cause"),
        day("发现", lambda it: it["opened_at"]),
        text("纠正责任人", lambda it: title(named, it["assignee"]), 14),
        text("纠正措施", lambda it: it["corrective_action"], 36),
        day("最后一日", lambda it: it["due_date"]),
        truth("暂定", lambda it: it["due_provisional"]),
        words("状态", "state"),
        day("办结", lambda it: it["closed_at"]),
        text("办结意见", lambda it: it["conclusion"], 36),
    ]
    return made("偏差", fields, found)


async def findings(request: Request) -> List:
    """Those that the caller may see."""
    found, named = await listed(request, f"{_SUPERVISION}/ListFindings", {}, "findings")
    fields = [
        text("当事人", lambda it: title(named, it["subject"]), 20),
        text("行为", lambda it: it["title"], 36),
        words("程度", "severity"),
        text("项目", lambda it: title(named, it["project"]), 42),
        day("发生", lambda it: it["occurred_on"]),
        day("告知", lambda it: it["notified_at"]),
        day("陈述申辩至", lambda it: it["answer_last_day"]),
        words("状态", "state"),
        day("决定", lambda it: it["decided_at"]),
        day("限制至", lambda it: it["until"]),
    ]
    return made("负面清单认定", fields, found)


async def catalogue(request: Request) -> List:
    """The negative list (7.3)."""
    found = await request.scope["caller"].pages(f"{_SUPERVISION}/ListCatalogueItems", {}, "catalogue_items", most=MOST)
    fields = [
        text("行为", lambda it: it["title"], 36),
        text("具体情形", lambda it: it["conduct"], 60),
        text("对谁", lambda it: "、".join(word(kind) for kind in it["subject_kinds"]), 20),
        words("程度", "severity"),
        text("处理", lambda it: "；".join(it["measures"]), 48),
        number("限制期（月）", lambda it: it["months"] or None),
    ]
    return made("负面清单", fields, found)


async def evaluations(request: Request) -> List:
    """Of the state that the page shows; the page without one shows those under way, the workbook all."""
    asked, caller = filters_of(request, ("state",)), request.scope["caller"]
    found = await caller.pages(f"{_EVALUATION}/ListEvaluations", asked, "evaluations", most=MOST)
    fields = [
        text("项目", lambda it: it["title"], 42),
        words("起因", "ground"),
        day("期满", lambda it: it["period_ended_on"]),
        number("专家", lambda it: it["panel_size"]),
        number("已评完", lambda it: it["assessments_complete"]),
        words("状态", "state"),
        text("结论", lambda it: word(it["verdict"]["conclusion"]) if it["verdict"] else "", 14),
        number("实现程度", lambda it: it["verdict"]["degree"] if it["verdict"] else None),
        day("作出结论", lambda it: it["verdict"]["concluded_at"] if it["verdict"] else ""),
    ]
    return made("综合评价", fields, found, said(asked))


async def ratings(request: Request) -> List:
    """Of leads, as of today."""
    found, named = await listed(request, f"{_EVALUATION}/ListRatings", {}, "ratings")
    fields = [
        text("责任人", lambda it: title(named, it["person"]), 14),
        words("等次", "grade"),
        number("分值", lambda it: it["total"]),
        number("计入", lambda it: it["entries_counted"]),
        day("截至", lambda it: it["as_of"]),
    ]
    return made("责任人动态评价", fields, found)


LISTS = {"deviations": deviations, "findings": findings, "catalogue": catalogue, "evaluations": evaluations, "ratings": ratings}
