"""`python -m bench.console [--quick]`: bytes of each page's first load, two hundred people who click for a minute, five hundred from Excel.

One process of the console before a whole stack; the people are of this process, each with a session of their own, through the development
issuer. Between two clicks each looks at the page for a few seconds. Whatever is not a page counts as an error.
"""

import argparse
import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.console_import import MOST_SECONDS, imported
from bench.console_stack import BUREAU, PROJECT, ConsoleStack, Visitor, console_stack, hidden_in, play
from bench.machine import described
from bench.markdown import console as tables
from bench.measure import percentile
from chassis.run import loop

RESULTS = Path(__file__).with_name("results")
PAGES = (
    "/welcome", "/workbench", "/workbench/done", "/projects", f"/{PROJECT}", f"/{PROJECT}/timeline", f"/{PROJECT}/supervision",
    f"/{PROJECT}/evaluation", "/deadlines", "/applications", "/supervision", "/evaluations", "/results", "/policies", "/services",
    "/board", "/people", f"/{BUREAU}", "/imports", "/rules", f"/acts/supervision/OpenDeviation?on={PROJECT}",
    f"/acts/registry/ApproveTermination?on={PROJECT}",
)  # fmt: skip
CLICKED = (
    "/workbench",
    "/projects",
    "/deadlines",
    f"/{PROJECT}",
    f"/{PROJECT}/timeline",
    "/supervision",
    "/evaluations",
    "/board",
    "/results",
)
MOST_BYTES = 150_000
_ROWS = 500  # of a workbook, as large as a bureau has them
LONGEST_LOOK = 10.0  # seconds at a page, five in the middle
_PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')
_FORM = f"/acts/supervision/OpenDeviation?on={PROJECT}"


@dataclass
class Crowd:
    """What became of the clicks. wrong: what was no page, and how often."""

    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    tried: int = 0

    def note(self, answer: httpx.Response, path: str, took: float) -> None:
        """One click's page."""
        self.seconds.append(took)
        if answer.status_code not in (200, 422) or "<h1" not in answer.text:  # 422: not theirs to do, and the page says why
            self.wrong[f"{answer.status_code} at {path}"] += 1


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.console", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="forty people for ten seconds: a look, not a measurement")
    parser.add_argument("--out", type=Path, help="the JSON file; the tables go beside it")
    arguments = parser.parse_args()
    machine = described()
    people, seconds = (40, 10.0) if arguments.quick else (200, 60.0)
    with console_stack() as stack:
        found = loop.run(_measured(stack, people, seconds))
    content = {"machine": machine, "quick": arguments.quick, **found}
    out = arguments.out or RESULTS / f"console-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%S')}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    out.with_suffix(".md").write_text(f"{tables(content)}\n")
    print(tables(content))
    print(f"→ {out}")
    large = [page for page, size in found["bytes"].items() if size > MOST_BYTES]
    slow = found["import"]["checked"] + found["import"]["registered"] > MOST_SECONDS
    if large or found["crowd"]["wrong"] or slow:
        raise SystemExit(f"pages that are too large: {large}; clicks without a page: {found['crowd']['wrong']}; import: {found['import']}")


async def _measured(stack: ConsoleStack, people: int, seconds: float) -> dict[str, Any]:
    await play(stack.target)
    sizes = await first_loads(stack.url)
    names = await stack.register(people)
    visitors: list[Visitor] = []
    for start in range(0, people, 10):  # they come in the course of a morning; what counts is the minute after
        visitors += await asyncio.gather(*(Visitor.signed_in(stack.url, name) for name in names[start : start + 10]))
    crowd, began = Crowd(), time.perf_counter()
    await asyncio.gather(*(_click(each, began + seconds, crowd) for each in visitors))
    took = time.perf_counter() - began
    await asyncio.gather(*(each.close() for each in visitors))
    times = {f"p{share:.0%}".rstrip("%"): 1000 * percentile(crowd.seconds, share) for share in (0.5, 0.95, 0.99)}
    told = {"people": people, "seconds": took, "clicks": len(crowd.seconds), "tried out": crowd.tried, "milliseconds": times}
    return {"bytes": sizes, "crowd": {**told, "wrong": dict(crowd.wrong)}, "import": await imported(stack, _ROWS)}


async def first_loads(url: str) -> dict[str, int]:
    """What each page takes the first time, with all that it names, as sent over the wire. Raises AssertionError: something is elsewhere."""
    found = {}
    for page in PAGES:
        visitor = Visitor(url) if page == "/welcome" else await Visitor.signed_in(url, BUREAU)
        answer = await visitor.get(page)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        sizes = [answer.num_bytes_downloaded]
        for part in sorted(set(_PARTS.findall(answer.text))):
            assert not urlsplit(part).netloc, f"{page} asks elsewhere: {part}"
            sizes.append((await visitor.get(part)).num_bytes_downloaded)
        found[page] = sum(sizes)
        await visitor.close()
    return found


async def _click(visitor: Visitor, until: float, crowd: Crowd) -> None:
    """Pages in any order; one click in ten is a form that is tried and not sent."""
    chance = random.Random(id(visitor))
    await asyncio.sleep(chance.uniform(0, LONGEST_LOOK))
    while time.perf_counter() < until:
        path, began = chance.choice(CLICKED), time.perf_counter()
        try:
            if chance.random() < 0.1:
                path = _FORM
                form = await visitor.get(_FORM)
                fields = {**hidden_in(form.text), "aspect": "DEVIATION_ASPECT_FUNDS", "description": "到位资金比计划少", "intent": "try"}
                began, crowd.tried = time.perf_counter(), crowd.tried + 1
                answer = await visitor.post(_FORM, fields)
            else:
                answer = await visitor.get(path)
            crowd.note(answer, path, time.perf_counter() - began)
        except httpx.HTTPError as error:
            crowd.wrong[f"{type(error).__name__} at {path}"] += 1
        await asyncio.sleep(chance.uniform(0, LONGEST_LOOK))


if __name__ == "__main__":
    main()
