"""`sanzhi policy check POLICY`: who qualifies for a policy, with its working (9.1)."""

import asyncio
import json
from typing import Annotated, Any

import typer

from cli.client import Client
from cli.names import Names, load_names
from cli.target import Data, find_target
from cli.words import yuan

app = typer.Typer(no_args_is_help=True)
_SERVICE = "sanzhi.support.v1.SupportService"


@app.callback()
def _group() -> None:
    """支持政策（规则 9.1）。"""


@app.command()
def check(
    policy: Annotated[str, typer.Argument(help="政策，如 policies/equipment", metavar="POLICY")],
    project: Annotated[str, typer.Option("--project", help="按项目及其承担单位核对", metavar="NAME")] = "",
    organization: Annotated[str, typer.Option("--organization", help="只按单位核对，或者换一个单位", metavar="NAME")] = "",
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """一个项目或者单位是否符合政策：逐项条件、要求与实际、缺什么，可据此手工复核。"""
    asked = {"project": _full("projects", project), "organization": _full("organizations", organization)}
    offered, found, title, names = asyncio.run(_check(data, _full("policies", policy), asked))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(told(offered, found, title, names))


def told(offered: dict[str, Any], found: dict[str, Any], title: str, names: Names) -> str:
    """The policy, who was looked at, and the working. title: the project's, "" where an organisation alone was looked at."""
    terms = offered["terms"]
    until = f"至 {terms['valid_until']}" if terms["valid_until"] else "起，至停止执行"
    ended = f"，已停止执行：{offered['ended_because']}" if offered["state"] == "POLICY_STATE_ENDED" else ""
    amount = int(terms["amount_fen"])
    most = f"，最高 {yuan(amount)}" if amount else ""
    project = f"《{title}》，承担单位 " if title else ""
    return "\n".join(
        (
            f"《{terms['title']}》（{terms['issuer']} {terms['number']}），{terms['valid_from']} {until}{ended}{most}",
            f"{project}{names(found['organization'])}：{'符合' if found['qualifies'] else '不符合'}",
            f"\n{names(found['working'])}",
        )
    )


async def _check(data: Any, policy: str, asked: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any], str, Names]:
    async with Client(find_target(data), auditing=True) as client:
        found = await client.call(f"{_SERVICE}/CheckQualification", {"name": policy, **asked})
        project = {"name": found["project"]}
        title = (await client.call("sanzhi.registry.v1.RegistryService/GetProject", project))["title"] if found["project"] else ""
        return await client.call(f"{_SERVICE}/GetPolicy", {"name": policy}), found, title, await load_names(client)


def _full(collection: str, name: str) -> str:
    return f"{collection}/{name}" if name and "/" not in name else name
