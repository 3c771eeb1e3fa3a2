"""The words of sharing: closed sets of values, and how people read them."""

from enum import StrEnum


class ResultKind(StrEnum):
    """What a result is (8.1)."""

    PAPER = "paper"
    PATENT = "patent"
    SOFTWARE = "software"
    EQUIPMENT = "equipment"
    STANDARD = "standard"
    DATA_SET = "data_set"
    PRODUCT = "product"

    @property
    def label(self) -> str:
        """As people read it."""
        return _KINDS[self]


class ResultState(StrEnum):
    """Where a result stands (8.1)."""

    REGISTERED = "registered"
    RETURNED = "returned"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What somebody wants a result for (8.2): to study it, to use it, or to produce by it."""

    STUDY = "study"
    USE = "use"
    PRODUCE = "produce"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"study": "学习研究", "use": "使用", "produce": "生产"}[self]


class RequestState(StrEnum):
    """Where a request for use stands (8.2)."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    CONTESTED = "contested"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class OrganizationKind(StrEnum):
    """What an organisation is, as the registry has it; as far as rule 8.2 asks."""

    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research_institute"
    ENTERPRISE = "enterprise"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"university": "高等院校", "research_institute": "科研院所", "enterprise": "企业", "other": "其他单位"}[self]


_KINDS = {
    "paper": "论文",
    "patent": "专利",
    "software": "软件",
    "equipment": "装备",
    "standard": "标准",
    "data_set": "数据集",
    "product": "产品",
}
