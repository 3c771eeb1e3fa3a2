"""Offices: what somebody may do for an authority or for the installation. Two people grant one, and nobody to themselves (2.5).

三员分立: who runs the installation, who grants offices and who audits are three people (plan/hats.py has the table).
"""

import dataclasses
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from chassis.calendar import china_date
from chassis.errors import NotFound, RuleViolated
from plan import hats
from plan.text import demand_reason
from services.registry.domain import facts
from services.registry.domain.words import OfficeRole, OfficeState, OrganizationKind, PersonRole

RULE = "2.5"
# Given to a person, whatever their organisation is.
DUTIES = (OfficeRole.ADMINISTRATOR, OfficeRole.SECURITY_ADMINISTRATOR, OfficeRole.AUDITOR)
# What the people of an authority do for it.
OF_AUTHORITY = {
    OrganizationKind.SCIENCE_BUREAU: OfficeRole.SCIENCE_BUREAU,
    OrganizationKind.COUNTY_DEPARTMENT: OfficeRole.COUNTY,
    OrganizationKind.FINANCE_BUREAU: OfficeRole.FINANCE_BUREAU,
    OrganizationKind.GOVERNMENT_DEPARTMENT: OfficeRole.DEPARTMENT,
}
MOST_OFFICES = 200


@dataclass
class Office:
    """A global role that somebody is to have, has or had. `organization`: the authority that it is of, empty for a duty.

    `id`: which one of the person's it is, "o1", "o2", …; none is ever removed. `until`: granted in an emergency, before this instant.
    """

    id: str
    role: OfficeRole
    organization: str
    proposed_by: str
    proposed_at: datetime
    state: OfficeState = OfficeState.PROPOSED
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None
    end_reason: str = ""

    def holds_at(self, instant: datetime) -> bool:
        """Whether it gives its role at an instant."""
        return self.state is OfficeState.HELD and (self.until is None or instant < self.until)

    def stands_at(self, instant: datetime) -> bool:
        """Whether it does, or waits for a second person."""
        return self.state is OfficeState.PROPOSED or self.holds_at(instant)


@dataclass
class Holder:
    """Somebody with offices; `roles` are those that are no offices."""

    name: str
    display_name: str
    organization: str = ""
    roles: list[PersonRole] = dataclasses.field(default_factory=list)
    offices: list[Office] = dataclasses.field(default_factory=list)
    edition: int = 1

    def roles_at(self, instant: datetime) -> list[PersonRole]:
        """All roles of the person's own at an instant."""
        return [*self.roles, *(PersonRole(duty.value) for duty in DUTIES if self._office(duty, "", instant, held=True))]

    def global_roles(self, instant: datetime) -> set[str]:
        """Those, and that of the authority whose people they are of."""
        held = (office.role for office in self.offices if office.holds_at(instant) and office.organization in ("", self.organization))
        return {*map(str, self.roles), *map(str, held)}

    def stands_for(self, instant: datetime) -> set[OfficeRole]:
        """The duties that are theirs, or wait for a second person."""
        return {office.role for office in self.offices if not office.organization and office.stands_at(instant)}

    @property
    def waiting_office(self) -> str:
        """The id of the first one that waits for a second person; of the last one where none does; empty where there is none."""
        return next((office.id for office in self.offices if office.state is OfficeState.PROPOSED), self.last_office)

    @property
    def last_office(self) -> str:
        """The id of the one that was proposed or granted last; empty where there is none."""
        return self.offices[-1].id if self.offices else ""

    def demand_may_sign(self, instant: datetime) -> None:
        """1.6: who looks after the installation or its record signs for nobody. Refuses ROLES_INCOMPATIBLE."""
        hats.demand_apart(self.display_name, self._beside(instant, ""), hats.SIGNATORY)

    def demand_roles_fit(self, instant: datetime) -> None:
        """Roles that are no offices beside those that are theirs or proposed. Refuses ROLES_INCOMPATIBLE."""
        for role in self.roles:
            hats.demand_apart(self.display_name, self._beside(instant, ""), role)

    def fits(self, asked: OfficeRole, instant: datetime, signs_for: str = "") -> bool:
        """Whether an office goes with what they have or are to have."""
        return hats.apart(self._beside(instant, signs_for), asked) is None

    def propose_office(
        self, asked: OfficeRole, organization: str, by: str, now: datetime, signs_for: str = ""
    ) -> list[facts.OfficeProposed]:
        """The first of two people. signs_for: an organisation that they sign for, as people know it; empty where there is none.

        Nothing happens where it is theirs or proposed already. Refuses OWN_OFFICE, ROLES_INCOMPATIBLE, OFFICES_TOO_MANY.
        """
        if self._office(asked, organization, now):
            return []
        office = self._new(asked, organization, by, now, signs_for)
        return [facts.OfficeProposed(name=self.name, office=office.id, role=asked, organization=organization, proposed_by=by)]

    def grant_in_emergency(
        self, asked: OfficeRole, by: str, reason: str, now: datetime, until: datetime, signs_for: str = ""
    ) -> list[facts.OfficeGrantedInEmergency]:
        """One person alone, for a short while. Refuses OWN_OFFICE, OFFICE_HELD, ROLES_INCOMPATIBLE, REASON_MISSING."""
        demand_reason(reason, RULE)
        if self._office(asked, "", now, held=True):
            raise RuleViolated("OFFICE_HELD", f"{self.display_name}已任{hats.OFFICES[asked]}", rule=RULE)
        office = self._new(asked, "", by, now, signs_for)
        office.state, office.until, office.reason = OfficeState.HELD, until, reason
        return [facts.OfficeGrantedInEmergency(name=self.name, office=office.id, role=asked, granted_by=by, reason=reason, until=until)]

    def pending_office(self, which: str) -> Office:
        """One that waits for a second person, by its id. Refuses NOT_FOUND, OFFICE_DECIDED."""
        office = self._by_id(which)
        if office.state is not OfficeState.PROPOSED:
            message = f"{self._as(office)}的职务不在待确认状态"
            raise RuleViolated("OFFICE_DECIDED", message, rule=RULE, state=office.state)
        return office

    def confirm_office(self, which: str, by: str, now: datetime, signs_for: str = "") -> list[facts.OfficeGranted]:
        """The second of two people. Refuses NOT_FOUND, OFFICE_DECIDED, OWN_OFFICE, SECOND_PERSON_NEEDED, ROLES_INCOMPATIBLE."""
        office = self.pending_office(which)
        self._demand_another(by)
        if by == office.proposed_by:
            message = f"{self.display_name}任{hats.OFFICES[office.role]}由您提出，须由另一人确认"
            raise RuleViolated("SECOND_PERSON_NEEDED", message, rule=RULE)
        hats.demand_apart(self.display_name, self._beside(now, signs_for, but=office), office.role)
        office.state, office.confirmed_by, office.confirmed_at = OfficeState.HELD, by, now
        self.edition += 1
        return [
            facts.OfficeGranted(
                name=self.name,
                office=office.id,
                role=office.role,
                organization=office.organization,
                proposed_by=office.proposed_by,
                confirmed_by=by,
            )
        ]

    def standing_office(self, which: str, now: datetime) -> Office:
        """One that is theirs or proposed, by its id. Refuses NOT_FOUND, OFFICE_OVER."""
        office = self._by_id(which)
        if not office.stands_at(now):
            message = f"{self._as(office)}的职务已经终止"
            raise RuleViolated("OFFICE_OVER", message, rule=RULE, state=office.state)
        return office

    def end_office(self, which: str, by: str, reason: str, now: datetime) -> list[facts.OfficeEnded]:
        """One person is enough to take it away. Refuses NOT_FOUND, OFFICE_OVER, REASON_MISSING."""
        office = self.standing_office(which, now)
        demand_reason(reason, RULE)
        return self._end(office, by, now, reason)

    def end_offices(self, ended: AbstractSet[OfficeRole], elsewhere_than: str, by: str, now: datetime) -> list[facts.OfficeEnded]:
        """Duties that are taken away, and offices of authorities where they are no longer."""
        over = [
            office
            for office in self.offices
            if office.stands_at(now) and (office.organization != elsewhere_than if office.organization else office.role in ended)
        ]
        return [fact for office in over for fact in self._end(office, by, now, "")]

    def expire_office(self, which: str, now: datetime) -> list[facts.OfficeEnded]:
        """What was granted in an emergency is over; nothing where it ended before."""
        office = next((each for each in self.offices if each.id == which), None)
        over = office is not None and office.state is OfficeState.HELD and office.until is not None and office.until <= now
        return self._end(office, "", now, "应急授予期满") if office is not None and over else []

    def _end(self, office: Office, by: str, now: datetime, reason: str) -> list[facts.OfficeEnded]:
        office.state = OfficeState.REFUSED if office.state is OfficeState.PROPOSED else OfficeState.ENDED
        office.ended_by, office.ended_at, office.end_reason = by, now, reason
        self.edition += 1
        return [
            facts.OfficeEnded(
                name=self.name, office=office.id, role=office.role, organization=office.organization, ended_by=by, reason=reason
            )
        ]

    def _as(self, office: Office) -> str:
        """An office as people tell it from others: whose, what, proposed when."""
        return f"{self.display_name}{china_date(office.proposed_at)}提出的{hats.OFFICES[office.role]}"

    def _by_id(self, which: str) -> Office:
        found = next((office for office in self.offices if office.id == which), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"{self.display_name}没有{f'编号为{which}的' if which else ''}职务", rule=RULE)
        return found

    def _new(self, asked: OfficeRole, organization: str, by: str, now: datetime, signs_for: str) -> Office:
        self._demand_another(by)
        hats.demand_apart(self.display_name, self._beside(now, signs_for), asked)
        if len(self.offices) >= MOST_OFFICES:
            raise RuleViolated("OFFICES_TOO_MANY", f"{self.display_name}的职务记录将超过{MOST_OFFICES}项", rule=RULE, limit=MOST_OFFICES)
        office = Office(f"o{len(self.offices) + 1}", asked, organization, by, now)
        self.offices.append(office)
        self.edition += 1
        return office

    def _demand_another(self, by: str) -> None:
        if by == self.name:
            raise RuleViolated("OWN_OFFICE", "本人的职务须由他人提出，并由他人确认", rule=RULE)

    def _office(self, role: OfficeRole, organization: str, instant: datetime, *, held: bool = False) -> Office | None:
        """The one that stands."""
        stands = (each for each in self.offices if (each.role, each.organization) == (role, organization))
        return next((each for each in stands if (each.holds_at(instant) if held else each.stands_at(instant))), None)

    def _beside(self, instant: datetime, signs_for: str, but: Office | None = None) -> Mapping[str, str]:
        """What they have beside an office: each with where, as people know it."""
        offices = {str(each.role): each.organization for each in self.offices if each.stands_at(instant) and each is not but}
        signs = {hats.SIGNATORY: signs_for} if signs_for else {}
        return {**dict.fromkeys(map(str, self.roles), ""), **offices, **signs}
