"""Guides 项目指南: when applications are taken, and how they are scored (2.1, 2.6, 3.5)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from chassis.calendar import CHINA
from chassis.errors import RuleViolated
from services.registry.domain import facts
from services.registry.domain.states import GUIDE
from services.registry.domain.words import GuideState

HUNDRED = Decimal(100)


@dataclass
class ScoreFactor:
    """A factor that experts score from 0 to 100; `weight` in percent; `lead` marks the factor of 3.5. Home of 3.5."""

    id: str
    title: str
    weight: Decimal
    lead: bool = False


@dataclass
class Guide:
    """First submissions are taken from `opens_at` on and before `closes_at`; `threshold` is 0 to 100. Home of 2.1."""

    name: str
    title: str
    opens_at: datetime
    closes_at: datetime
    threshold: Decimal
    factors: list[ScoreFactor] = field(default_factory=list)
    summary: str = ""
    state: GuideState = GuideState.DRAFT
    published_at: datetime | None = None
    version: int = 0

    @property
    def lead_factor(self) -> ScoreFactor:
        """The factor of 3.5."""
        return next(factor for factor in self.factors if factor.lead)

    def create(self) -> list[facts.GuideCreated]:
        """Refuses WINDOW_INVERTED, LEAD_FACTOR_MISSING, LEAD_FACTOR_REPEATED, LEAD_FACTOR_WITHOUT_WEIGHT, WEIGHTS_NOT_100,
        FACTOR_INVALID, THRESHOLD_OUT_OF_RANGE."""
        if self.closes_at <= self.opens_at:
            message = f"截止时间{_shown(self.closes_at)}不晚于开始时间{_shown(self.opens_at)}"
            raise RuleViolated("WINDOW_INVERTED", message, rule="2.6")
        if not 0 <= self.threshold <= HUNDRED:
            raise RuleViolated("THRESHOLD_OUT_OF_RANGE", f"分数线{self.threshold}不在0至100之间", rule="3.5")
        self._check_factors()
        return [facts.GuideCreated(name=self.name, title=self.title, closes_at=self.closes_at)]

    def _check_factors(self) -> None:
        leads = [factor.title or factor.id for factor in self.factors if factor.lead]
        if not leads:
            raise RuleViolated("LEAD_FACTOR_MISSING", "指南没有责任人管理及创新能力的得分因素", rule="3.5")
        if len(leads) > 1:
            message = f"指南有{len(leads)}项责任人管理及创新能力的得分因素（{'、'.join(leads)}），只能有一项"
            raise RuleViolated("LEAD_FACTOR_REPEATED", message, rule="3.5")
        if self.lead_factor.weight <= 0:  # 3.5: never zero
            message = f"责任人管理及创新能力因素“{leads[0]}”的权重为{self.lead_factor.weight}，须大于0"
            raise RuleViolated("LEAD_FACTOR_WITHOUT_WEIGHT", message, rule="3.5")
        distinct = min(len({factor.id for factor in self.factors}), len({factor.title or factor.id for factor in self.factors}))
        if any(factor.weight <= 0 for factor in self.factors) or distinct < len(self.factors):
            raise RuleViolated("FACTOR_INVALID", "每项得分因素须有各自的编号和名称，且权重大于0", rule="3.5")
        total = sum(factor.weight for factor in self.factors)
        if total != HUNDRED:
            raise RuleViolated("WEIGHTS_NOT_100", f"各项权重合计为{total}，应为100", rule="3.5", total=str(total))

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what the guide does not admit now."""
        GUIDE.after(self.state, act)
        if now >= self.closes_at:
            raise RuleViolated("GUIDE_CLOSED", f"指南“{self.title}”的申报期已于{_shown(self.closes_at)}截止", rule="2.6")

    def publish(self, now: datetime) -> list[facts.GuidePublished]:
        """Refuses GUIDE_PUBLISHED, GUIDE_CLOSED."""
        self.admit("publish", now)
        self.state = GUIDE.after(self.state, "publish")
        self.published_at = now
        return [
            facts.GuidePublished(
                name=self.name,
                title=self.title,
                opens_at=self.opens_at,
                closes_at=self.closes_at,
                threshold=self.threshold,
                lead_weight=self.lead_factor.weight,
            )
        ]

    def open_at(self, now: datetime) -> bool:
        """Whether first submissions are taken at this instant."""
        return self.state == GuideState.PUBLISHED and self.opens_at <= now < self.closes_at

    def check_open(self, now: datetime) -> None:
        """2.6: a first submission. Refuses GUIDE_NOT_PUBLISHED, GUIDE_NOT_OPEN, GUIDE_CLOSED."""
        if self.state != GuideState.PUBLISHED:
            raise RuleViolated("GUIDE_NOT_PUBLISHED", f"指南“{self.title}”尚未发布", rule="2.6")
        if now < self.opens_at:
            raise RuleViolated("GUIDE_NOT_OPEN", f"指南“{self.title}”自{_shown(self.opens_at)}起受理申报", rule="2.6")
        if now >= self.closes_at:
            raise RuleViolated("GUIDE_CLOSED", f"指南“{self.title}”的申报已于{_shown(self.closes_at)}截止", rule="2.6")


def _shown(instant: datetime) -> str:
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
