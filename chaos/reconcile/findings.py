"""The findings that several raised at once: as many as were acknowledged, each answered as often as that was acknowledged."""

from chaos.findings import Findings
from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found


def findings(load: Findings, store: Documents) -> Found:
    """By the findings about the subjects of the load."""
    found = Found()
    mine = {"subject": {"$regex": "^people/chaos-subject-"}}
    there = {document["_id"]: len(document["answers"]) for document in store["findings"].find(mine, {"answers": 1})}
    found.lost += [f"{name} was acknowledged and is not there" for name in load.steps.keys() - there.keys()]
    found.doubled += [f"{name} is there and nobody was told of it" for name in there.keys() - load.steps.keys()]
    found.wrong += load.unexpected
    for name in there.keys() & load.steps.keys():
        expected = load.answers.get(name, 0)
        if there[name] < expected:
            found.lost.append(f"{name}: {there[name]} answers of {expected}")
        elif there[name] > expected:
            found.doubled.append(f"{name}: {there[name]} answers of {expected}")
    found.figures = {"状态：负面清单线索": len(there)}
    return found
