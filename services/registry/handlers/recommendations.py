"""The county's recommendation or return (2.2)."""

from chassis.access.views import Shown
from chassis.store.files.ref import SentFile
from plan.files import FileRef
from services.registry.commands.applications import GiveBack, RecommendApplication
from services.registry.domain.applications import Application
from services.registry.domain.dossiers import ImplementationPlan
from services.registry.handlers.applications import demand_not_nominated, step
from services.registry.handlers.views import application_for
from services.registry.store import RegistryTransaction


async def recommend_application(command: RecommendApplication, tx: RegistryTransaction) -> Shown[Application]:
    """2.2: units of its own area only, with the implementation plan."""
    application = await tx.applications.get(command.name)
    tx.require(on=application, rule="2.2")
    demand_not_nominated(application, tx)
    application.admit("recommend")
    upload = command.implementation_plan_file
    plan = ImplementationPlan(command.implementation_plan, await _stored(upload, tx) if upload else None)
    tx.publish(*application.recommend(plan, step(tx, "recommended", command.reason)))
    await tx.applications.save(application)
    return application_for(tx, application)


async def return_application(command: GiveBack, tx: RegistryTransaction) -> Shown[Application]:
    """2.6: with reasons."""
    application = await tx.applications.get(command.name)
    tx.require(on=application, rule="2.2")
    demand_not_nominated(application, tx)
    returned = step(tx, "returned", "；".join(command.reasons))
    tx.publish(*application.give_back(command.reasons, await tx.calendar(), tx.policy, returned))
    await tx.applications.save(application)
    return application_for(tx, application)


async def _stored(sent: SentFile, tx: RegistryTransaction) -> FileRef:
    ref = await tx.files.take(sent)
    return FileRef(ref.digest, ref.name, ref.size, ref.media_type)
