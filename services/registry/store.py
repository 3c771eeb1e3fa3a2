"""The collections of registry."""

from chassis.errors import InvalidArgument, RuleViolated
from chassis.ids import is_id
from chassis.store.transaction import Transaction, collection, index
from plan.deadlines import DeadlineState
from services.registry.domain.age_exceptions import AgeException
from services.registry.domain.applications import Application
from services.registry.domain.guides import Guide
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.personal_data import PersonalRecord
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.projects import Project
from services.registry.domain.results import FiledResult
from services.registry.domain.task_books import TaskBook
from services.registry.domain.words import OrganizationKind, PersonalDatum


class RegistryTransaction(Transaction):
    """What a handler of registry reads and writes."""

    policy: RegistryPolicy
    keyed_by = "project"
    holds_personal_data = True
    filed_under = ("projects", "applications")  # a project has the id of the application that it was
    organizations = collection(
        Organization,
        "organizations",
        index("kind", "_id"),
        index("area", "_id"),
        index("name_key"),
        # Of those who come at once one is first; the others look again, and are told of it (2.1, 4.7).
        index("kind", unique=True, partial={"kind": OrganizationKind.SCIENCE_BUREAU}),
        index("credit_code", unique=True, partial={"credit_code": {"$gt": ""}}),
        index("sole_name", unique=True, partial={"sole_name": {"$gt": ""}}),
        index("signatories.person"),
    )
    people = collection(Person, "people", index("organization", "_id"))
    personal_data = collection(
        PersonalRecord,
        "personal_data",
        # An ID number is one person's; whoever shares a telephone or an account is found with the other.
        *(
            index(path, unique=datum is PersonalDatum.ID_NUMBER, partial={path: {"$exists": True}})
            for datum, path in ((datum, f"data.{datum}.mark") for datum in PersonalDatum)
        ),
    )
    guides = collection(Guide, "guides")
    applications = collection(
        Application,
        "applications",
        index("guide", "_id"),
        index("state", "_id"),
        index("county", "_id"),
        index("correction.state", partial={"correction.state": DeadlineState.OPEN}),
        index("owners", "_id"),
        index("proposal.undertaking_unit", "_id"),
        index("proposal.nominated_lead", "_id"),
        index("review.members.person", "_id"),
    )
    projects = collection(
        Project,
        "projects",
        index("state", "_id"),
        index("owners", "_id"),
        index("undertaking_unit", "_id"),
        index("nominated_lead"),
        index("nominated_chief"),
        index("engaged.person"),
    )
    task_books = collection(TaskBook, "task_books")
    age_exceptions = collection(AgeException, "age_exceptions")
    filed_results = collection(FiledResult, "filed_results", index("undertaking_unit"), index("lead"))

    async def bureau(self) -> Organization:
        """市科技局. Refuses BUREAU_NOT_REGISTERED."""
        found = await self.organizations.list({"kind": OrganizationKind.SCIENCE_BUREAU}, limit=1)
        if not found:
            raise RuleViolated("BUREAU_NOT_REGISTERED", "市科技局尚未登记，无法确定业主", rule="1.1")
        return found[0]


def resource_name(collection_name: str, identity: str) -> str:
    """`people/li` of people and li. Refuses ID_INVALID."""
    if not is_id(identity):
        raise InvalidArgument("ID_INVALID", f"编号“{identity}”无效：须为小写字母、数字或连字符，1至63个字符，以字母或数字开头")
    return f"{collection_name}/{identity}"
