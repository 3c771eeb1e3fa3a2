"""What things are called, for whoever reads of them."""

from services.registry.store import RegistryTransaction


async def title_of(name: str, tx: RegistryTransaction) -> str:
    """What a person, an organisation, a project, an application or a guide is called, "" for anything else."""
    match name.partition("/")[0]:
        case "people":
            person = await tx.people.read_or_none(name)
            return person.display_name if person else ""
        case "organizations":
            organization = await tx.organizations.read_or_none(name)
            return organization.display_name if organization else ""
        case "projects":
            project = await tx.projects.read_or_none(name)
            return f"“{project.title}”" if project else ""
        case "applications":
            application = await tx.applications.read_or_none(name)
            return f"“{application.proposal.title}”" if application else ""
        case "guides":
            guide = await tx.guides.read_or_none(name)
            return f"“{guide.title}”" if guide else ""
    return ""
