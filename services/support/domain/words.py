"""The words of support: closed sets of values, and how people read them."""

from enum import StrEnum


class Level(StrEnum):
    """Who grants a policy (9.1)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    COUNTY = "county"


class ConditionKind(StrEnum):
    """What a condition of a policy looks at (9.1)."""

    ORGANIZATION_KIND = "organization_kind"
    ORGANIZATION_AREA = "organization_area"
    PROJECT_KIND = "project_kind"
    PROJECT_CATEGORY = "project_category"
    PROJECT_STAGE = "project_stage"
    PROJECT_FIELD = "project_field"

    @property
    def label(self) -> str:
        """As people read it."""
        return _CONDITIONS[self]

    @property
    def of_project(self) -> bool:
        """Whether it asks for a project."""
        return self not in (ConditionKind.ORGANIZATION_KIND, ConditionKind.ORGANIZATION_AREA)


class OrganizationKind(StrEnum):
    """What an organisation is, as the registry has it."""

    SCIENCE_BUREAU = "science_bureau"
    COUNTY_DEPARTMENT = "county_department"
    FINANCE_BUREAU = "finance_bureau"
    GOVERNMENT_DEPARTMENT = "government_department"
    ENTERPRISE = "enterprise"
    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research_institute"
    AGENCY = "agency"

    @property
    def label(self) -> str:
        """As people read it."""
        return _ORGANIZATIONS[self]


class ProjectKind(StrEnum):
    """What kind of project it is, as the registry has it (S.1)."""

    OPEN_BID = "open_bid"
    GOVERNMENT_DIRECT = "government_direct"
    ENTERPRISE_INITIATED = "enterprise_initiated"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As people read it."""
        return _PROJECTS[self]


class ProjectCategory(StrEnum):
    """What a project of the government's own is about, as the registry has it (S.2)."""

    MAJOR_EQUIPMENT = "major_equipment"
    INFRASTRUCTURE_TECHNOLOGY = "infrastructure_technology"
    SIX_NEW_TRANSFER = "six_new_transfer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As people read it."""
        return _CATEGORIES[self]


class ProjectStage(StrEnum):
    """How far a project is, as its facts tell."""

    APPROVED = "approved"
    RUNNING = "running"
    CLOSED = "closed"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"approved": "已立项", "running": "实施中", "closed": "已办结", "terminated": "已终止"}[self]


class PolicyState(StrEnum):
    """Whether a policy is on offer (9.1); that its last day is over is a matter of the day."""

    PUBLISHED = "published"
    ENDED = "ended"


class QuestionState(StrEnum):
    """Where a question stands (9.1)."""

    OPEN = "open"
    ANSWERED = "answered"


class ClaimState(StrEnum):
    """Where a claim stands (9.1)."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    GRANTED = "granted"
    DECLINED = "declined"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class ServiceKind(StrEnum):
    """What is asked for (9.2)."""

    APPROVAL_GUIDANCE = "approval_guidance"
    FIRST_TEST = "first_test"
    PILOT_TEST = "pilot_test"
    MANUFACTURING = "manufacturing"

    @property
    def label(self) -> str:
        """As people read it."""
        return _SERVICES[self]


class ServiceState(StrEnum):
    """Where a service request stands (9.2)."""

    REQUESTED = "requested"
    ASSIGNED = "assigned"
    COMPLETED = "completed"
    RATED = "rated"
    WITHDRAWN = "withdrawn"


class FacilityKind(StrEnum):
    """What a facility is for (9.2)."""

    FIRST_TEST = "first_test"
    PILOT_TEST = "pilot_test"


_CONDITIONS = {
    "organization_kind": "单位类别",
    "organization_area": "单位所在地",
    "project_kind": "项目类型",
    "project_category": "项目类别",
    "project_stage": "项目阶段",
    "project_field": "项目领域",
}
_ORGANIZATIONS = {
    "science_bureau": "市科技局",
    "county_department": "县（区、市）科技部门",
    "finance_bureau": "市财政局",
    "government_department": "其他政府部门",
    "enterprise": "企业",
    "university": "高等院校",
    "research_institute": "科研院所",
    "agency": "中介服务机构",
}
_PROJECTS = {
    "open_bid": "揭榜挂帅",
    "government_direct": "市政府直接组织实施",
    "enterprise_initiated": "企业自主立项",
    "other": "其他（不在试点范围）",
}
_CATEGORIES = {
    "major_equipment": "重大装备和关键零部件研制",
    "infrastructure_technology": "重大科技基础设施关键技术和设备研发",
    "six_new_transfer": "“六新”创新成果转移转化",
    "other": "其他（不在试点范围）",
}
_SERVICES = {
    "approval_guidance": "立项手续办理指导（绿色通道）",
    "first_test": "初试服务",
    "pilot_test": "中试服务",
    "manufacturing": "对接生产企业",
}
