"""What may be handed in: policy/<version>/files.yaml."""

import re
from dataclasses import dataclass

from chassis.errors import InvalidArgument

# With a letter in front: "v1.2" has no extension.
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4})$")
_UNDECLARED = ("", "application/octet-stream")


@dataclass(frozen=True)
class FileType:
    """A type that is allowed. content: what Content recognises it as, where that is not the media type itself."""

    title: str
    media_type: str
    extensions: tuple[str, ...]
    content: str = ""


@dataclass(frozen=True)
class FilesPolicy:
    """One version of it. max_mib: of a file in pieces. inline_max_kib: within a command. keep_unnamed_hours: then it is removed."""

    max_mib: int
    inline_max_kib: int
    keep_unnamed_hours: int
    types: tuple[FileType, ...]

    def demand_size(self, name: str, size: int, *, inline: bool) -> None:
        """Refuses FILE_EMPTY, FILE_TOO_LARGE."""
        limit = self.inline_max_kib * 1024 if inline else self.max_mib * 1024 * 1024
        if size <= 0:
            raise InvalidArgument("FILE_EMPTY", f"文件“{name}”没有内容", file=name)
        if size > limit:
            told = f"{self.inline_max_kib} KiB，须先分段上传，再按摘要引用" if inline else f"{self.max_mib} MiB"
            raise InvalidArgument("FILE_TOO_LARGE", f"文件“{name}”超过 {told}", file=name, size=size, limit=limit)

    def type_of(self, name: str, declared: str, recognised: tuple[str, ...]) -> str:
        """The media type of a file of this name and content. Refuses FILE_TYPE_NOT_ALLOWED, FILE_TYPE_CONTRADICTED."""
        allowed_ones = ([each for each in self.types if (each.content or each.media_type) == content] for content in recognised)
        possible = next((types for types in allowed_ones if types), [])  # the likeliest: a PDF that reads as text is a PDF
        if not possible:
            allowed = "、".join(each.title for each in self.types)
            found = f"（识别为 {recognised[0]}）" if recognised and recognised[0] else ""
            message = f"文件“{name}”的内容{found}不属于允许的类型：{allowed}"
            raise InvalidArgument("FILE_TYPE_NOT_ALLOWED", message, file=name, recognised=", ".join(recognised))
        return _agreeing(name, declared, possible)


def _agreeing(name: str, declared: str, possible: list[FileType]) -> str:
    extension = _EXTENSION.search(name)
    named = [each for each in possible if extension is None or extension[1].lower() in each.extensions]
    if not named:
        raise _contradicted(name, f"扩展名 .{extension[1] if extension else ''}", possible)
    declared = declared.partition(";")[0].strip().lower()
    if declared in _UNDECLARED:
        return named[0].media_type
    if declared not in (each.media_type for each in named):
        raise _contradicted(name, f"所报类型 {declared}", named)
    return declared


def _contradicted(name: str, said: str, possible: list[FileType]) -> InvalidArgument:
    titles = "或".join(dict.fromkeys(each.title for each in possible))
    return InvalidArgument("FILE_TYPE_CONTRADICTED", f"文件“{name}”的{said}与内容不符：内容是{titles}", file=name)
