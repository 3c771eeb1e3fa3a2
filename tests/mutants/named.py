"""Mutants that once lived, by name: each must be seen by the tests of its place, whatever the sample draws."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Named:
    """`told`: what the fault would do. `before` stands once in the file. `tests`: who must see it, if not the unit tests of its place."""

    told: str
    path: Path
    before: str
    after: str
    tests: str = ""

    @property
    def source(self) -> str:
        """The whole file with the fault in it. Raises ValueError where the line has moved on, and must be named anew."""
        text = self.path.read_text()
        if text.count(self.before) != 1:
            raise ValueError(f"{self.path}: {self.before!r} is not there once; name the mutant anew: {self.told}")
        return text.replace(self.before, self.after)


_CONTRACTS, _REGISTRY = Path("services/contracts/domain"), Path("services/registry/domain")
_EVALUATION, _MILESTONES = Path("services/evaluation"), Path("services/milestones/domain")
_DEADLINE = Path("plan/deadlines/deadline.py")
_TODAY = "tests/integration/evaluation/test_as_things_stand_today.py"

NAMED = (
    Named("a successor on the panel needs no independence", _EVALUATION / "handlers/panel.py", "circle.check([successor])", "pass", _TODAY),
    Named(
        "non-compliant funds lift a conclusion of not met",
        _EVALUATION / "domain/outcome.py",
        "conclusion = min(by_degree, policy.non_compliant_funds_cap, key=RANK.__getitem__)",
        "conclusion = policy.non_compliant_funds_cap",
    ),
    Named("signed in a wrong state", _CONTRACTS / "engagement/engagement.py", '        self.admit("sign")\n', ""),
    Named(
        "a blocked row may be signed on",
        _CONTRACTS / "states.py",
        '"sign": {E.DRAWN_UP: E.DRAWN_UP,',
        '"sign": {E.BLOCKED: E.BLOCKED, E.DRAWN_UP: E.DRAWN_UP,',
    ),
    Named("a row is signed anew with another person", _CONTRACTS / "contract_set.py", "renewed and held.person == person", "renewed"),
    Named("a row is signed anew with the same parties", _CONTRACTS / "contract_set.py", " and held.first_parties != first_parties", ""),
    Named(
        "a row is signed anew before it took effect",
        _CONTRACTS / "contract_set.py",
        "held.state == EngagementState.ACTIVATED and self",
        "self",
    ),
    Named(
        "a row is signed anew while its manager is there", _CONTRACTS / "contract_set.py", "ACTIVATED and self._orphaned(held)", "ACTIVATED"
    ),
    Named("no end on the day of effect", _CONTRACTS / "engagement/engagement.py", "if ended_on < since:", "if ended_on <= since:"),
    Named(
        "who has consented may refuse no more",
        Path("plan/consents.py"),
        "if answer.agreed and answer.organization not in",
        "if answer.organization not in",
    ),
    Named(
        "an exception is asked of another rule",
        _REGISTRY / "qualification.py",
        'Failure("3.4", "AGE_OVER_LIMIT"',
        'Failure("3.3", "AGE_OVER_LIMIT"',
    ),
    Named(
        "consent to an exception has another rule",
        _REGISTRY / "age_exceptions.py",
        'consent.reason)), "3.4",',
        'consent.reason)), "1.1",',
    ),
    Named("refusal of an exception has another rule", _REGISTRY / "age_exceptions.py", 'answer(refusal, "3.4",', 'answer(refusal, "1.1",'),
    Named("work until today counts today", _REGISTRY / "qualification.py", "work.until >= today", "work.until > today"),
    Named(
        "a warning once given stays given",
        _DEADLINE,
        "        self.warned = [days for days in self.warned",
        "        _ = [days for days in self.warned",
    ),
    Named("a warning at this very instant is still to come", _DEADLINE, "if instant > now]", "if instant >= now]"),
    Named(
        "no report on the day of the judgement",
        _MILESTONES / "midterm.py",
        "judged_on <= report.reported_on",
        "judged_on < report.reported_on",
    ),
    Named("no report about today", _MILESTONES / "midterm.py", "report.reported_on <= today", "report.reported_on < today"),
)
