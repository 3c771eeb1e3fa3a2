"""Words of the plan as values; each as in registry.proto, lower case."""

from enum import StrEnum


class OrganizationKind(StrEnum):
    """What an organisation is."""

    SCIENCE_BUREAU = "science_bureau"
    COUNTY_DEPARTMENT = "county_department"
    FINANCE_BUREAU = "finance_bureau"
    GOVERNMENT_DEPARTMENT = "government_department"
    ENTERPRISE = "enterprise"
    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research_institute"
    AGENCY = "agency"


class PersonRole(StrEnum):
    """Global roles given to a person."""

    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"
    EXPERT = "expert"


class PersonalDatum(StrEnum):
    """What is personal of somebody; each is a field of SetPersonalDataRequest."""

    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    BANK_ACCOUNT = "bank_account"


class OfficeRole(StrEnum):
    """Offices that two people grant (2.5): duties of the installation, and what the people of an authority do for it."""

    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"
    SCIENCE_BUREAU = "science_bureau"
    COUNTY = "county"
    FINANCE_BUREAU = "finance_bureau"
    DEPARTMENT = "department"


class OfficeState(StrEnum):
    """How an office is."""

    PROPOSED = "proposed"
    HELD = "held"
    REFUSED = "refused"
    ENDED = "ended"


class EngagedRole(StrEnum):
    """Roles that contracts engage people in."""

    PROJECT_MANAGER = "project_manager"
    TECHNICAL_CHIEF = "technical_chief"


class ProjectKind(StrEnum):
    """S.1"""

    OPEN_BID = "open_bid"
    GOVERNMENT_DIRECT = "government_direct"
    ENTERPRISE_INITIATED = "enterprise_initiated"
    OTHER = "other"


class ProjectCategory(StrEnum):
    """S.2"""

    MAJOR_EQUIPMENT = "major_equipment"
    INFRASTRUCTURE_TECHNOLOGY = "infrastructure_technology"
    SIX_NEW_TRANSFER = "six_new_transfer"
    OTHER = "other"


class ChiefHiredBy(StrEnum):
    """1.3."""

    MANAGER = "manager"
    UNDERTAKING_UNIT = "undertaking_unit"


class GuideState(StrEnum):
    """How a guide is."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ApplicationState(StrEnum):
    """2.6."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    REFUSED = "refused"
    PASSED = "passed"
    EXPERT_REVIEW = "expert_review"
    APPROVED = "approved"
    DECLINED = "declined"


class ProjectState(StrEnum):
    """How a project is."""

    APPROVED = "approved"
    RUNNING = "running"
    TERMINATED = "terminated"
    CLOSED = "closed"


class PayGrade(StrEnum):
    """How important, difficult or urgent a chief's task is (3.7)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
