"""Who is signed in, as registry knows them."""

from dataclasses import dataclass
from typing import Any

from cli.refused import Refused
from console.calls import Caller, Gone, had


@dataclass(frozen=True)
class Me:
    """roles: global ones, lower case, those of the organisation's kind included. takes_part: in a project that they may read.

    is_registered: whether there is a page of them, which the first officers need not have.
    """

    name: str
    display_name: str
    organization: str
    organization_name: str
    area: str
    roles: frozenset[str]
    takes_part: bool = False
    is_registered: bool = True

    @property
    def is_only_expert(self) -> bool:
        """Somebody who is an expert and neither belongs to anybody who takes part nor does so themselves, as a commissioner does."""
        return self.roles == {"expert"} and not self.takes_part

    @property
    def keeps_records(self) -> bool:
        """Whether they see to everybody's organisations and people, and not to their own alone."""
        return bool(_KEEPERS & self.roles)

    @property
    def registers(self) -> bool:
        """Whether they register organisations and people (2.5): the security administrator confirms what these propose, and reads."""
        return bool(_REGISTRARS & self.roles)

    @property
    def is_office(self) -> bool:
        """Whether they see to the projects of others and have no part in one: they draft no application and book nothing."""
        return bool(_OFFICES & self.roles)

    @property
    def is_bureau(self) -> bool:
        """市科技局."""
        return "science_bureau" in self.roles

    @property
    def is_department(self) -> bool:
        """市科技局 or a county's department."""
        return bool({"science_bureau", "county"} & self.roles)


_REGISTRARS = {"science_bureau", "administrator"}
_KEEPERS = _REGISTRARS | {"security_administrator"}
_OFFICES = _KEEPERS | {"county", "finance_bureau", "auditor"}
# As the settings name them by themselves.
FIRST = {
    "people/admin": ("首任系统管理员", "administrator"),
    "people/security": ("首任安全管理员", "security_administrator"),
    "people/auditor": ("首任审计人员", "auditor"),
}


async def look_up(caller: Caller) -> Me:
    """Raises Refused, but for the first officers, whom registry need not know."""
    try:
        person: dict[str, Any] = await caller.ask("sanzhi.registry.v1.RegistryService/GetPerson", {"name": caller.person})
    except Refused as refused:
        if refused.code != "NOT_FOUND":
            raise
        title, duty = FIRST.get(caller.person, FIRST["people/admin"])
        return Me(caller.person, title, "", "", "", frozenset({duty}), is_registered=False)
    organization = person["organization"]
    named = ""
    if organization:
        named = (await caller.ask("sanzhi.registry.v1.RegistryService/GetOrganization", {"name": organization}))["display_name"]
    roles = frozenset(person["global_roles"])
    takes_part = roles == {"expert"} and await _reads_a_project(caller)
    return Me(caller.person, person["display_name"], organization, named, person["area"], roles, takes_part)


async def _reads_a_project(caller: Caller) -> bool:
    """Experts on a panel read none; who is a commissioner of one does (7.1)."""
    found = await had(caller.ask("sanzhi.desk.v1.DeskService/ListProjects", {"page_size": 1}))
    return not isinstance(found, Gone) and bool(found["projects"])
