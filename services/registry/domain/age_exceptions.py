"""Exceptions from the age limit of a technical chief: the owners' joint act, before engagement (3.4)."""

from dataclasses import dataclass, replace

from plan.consents import Consent, ConsentState, JointAct
from plan.seen import version_of
from services.registry.domain import facts
from services.registry.domain.names import id_of


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
    def etag(self) -> str:
        """Its reason (4.7a)."""
        return version_of(self.name, self.reason)

    @property
    def state(self) -> ConsentState:
        """How the joint act stands."""
        return self.act.state

    @property
    def granted(self) -> bool:
        """Whether it holds."""
        return self.state == ConsentState.GRANTED

    def holds_for(self, owners: JointAct) -> bool:
        """Whether it was granted by those who are asked today: an application's owners may have changed since (1.1)."""
        return self.granted and set(self.required) == set(owners.required)

    def ask(self, owners: JointAct) -> None:
        """Let those answer who are asked today; what others than they granted or refused is no answer (1.1)."""
        if set(self.required) != set(owners.required):
            self.act, self.reason = owners, ""

    @property
    def required(self) -> list[str]:
        """Who has to grant it."""
        return self.act.required

    @property
    def consents(self) -> list[Consent]:
        """Who has answered."""
        return self.act.consents

    def grant(self, consent: Consent) -> list[facts.AgeExceptionConsented | facts.AgeExceptionGranted]:
        """Refuses ACT_DECIDED, ALREADY_CONSENTED, CONSENT_NOT_YOURS, ROLES_INCOMPATIBLE."""
        self.act.answer(replace(consent, seen=consent.seen or version_of(self.name, consent.reason)), "3.4", about=self.person)
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
        """One refusal refuses it (1.1). Refuses ACT_DECIDED, CONSENT_NOT_YOURS, ROLES_INCOMPATIBLE, REASON_MISSING."""
        self.act.answer(refusal, "3.4", about=self.person)
        return [facts.AgeExceptionRefused(name=self.name, project=self.project, person=self.person, organization=refusal.organization)]


def exception_name(project: str, person: str) -> str:
    """projects/…/ageExceptions/…"""
    return f"{project}/ageExceptions/{id_of(person)}"
