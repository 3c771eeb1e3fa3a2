"""P12: from the click to the new state on the page, against the command's own time.

Ours: the form of an act that was opened before is sent; the console does the act, waits until the desk has it, leads to the project's page
and makes that. Raw: the same command by gRPC, from the same process, over a connection that is open. The act is done again and again to one
thing: a page asks what can be done about each thing on it, and with each click that made one it would be a longer page.
"""

import time
from itertools import count

from bench.console_stack import BUREAU, PROJECT, Visitor, console_stack, hidden_in, play
from bench.measure import Comparison, Scale, at_most_more, percentile
from bench.stage import Stage
from cli.client import Client

_SUPERVISION = "sanzhi.supervision.v1.SupervisionService"
LONGEST = 300  # milliseconds from the click to the page


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Milliseconds, medians of rounds of a dozen clicks."""
    comparison, clicks, every = Comparison("P12", "click → new state on the page", "the command by gRPC", "ms", at_most_more(200)), 12, []
    with console_stack() as console:
        await play(console.target)
        visitor, numbers = await Visitor.signed_in(console.url, BUREAU), count(1)
        async with Client(console.target) as client:
            opened = {"parent": PROJECT, "aspect": "DEVIATION_ASPECT_FUNDS", "description": "支出比例超前于进度"}
            deviation = (await client.call(f"{_SUPERVISION}/OpenDeviation", opened, person=BUREAU))["name"]
            for turn in range(scale.repetitions + 1):
                ours = [await _clicked(visitor, deviation, next(numbers)) for _ in range(clicks)]
                raw = [await _commanded(client, deviation, next(numbers)) for _ in range(clicks)]
                if turn:
                    comparison.ours.append(percentile(ours, 0.5))
                    comparison.raw.append(percentile(raw, 0.5))
                    every += ours
        await visitor.close()
    comparison.notes = {
        f"click → page p{share:.0%}, ms (asked for: under {LONGEST})": round(percentile(every, share)) for share in (0.5, 0.95, 0.99)
    }
    return [comparison]


async def _clicked(visitor: Visitor, deviation: str, number: int) -> float:
    """From the click that sends the form, which was open, until the page with what was done is there."""
    address = f"/acts/supervision/AssignDeviation?on={deviation}"
    form = await visitor.get(address)
    said = _action(number)
    fields = {**hidden_in(form.text), "corrective_action": said, "intent": "send"}
    began = time.perf_counter()
    answer = await visitor.post(address, fields)
    took = time.perf_counter() - began
    assert answer.status_code == 200 and said in answer.text and "已完成" in answer.text, f"{answer.status_code} at {answer.url}"
    return 1000 * took


async def _commanded(client: Client, deviation: str, number: int) -> float:
    assigned = {"name": deviation, "corrective_action": _action(number)}
    began = time.perf_counter()
    await client.submit(f"{_SUPERVISION}/AssignDeviation", assigned, person=BUREAU)
    return 1000 * (time.perf_counter() - began)


def _action(number: int) -> str:
    return f"第{number}次要求：两周内对账"
