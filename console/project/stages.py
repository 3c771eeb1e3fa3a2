"""Where a project stands: the bar on top of its page."""

from dataclasses import dataclass

from console.calls import Gone
from console.project.archive import Archive, Thing
from console.show import word


@dataclass(frozen=True)
class Stage:
    """state: "done", "now" or "". on: a civil date or an instant, or nothing."""

    title: str
    state: str
    on: str
    note: str


def stages_of(archive: Archive) -> list[Stage]:
    """From application to the end."""
    project = archive.project
    reached = _reached(archive)
    contract = _thing(archive.contract_set)
    evaluation, filing = _thing(archive.evaluation), _thing(archive.filing)
    verdict = evaluation.get("verdict") or {}
    listed = [
        ("申报评审", _thing(archive.application).get("submitted_at") or "", "提交"),
        ("立项", project["approved_on"], f"{project['score']} 分" if project["score"] else ""),
        ("签约", contract.get("effective_at") or "", "生效" if contract.get("effective_at") else word(contract.get("state", ""))),
        ("实施", "", _running(archive)),
        ("评价", "", word(verdict.get("conclusion", "")) or (f"期满 {project['task_book']['term_end']}" if reached < 4 else "进行中")),
        ("备案", filing.get("filed_at") or "", "市财政局"),
        ("办结", project.get("closed_at") or "", ""),
    ]
    return [
        Stage(title, "done" if place < reached else "now" if place == reached else "", str(on), note)
        for place, (title, on, note) in enumerate(listed)
    ]


def _reached(archive: Archive) -> int:
    """The stage that it is in: the last one whose beginning is on record."""
    project = archive.project
    if project.get("closed_at"):
        return 7
    if not isinstance(archive.filing, Gone):
        return 5
    evaluation = _thing(archive.evaluation)
    if evaluation.get("opened_at"):
        return 5 if evaluation.get("verdict") else 4
    return 3 if project.get("running_since") else 2


def _running(archive: Archive) -> str:
    nodes = [] if isinstance(archive.nodes, Gone) else archive.nodes
    if archive.project["state"].endswith("_TERMINATED"):
        return "已终止"
    if not nodes:
        return ""
    passed = sum(node["state"].endswith("_PASSED") for node in nodes)
    current = next((node for node in nodes if not node["state"].endswith(("_PASSED", "_CANCELLED"))), None)
    now = f"，“{current['title']}”{word(current['state'])}" if current and archive.project.get("running_since") else ""
    return f"节点 {passed} / {len(nodes)} 通过{now}"


def _thing(part: Thing | Gone) -> Thing:
    return {} if isinstance(part, Gone) else part
