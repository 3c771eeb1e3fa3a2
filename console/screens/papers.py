"""Papers as PDF: a document of the contract set, a milestone's report, an evaluation with its working, a filing."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.errors import Unavailable
from cli.papers.paper import Paper
from cli.papers.printing import pdf
from cli.refused import Refused
from console.calls import Caller
from console.names import Named
from console.papers.contract import contract_paper
from console.papers.evaluation import evaluation_paper
from console.papers.filing import filing_paper
from console.papers.milestone import milestone_paper
from console.place import place_of

_CONTRACTS, _EVALUATION = "sanzhi.contracts.v1.ContractsService", "sanzhi.evaluation.v1.EvaluationService"
_MILESTONES = "sanzhi.milestones.v1.MilestonesService"
NamesOf = Callable[..., Awaitable[Named]]


async def show(request: Request) -> Response:
    """The paper of a resource, as far as the caller may see it. Refuses NOT_FOUND, CHINESE_FONT_MISSING, and as the owner of it."""
    caller, place, name = request.scope["caller"], place_of(request), request.path_params["name"]
    made = next((make for pattern, make in _MADE if re.fullmatch(pattern.replace("*", "[^/]+"), name)), None)
    if made is None:
        raise Refused("NOT_FOUND", "", "", "没有这种可以打印的文件", {})

    async def names_of(*shown: object) -> Named:
        return await place.names.of(caller, "/".join(name.split("/")[:2]), *shown)

    paper = await made(caller, name, names_of)
    fonts = place.settings.fonts
    try:
        content = await pdf(paper, Path(fonts) if fonts else None)
    except Unavailable as missing:
        raise Refused("UNAVAILABLE", missing.reason, "", missing.message, {}) from missing
    file = quote(f"{paper.title}-{paper.about}.pdf".replace("/", "　"))
    return Response(content, headers={"content-disposition": f"inline; filename*=UTF-8''{file}"}, media_type="application/pdf")


def _title(name: str, names: Named) -> str:
    return names("/".join(name.split("/")[:2]))


async def _contract(caller: Caller, name: str, names_of: NamesOf) -> Paper:
    document = await caller.ask(f"{_CONTRACTS}/GetDocument", {"name": name})
    content = await caller.ask(f"{_CONTRACTS}/GetDocumentContent", {"name": name})
    engagement = await caller.ask(f"{_CONTRACTS}/GetEngagement", {"name": name.partition("/documents/")[0]})
    names = await names_of(document, engagement["first_parties"], engagement["person"])
    return contract_paper(document, content, _title(name, names), names)


async def _milestone(caller: Caller, name: str, names_of: NamesOf) -> Paper:
    node = await caller.ask(f"{_MILESTONES}/GetNode", {"name": name})
    names = await names_of(node)
    return milestone_paper(node, _title(name, names), names)


async def _evaluation(caller: Caller, name: str, names_of: NamesOf) -> Paper:
    found = await caller.ask(f"{_EVALUATION}/GetEvaluation", {"name": name})
    return evaluation_paper(found, await names_of(found))


async def _filing(caller: Caller, name: str, names_of: NamesOf) -> Paper:
    found = await caller.ask(f"{_EVALUATION}/GetFiling", {"name": name})
    names = await names_of(found)
    return filing_paper(found, _title(name, names), names)


_MADE: list[tuple[str, Callable[[Caller, str, NamesOf], Awaitable[Paper]]]] = [
    ("projects/*/engagements/*/documents/*", _contract),
    ("projects/*/nodes/*", _milestone),
    ("projects/*/evaluation", _evaluation),
    ("projects/*/filing", _filing),
]

ROUTES = [Route("/papers/{name:path}", show)]
