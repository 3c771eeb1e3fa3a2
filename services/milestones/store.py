"""The collections of milestones, and who may do what in a project."""

from chassis.store.transaction import Transaction, collection, index
from plan.deadlines import ProjectDeadline
from plan.parties import With, with_experts
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.holidays import HolidayNotice
from services.milestones.domain.inspection import Inspection
from services.milestones.domain.integrated_plan import IntegratedPlan
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.node import Node
from services.milestones.domain.policy import MilestonesPolicy
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.domain.rounds import Rounds
from services.milestones.domain.schedule import Schedule


class MilestonesTransaction(Transaction):
    """What a handler of milestones reads and writes."""

    policy: MilestonesPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(ProjectCard, "cards", index("readers"))
    schedules = collection(Schedule, "schedules")
    nodes = collection(Node, "nodes", index("project"))
    deadlines = collection(
        ProjectDeadline,
        "deadlines",
        index("project"),
        index("state", "_id"),
        index("responsible", "_id"),
    )
    midterm_checks = collection(MidtermCheck, "midterm_checks")
    holiday_notices = collection(HolidayNotice, "holiday_notices")
    rounds = collection(Rounds, "rounds")
    reports = collection(ProgressReport, "progress_reports", index("project", "_id"))
    inspections = collection(Inspection, "inspections", index("project", "_id"))
    integrated_plans = collection(IntegratedPlan, "integrated_plans")
    dispatch_reports = collection(DispatchReport, "dispatch_reports", index("project", "_id"))

    async def card_of(self, project: str) -> ProjectCard:
        """The project's card, new where no fact of it was known."""
        card = await self.cards.find(project)
        if card is None:
            card = ProjectCard(project)
            self.cards.create(card)
        return card

    async def schedule_of(self, project: str) -> Schedule:
        """The project's schedule, asleep and new where no fact of it was known."""
        schedule = await self.schedules.find(f"{project}/schedule")
        if schedule is None:
            schedule = Schedule(f"{project}/schedule", project)
            self.schedules.create(schedule)
        return schedule

    async def nodes_of(self, schedule: Schedule) -> list[Node]:
        """The nodes of the task book, by due date, held for this transaction; by name, so that new ones are among them."""
        found = [await self.nodes.get(name) for name in schedule.nodes]
        return sorted(found, key=lambda node: (node.due_date, node.name))

    async def permit(self, project: str, *roles: str, node: Node | None = None) -> ProjectCard:
        """The project's card, once the caller has one of the roles in it. Refuses NOT_FOUND, ROLE_REQUIRED (2.5)."""
        card = await self.cards.read(project)
        self.require(*roles, on=self.standing(card, node))
        return card

    def standing(self, card: ProjectCard, node: Node | None = None) -> With:
        """Who is who in the project and on the panel of its node."""
        return with_experts(card, node.panel_members if node else ())

    async def projects_of_actor(self) -> list[str]:
        """Names of the projects in which the caller has a role, for lists."""
        actor = self.actor
        keys = {actor.person, actor.organization}
        if actor.county:
            keys.add(f"areas/{actor.county}")
        cards = await self.cards.readable({"readers": {"$in": sorted(keys - {""})}})
        return [card.name for card in cards]
