"""The findings that several raised at once: as many as were acknowledged, each answered as often as that was acknowledged."""

from chaos.findings import Findings
from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found
from chassis.calendar import china_date


def findings(load: Findings, store: Documents) -> Found:
    """By the findings about the subjects of the load."""
    found = Found()
    mine = {"subject": {"$regex": "^people/chaos-subject-"}}
    there = {document["_id"]: len(document["answers"]) for document in store["findings"].find(mine, {"answers": 1})}
    found.lost += [f"{name} was acknowledged and is not there" for name in load.steps.keys() - there.keys()]
    found.doubled += [f"{name} is there and nobody was told of it" for name in there.keys() - load.steps.keys()]
    found.wrong += load.unexpected
    found.wrong += [
        f"{name} was answered in time and refused" for name, request_id in load.late.items() if not _was_late(name, request_id, store)
    ]
    for name in there.keys() & load.steps.keys():
        expected = load.answers.get(name, 0)
        if there[name] < expected:
            found.lost.append(f"{name}: {there[name]} answers of {expected}")
        elif there[name] > expected:
            found.doubled.append(f"{name}: {there[name]} answers of {expected}")
    found.figures = {"状态：负面清单线索": len(there)}
    return found


def _was_late(name: str, request_id: str, store: Documents) -> bool:
    finding = store["findings"].find_one({"_id": name}, {"answer_period.last_day": 1}) or {}
    last_day = (finding.get("answer_period") or {}).get("last_day", "")
    refusal = store["audit"].find_one({"request_id": request_id, "outcome": "DEADLINE_PASSED"}, {"time": 1})
    return refusal is not None and last_day != "" and str(china_date(refusal["time"])) > last_day
