"""Who takes part in the affairs, and in which projects: those that the stories have had approved."""

from dataclasses import dataclass
from typing import Any

from chaos.affairs.steps import Steps

CLERK = "people/chaos-clerk"  # of the bureau, who also raises findings
WORKS = ("organizations/chaos-works-1", "organizations/chaos-works-2")
COLLEGE = "organizations/chaos-college"
LINE, POLICY = "facilities/chaos-line", "policies/chaos-reward"
FIELD = "energy.hydrogen"
CERTIFICATE = "认定文件"
_REGISTRY = "sanzhi.registry.v1.RegistryService"
_RUNNING = "PROJECT_STATE_RUNNING"


@dataclass(frozen=True)
class Place:
    """A project, somebody of its undertaking unit, and its lead: empty while it does not run."""

    project: str
    unit: str
    clerk: str
    lead: str


class Cast:
    """Registers people, a facility and a policy; `places` are the projects that are approved by now."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._clerks: dict[str, str] = {}

    async def register(self) -> None:
        """Two enterprises and a university that want results, a facility of the one, a policy of the bureau."""
        for name in (*WORKS, COLLEGE):
            kind = "UNIVERSITY" if name == COLLEGE else "ENTERPRISE"
            body = {
                "organization_id": _id(name),
                "display_name": f"演练单位{_id(name)}",
                "kind": f"ORGANIZATION_KIND_{kind}",
                "area": "yuci",
            }
            await self._steps.client.call(f"{_REGISTRY}/RegisterOrganization", body | {"request_id": _id(name)})
            await self._person(of(name), name)
        facility = {"facility_id": _id(LINE), "title": "演练中试线", "kind": "FACILITY_KIND_PILOT_TEST", "organization": WORKS[0]}
        facility |= {"area": "晋中市榆次区", "description": "两台反应器"}
        await self._steps.take("support", "RegisterFacility", CLERK, "chaos-line", capacity=1, **facility)
        policy: dict[str, Any] = {
            "policy_id": _id(POLICY),
            "title": "演练奖励",
            "issuer": "市科技局",
            "number": "演练〔2024〕1号",
            "level": "LEVEL_CITY",
        }
        policy |= {"valid_from": "2024-01-01", "summary": "演练用", "documents": [CERTIFICATE]}
        await self._steps.take("support", "PublishPolicy", CLERK, "chaos-reward", amount_fen=1_000_000, **policy)

    async def places(self) -> list[Place]:
        """As the register lists them now; somebody of each unit is registered, and follows a field, when it is first seen."""
        listed = await self._steps.client.call(f"{_REGISTRY}/ListProjects", {"page_size": 1000})
        return [await self._place(project) for project in listed["projects"]]

    async def _place(self, project: dict[str, str]) -> Place:
        name, unit = project["name"], project["undertaking_unit"]
        if name not in self._clerks:
            clerk = of(f"organizations/chaos-{_id(unit)}")
            await self._person(clerk, unit)
            await self._steps.take("support", "FollowFields", clerk, f"follow-{_id(name)}", name=name, fields=[FIELD])
            self._clerks[name] = clerk
        return Place(name, unit, self._clerks[name], project["lead"] if project["state"] == _RUNNING else "")

    async def _person(self, name: str, organization: str) -> None:
        body = {"person_id": _id(name), "display_name": "演练人员", "organization": organization, "request_id": _id(name)}
        await self._steps.client.call(f"{_REGISTRY}/RegisterPerson", body)


def of(organization: str) -> str:
    """Who acts for an organisation of the cast."""
    return f"people/{_id(organization)}-clerk"


def _id(name: str) -> str:
    return name.rpartition("/")[2]
