"""An engagement: one row of 1.5 with one person, from its documents to its effect (1.6) and its end (1.9). Home of 1.6."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, RuleViolated
from plan.consents import Consent, JointAct
from plan.text import demand_reason
from services.contracts.domain.check import Check
from services.contracts.domain.engagement import announcing
from services.contracts.domain.engagement.document import Document
from services.contracts.domain.engagement.ending import Ending
from services.contracts.domain.engagement.record import EngagementRecord
from services.contracts.domain.engagement.signature import Algorithms
from services.contracts.domain.engagement.signing import SigningRequest
from services.contracts.domain.states import ENGAGEMENT
from services.contracts.domain.words import DocumentState, EngagementState, Side

Facts = list[Any]
SIGNED_ANEW = "后任项目经理人重新签订"
LONGEST_INTERVAL = 24  # months between two reports; whoever means none leaves it out


@dataclass
class Engagement(EngagementRecord):
    """Everything that is done with an engagement."""

    def admit(self, act: str) -> EngagementState:
        """The state that an act leads to, whatever is said with it.

        Refuses by the grounds of ENGAGEMENT (1.6, 1.9), END_PENDING, NO_END_PENDING (1.9).
        """
        state = ENGAGEMENT.after(self.state, act)
        if act == "end" and self.ending is not None:
            message = f"{self.person} 的聘任已提出于 {self.ending.ended_on} 终止"
            raise RuleViolated("END_PENDING", message, rule="1.9", ended_on=self.ending.ended_on, state=self.state.value)
        if act == "consent_to_end" and (self.ending is None or self.ending.decided):
            raise RuleViolated("NO_END_PENDING", f"{self.person} 的聘任没有待表示意见的终止", rule="1.9", state=self.state.value)
        return state

    def draw_up(self, documents: Sequence[Document]) -> Facts:
        """Take the documents of the row. Refuses REPORT_INTERVAL_INVALID (5.1), PARTY_ON_BOTH_SIDES (1.6)."""
        if not 0 <= self.report_every_months <= LONGEST_INTERVAL:
            message = f"报告间隔 {self.report_every_months} 个月须在 0 至 {LONGEST_INTERVAL} 之间"
            raise InvalidArgument("REPORT_INTERVAL_INVALID", message, rule="5.1", field="report_every_months")
        if self.person in self.first_parties:
            raise RuleViolated("PARTY_ON_BOTH_SIDES", f"{self.person} 不能同时为签约双方", rule="1.6", person=self.person)
        self.documents = list(documents)
        return [announcing.drawn_up(self)]

    def admit_signature(self, document: str, person: str, party: str) -> Side:
        """Whether somebody may sign a document for a party now, authority and key apart; the side (1.6).

        Refuses SIGNER_NOT_A_PARTY, SIGNED_ALREADY, DOCUMENT_NOT_OPEN, SIGNER_ON_BOTH_SIDES.
        """
        asked = self.document(document)
        side = asked.side_of(party)
        asked.admit_signature(party)
        self.admit("sign")
        made = {signature.side for each in self.documents for signature in each.signatures if signature.signer == person}
        if (made - {side}) or (person == self.person and side == Side.FIRST):
            message = f"{person} 已在另一方，不能为 {party} 签署：任何人不得在双方签字"
            raise RuleViolated("SIGNER_ON_BOTH_SIDES", message, rule="1.6", person=person, party=party)
        return side

    def sign(self, request: SigningRequest, algorithms: Algorithms, now: datetime) -> Facts:
        """Take one signature; the last of the row makes the engagement signed (1.6).

        Refuses what `admit_signature` does, and SIGNER_NOT_AUTHORIZED, SIGNATURE_INVALID.
        """
        signer, document = request.signer, self.document(request.document)
        side = self.admit_signature(request.document, signer.person, signer.party)
        signature = request.verified(document, side, algorithms, now)
        document.sign(signature)
        made = announcing.signature_made(self, document, signature)
        if document.state is not DocumentState.SIGNED:
            return [made]
        return [made, *(self._turn_to(document) if self.state is EngagementState.ACTIVATED else self._complete(now))]

    def _turn_to(self, document: Document) -> Facts:
        """The new version takes the place of the one before it."""
        earlier = [each for each in self.versions_of(document.kind) if each is not document]
        previous = next(each for each in earlier if each.state is DocumentState.SIGNED)
        previous.supersede()
        return [announcing.amendment_in_effect(self, document, previous)]

    def _complete(self, now: datetime) -> Facts:
        if any(each.state is not DocumentState.SIGNED for each in self.documents):
            return []
        self.state, self.signed_at = self.admit("complete"), now
        return [announcing.signed(self, now)]

    def conclude(self, check: Check) -> Facts:
        """In effect if the check passes, blocked with its reasons if not (1.6, 1.7). Refuses ENGAGEMENT_NOT_BLOCKED (1.6)."""
        self.state = self.admit("activate" if check.passed else "block")
        self.checked_at, self.failures = check.checked_at, list(check.failures)
        if not check.passed:
            return [announcing.blocked(self, check)]
        self.effective_at = check.checked_at
        return [announcing.activated(self, check.checked_at)]

    def question(self, finding: str, item: str, title: str) -> Facts:
        """A finding against the person was confirmed: who engaged them is told, and decides (7.5). title: of what it found."""
        self.state = self.admit("question")
        self.findings.append(finding)
        return [announcing.questioned(self, finding, item, title)]

    def admit_amendment(self, document: Document) -> None:
        """Refuse ENGAGEMENT_NOT_AMENDABLE, AMENDMENT_PENDING, NOT_LATEST_VERSION (1.6)."""
        self.admit("amend")
        if any(each.state is DocumentState.OPEN for each in self.versions_of(document.kind)):
            raise RuleViolated("AMENDMENT_PENDING", f"{document.title}已有一个新版本待签署", rule="1.6", document=document.name)
        document.admit_amendment()

    def amend(self, document: Document, amendment: Document, by: str, reason: str) -> Facts:
        """Add a new version that is to be signed; the old one stays in force until it is.

        Refuses what `admit_amendment` does, and REASON_MISSING.
        """
        self.admit_amendment(document)
        demand_reason(reason, "1.6")
        self.documents.append(document.amended_by(amendment, reason))
        return [announcing.amended(self, amendment, document, by)]

    def refuse(self, document: Document, by: str, reason: str) -> Facts:
        """A party does not sign an amendment, which refuses it for all (1.1).

        Refuses DOCUMENT_NOT_AN_AMENDMENT, DOCUMENT_NOT_OPEN (1.6), REASON_MISSING (1.1).
        """
        document.admit_refusal()
        self.admit("refuse")
        demand_reason(reason, "1.1")
        document.refuse(reason)
        return [announcing.amendment_refused(self, document, by)]

    def void(self, by: str, reason: str, *, declines: bool = False) -> Facts:
        """Give up an engagement that is not in effect (1.6); the person engaged declines only while signatures are outstanding.

        Refuses ENGAGEMENT_NOT_VOIDABLE (1.6), REASON_MISSING.
        """
        state = self.admit("decline" if declines else "void")
        demand_reason(reason, "1.6")
        self.state, self.void_reason = state, reason
        return [announcing.voided(self, by, reason)]

    def end(self, ended_on: date, reason: str, act: JointAct, first: Consent) -> Facts:
        """A party proposes an end, which is decided once each that must has consented; `finish` carries it out, and tells it.

        Refuses ENGAGEMENT_NOT_IN_EFFECT, END_PENDING, END_BEFORE_EFFECT (1.9), REASON_MISSING.
        """
        self.admit("end")
        demand_reason(reason, "1.9")
        since = china_date(self.effective_at or first.at)
        if ended_on < since:
            message = f"终止日期 {ended_on} 早于生效日期 {since}"
            raise InvalidArgument("END_BEFORE_EFFECT", message, rule="1.9", field="ended_on")
        self.ending = Ending(ended_on, reason, act, first.at)
        act.answer(replace(first, seen=self.etag), "1.1")
        return [] if self.end_is_due(china_date(first.at)) else [announcing.end_proposed(self, self.ending, first.organization)]

    def consent_to_end(self, consent: Consent) -> Facts:
        """An owner consents to the end, or refuses it for all while it is pending (1.1).

        Refuses NO_END_PENDING (1.9), CONSENT_NOT_YOURS, ALREADY_CONSENTED, REASON_MISSING (1.1).
        """
        self.admit("consent_to_end")
        assert self.ending is not None  # admitted
        self.ending.act.answer(consent, "1.1")
        if consent.agreed:
            return [announcing.end_consented(self, self.ending, consent.organization)]
        self.ending = None
        return [announcing.end_refused(self, consent.organization, consent.reason)]

    def finish(self) -> Facts:
        """Carry out a decided end (1.9)."""
        state = self.admit("finish")
        if self.ending is None or not self.ending.decided:
            raise LookupError(f"{self.name} has no decided end")
        self.state = state
        return [announcing.ended(self, self.ending.ended_on, self.ending.reason)]

    def replace(self, successor: "Engagement", now: datetime) -> Facts:
        """The row was signed anew with another first party, and that has taken effect (1.9)."""
        self.state = self.admit("replace")
        self.ending = Ending(china_date(now), SIGNED_ANEW, JointAct([]))
        return [announcing.ended(self, self.ending.ended_on, SIGNED_ANEW, successor.name)]
