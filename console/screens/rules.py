"""A rule of the rulebook: the plan's words, whole, and how they are read."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.refused import Refused
from console.pages import page
from console.place import place_of
from console.show import as_date


async def show(request: Request) -> Response:
    """One rule."""
    law = place_of(request).laws.on(as_date(request.scope["now"]))
    rule_id = request.path_params["id"]
    if rule_id not in law.rules:
        raise Refused("NOT_FOUND", "", "", f"没有规则 {rule_id}", {})
    rule = law.rules[rule_id]
    return page(request, "rule.html", rule_id=rule_id, rule=rule, clauses=[law.clause(each) for each in rule.clauses], law=law)


async def listed(request: Request) -> Response:
    """All of them."""
    law = place_of(request).laws.on(as_date(request.scope["now"]))
    return page(request, "rules.html", law=law)


ROUTES = [Route("/rules", listed), Route("/rules/{id}", show)]
