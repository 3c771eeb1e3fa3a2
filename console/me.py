"""Who is signed in, as registry knows them."""

from dataclasses import dataclass
from typing import Any

from cli.refused import Refused
from console.calls import Caller


@dataclass(frozen=True)
class Me:
    """roles: global ones, lower case, those of the organisation's kind included."""

    name: str
    display_name: str
    organization: str
    organization_name: str
    area: str
    roles: frozenset[str]

    @property
    def is_only_expert(self) -> bool:
        """Somebody who is an expert and belongs to nobody who takes part."""
        return self.roles == {"expert"}

    @property
    def is_bureau(self) -> bool:
        """市科技局."""
        return "science_bureau" in self.roles

    @property
    def is_department(self) -> bool:
        """市科技局 or a county's department."""
        return bool({"science_bureau", "county"} & self.roles)


# As the settings name them by themselves.
_FIRST = {"people/security": ("首任安全管理员", "security_administrator"), "people/auditor": ("首任审计人员", "auditor")}


async def look_up(caller: Caller) -> Me:
    """Raises Refused, but for the first officers, whom registry need not know."""
    try:
        person: dict[str, Any] = await caller.ask("sanzhi.registry.v1.RegistryService/GetPerson", {"name": caller.person})
    except Refused as refused:
        if refused.code != "NOT_FOUND":
            raise
        title, duty = _FIRST.get(caller.person, ("首任系统管理员", "administrator"))
        return Me(caller.person, title, "", "", "", frozenset({duty}))
    organization = person["organization"]
    named = ""
    if organization:
        named = (await caller.ask("sanzhi.registry.v1.RegistryService/GetOrganization", {"name": organization}))["display_name"]
    return Me(caller.person, person["display_name"], organization, named, person["area"], frozenset(person["global_roles"]))
