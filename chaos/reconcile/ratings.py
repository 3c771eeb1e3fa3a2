"""The rating entries that were objected to: one a finding, in the state that was acknowledged."""

from collections import Counter

from chaos.ratings import Ratings
from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found


def ratings(load: Ratings, store: Documents) -> Found:
    """By the ratings of the subjects of the load."""
    found, states, times = Found(), dict[tuple[str, str], str](), Counter[tuple[str, str]]()
    for rating in store["ratings"].find({"person": {"$regex": "^people/chaos-subject-"}}, {"person": 1, "entries": 1}):
        for entry in rating["entries"]:
            times[rating["person"], entry["cause"]] += 1
            states[rating["person"], entry["cause"]] = entry["state"]
    found.doubled += [f"{person}: {count} entries of {finding}" for (person, finding), count in times.items() if count > 1]
    for (person, finding), state in load.states.items():
        there = states.get((person, finding), "not there")
        if there != state:
            found.lost.append(f"{person}: the entry of {finding} is {there}, acknowledged as {state}")
    found.wrong += load.unexpected
    found.figures = {"状态：动态评价的项": times.total(), "状态：其中有陈述的": len(load.states)}
    return found
