"""Exceptions from the age limit of a technical chief: the owners' joint act, before engagement (3.4)."""

from dataclasses import dataclass

from chassis.errors import RuleViolated
from services.registry.domain import facts
from services.registry.domain.consents import Consent, JointAct
from services.registry.domain.names import id_of
from services.registry.domain.words import ConsentState


@dataclass
class AgeException:
    """projects/…/ageExceptions/…; the written reason is the first owner's."""

    name: str
    project: str
    person: str
    act: JointAct
    reason: str = ""
    version: int = 0

    @property
    def state(self) -> ConsentState:
        """How the joint act stands."""
        return self.act.state

    @property
    def granted(self) -> bool:
        """Whether it holds."""
        return self.state == ConsentState.GRANTED

    @property
    def required(self) -> list[str]:
        """Who has to grant it."""
        return self.act.required

    @property
    def consents(self) -> list[Consent]:
        """Who has answered."""
        return self.act.consents

    def grant(self, consent: Consent) -> list[facts.AgeExceptionConsented | facts.AgeExceptionGranted]:
        """Refuses EXCEPTION_DECIDED, ALREADY_CONSENTED, ROLE_REQUIRED."""
        self._demand_open()
        self.act.answer(consent, "3.4")
        self.reason = self.reason or consent.reason
        if self.granted:
            parties = tuple(self.required)
            return [facts.AgeExceptionGranted(name=self.name, project=self.project, person=self.person, granted_by=parties)]
        return [
            facts.AgeExceptionConsented(
                name=self.name,
                project=self.project,
                person=self.person,
                organization=consent.organization,
                waiting_for=self.act.waiting_for,
            )
        ]

    def refuse(self, refusal: Consent) -> list[facts.AgeExceptionRefused]:
        """One refusal refuses it (1.1). Refuses EXCEPTION_DECIDED, ROLE_REQUIRED."""
        self._demand_open()
        self.act.answer(refusal, "3.4")
        return [facts.AgeExceptionRefused(name=self.name, project=self.project, person=self.person, organization=refusal.organization)]

    def _demand_open(self) -> None:
        if self.state != ConsentState.PENDING:
            decided = "准予" if self.granted else "拒绝"
            raise RuleViolated("EXCEPTION_DECIDED", f"{self.person}的年龄例外已被{decided}", rule="3.4")


def required_for(owners: list[str], unit: str, bureau: str) -> list[str]:
    """Every owner (1.1); where an owner is the unit, the bureau too (1.11)."""
    return [*owners, bureau] if unit in owners and bureau not in owners else list(owners)


def exception_name(project: str, person: str) -> str:
    """projects/…/ageExceptions/…"""
    return f"{project}/ageExceptions/{id_of(person)}"
