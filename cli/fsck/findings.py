"""What can be found, and how it is said."""

import re
from dataclasses import dataclass
from enum import StrEnum

from chassis.store.damage import as_text


class Kind(StrEnum):
    """A kind of finding; the word is what people read."""

    DOCUMENT = "文档与其类不符"
    NAME = "编号与名称不一"
    FIELDS = "文档的字段与程序所写不同"
    ROW = "记录损坏"
    FILE = "文件内容与摘要不符"
    FILE_MISSING = "引用的文件不在"
    PIECE = "没有归属的文件片段"
    GAP = "事件序号有缺"
    REPEAT = "事件序号重复"
    COUNTER = "序号计数不符"
    BEHIND = "文档比其事件旧"
    GONE = "文档不在"
    TIMER_OWNERLESS = "定时没有所属对象"
    TIMER_MISSING = "缺少定时"
    TIMER_WRONG = "定时与所属对象不符"
    INDEX = "索引与声明不符"
    COLLECTION = "集合与声明不符"


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree: where it is, and what is wrong with it, without the content."""

    kind: Kind
    collection: str
    name: str
    what: str

    @classmethod
    def of(cls, kind: Kind, collection: str, name: object, *what: str) -> "Finding":
        """With a document's `_id`, whatever that is."""
        return cls(kind, collection, as_text(name), "；".join(map(in_chinese, what)))


_ENGLISH = re.compile(r"(?P<field>[\w.?\[\]-]+): (?P<what>.+)", re.ASCII)
_SAID = {
    "is missing": "缺少",
    "missing": "缺少",
    "is nothing": "为空值",
    "is no text": "不是文本",
    "is no number": "不是整数",
    "is no number of a version": "不是版本号",
    "is not the _id": "与 _id 不同",
    "is not that of the key": "与键不符",
    "is no instant": "不是时刻",
    "enum": "不是规定的值",
    "is no UTF-8": "不是 UTF-8 文本",
}


def in_chinese(what: str) -> str:
    """What the chassis says of a document for the log, for people."""
    return "；".join(_clause(each) for each in what.split("; "))


def _clause(said: str) -> str:
    found = _ENGLISH.fullmatch(said)
    if found is None:
        return said
    what = found["what"]
    if what not in _SAID and (kind := re.fullmatch(r"is (\w+)", what)):
        return f"字段 {found['field']} 类型或取值不对（{kind[1]}）"
    if what not in _SAID and what.endswith(("_type", "_parsing")):
        return f"字段 {found['field']} 类型不对（{what}）"
    return f"字段 {found['field']} {_SAID.get(what, f'不合规定（{what}）')}"
