"""The dates of a project in one list: what happened, what is due, in the order of days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from console.calls import Gone
from console.project.archive import Archive
from console.show import as_date, word


@dataclass(frozen=True)
class Entry:
    """lamp: kind and words, or None. href: where its working is shown."""

    on: date
    title: str
    rule: str
    result: str
    lamp: tuple[str, str] | None = None
    is_provisional: bool = False
    deadline: str = ""


def entries_of(archive: Archive, deadlines: list[dict[str, Any]], today: date) -> list[Entry]:
    """By day; of the same day what happened first."""
    found = [*_of_project(archive), *_of_nodes(archive), *(_of_deadline(each) for each in deadlines)]
    return sorted(found, key=lambda entry: (entry.on, bool(entry.deadline)))


def _of_project(archive: Archive) -> list[Entry]:
    project, contract = archive.project, archive.contract_set
    application, evaluation, filing = archive.application, archive.evaluation, archive.filing
    found = [Entry(as_date(project["approved_on"]), "立项", "2.6", f"{project['score']} 分，分数线 {project['threshold']} 分")]
    if not isinstance(application, Gone) and application.get("submitted_at"):
        found.append(Entry(as_date(application["submitted_at"]), "提交申请", "2.6", ""))
    if not isinstance(contract, Gone) and contract.get("effective_at"):
        found.append(Entry(as_date(contract["effective_at"]), "合同组生效", "1.6", ""))
    if project.get("running_since"):
        found.append(Entry(as_date(project["running_since"]), "开始实施", "1.6", "里程碑开始计时"))
    if not isinstance(evaluation, Gone) and evaluation.get("verdict"):
        verdict = evaluation["verdict"]
        found.append(
            Entry(as_date(verdict["concluded_at"]), "综合评价结论", "6.2", f"{word(verdict['conclusion'])}，实现程度 {verdict['degree']}")
        )
    if not isinstance(filing, Gone) and filing.get("filed_at"):
        found.append(Entry(as_date(filing["filed_at"]), "市财政局备案", "6.4", filing["reference"]))
    if project.get("closed_at"):
        found.append(Entry(as_date(project["closed_at"]), "办结", "6.4", ""))
    return [*found, Entry(as_date(project["task_book"]["term_end"]), "实施期满", "6.2", "固定日期，不顺延")]


def _of_nodes(archive: Archive) -> list[Entry]:
    found = []
    for node in [] if isinstance(archive.nodes, Gone) else archive.nodes:
        midterm = "，中期检查" if node["midterm"] else ""
        found.append(Entry(as_date(node["due_date"]), f"里程碑“{node['title']}”到期{midterm}", "1.8", word(node["state"])))
        for review in node["reviews"]:
            report = review.get("report")
            if report:
                verdict = f"{'通过' if report['passed'] else '未通过'}，{report['votes_for']} : {report['votes_against']}"
                found.append(Entry(as_date(report["submitted_at"]), f"里程碑“{node['title']}”考核报告", "4.2", verdict))
    return found


def _of_deadline(each: dict[str, Any]) -> Entry:
    deadline = each["deadline"]
    return Entry(
        as_date(deadline["last_day"]),
        f"{each['title']}，最后一日",
        deadline["rule"],
        "",
        each["lamp"],
        deadline["provisional"],
        deadline["name"],
    )
