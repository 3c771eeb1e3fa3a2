"""What a file is, by its content, and whether name and declared type agree with it."""

import io
import zipfile

import pytest

from chassis.errors import InvalidArgument
from chassis.policy import Policies
from chassis.store.files.content import Content
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.ref import PIECE_BYTES, in_pieces

POLICY = Policies.load("files", FilesPolicy).versions[0].values
OFFICE = "application/vnd.openxmlformats-officedocument"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
PROGRAM = b"MZ\x90\x00" + bytes(range(256))


def archive(*members: str, filling: int = 0) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for member in members:
            made.writestr(member, "x")
        if filling:
            made.writestr("media/scan.bin", bytes(filling))
    return written.getvalue()


def of_a_version_to_come(content: bytes) -> bytes:
    """The list of members asks for a version of ZIP that there is not."""
    at = content.index(b"PK\x01\x02") + 6
    return content[:at] + b"\x63\x00" + content[at + 2 :]


def type_of(content: bytes, name: str = "附件", declared: str = "") -> str:
    return POLICY.type_of(name, declared, Content(*in_pieces(content)).recognised())


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "合同.pdf", "application/pdf"),
        (b"%PDF", "合同.PDF", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "图.png", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40), "照片.jpg", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + bytes(40), "照片.jpeg", "image/jpeg"),
        (b"II*\x00" + bytes(40), "扫描.tif", "image/tiff"),
        (b"MM\x00*" + bytes(40), "扫描.tiff", "image/tiff"),
        (archive("[Content_Types].xml", "word/document.xml"), "报告.docx", f"{OFFICE}.wordprocessingml.document"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "预算.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "汇报.pptx", f"{OFFICE}.presentationml.presentation"),
        (archive("OFD.xml", "Doc_0/Document.xml"), "批复.ofd", "application/ofd"),
        (archive("说明.txt"), "材料.zip", "application/zip"),
        (OLE, "报告.doc", "application/msword"),
        (OLE, "预算.xls", "application/vnd.ms-excel"),
        ("里程碑报告：三票通过。".encode(), "报告.txt", "text/plain"),
        ("里程碑报告：三票通过。".encode("gb18030"), "报告.txt", "text/plain"),
        ("里程碑报告".encode("utf-16"), "报告.txt", "text/plain"),
        (b"BM is what it begins with", "note.md", "text/plain"),
        ("指标,数值\n压力,36.5\n".encode(), "台账.csv", "text/csv"),
        (b'{"a": 1}', "数据.json", "application/json"),
        ("没有扩展名的文本".encode(), "说明 v1.2", "text/plain"),
    ],
)
def test_a_type_is_that_of_the_content(content: bytes, name: str, media_type: str) -> None:
    assert type_of(content, name) == media_type
    assert type_of(content, name, media_type) == media_type


def test_an_archive_is_told_by_its_end_however_large_it_is() -> None:
    content = archive("word/document.xml", filling=6 * PIECE_BYTES)
    assert type_of(content, "报告.docx").endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("content", "name", "declared", "reason"),
    [
        (PROGRAM, "报告.pdf", "application/pdf", "FILE_TYPE_NOT_ALLOWED"),
        (PROGRAM, "报告", "", "FILE_TYPE_NOT_ALLOWED"),
        (b"Rar!\x1a\x07\x00" + bytes(30), "材料.rar", "", "FILE_TYPE_NOT_ALLOWED"),
        (b"PK\x03\x04" + bytes(60), "材料.zip", "", "FILE_TYPE_NOT_ALLOWED"),
        (of_a_version_to_come(archive("说明.txt")), "材料.zip", "", "FILE_TYPE_NOT_ALLOWED"),
        (bytes(100), "空.txt", "", "FILE_TYPE_NOT_ALLOWED"),
        ("文字".encode(), "报告.pdf", "", "FILE_TYPE_CONTRADICTED"),
        ("文字".encode(), "报告.exe", "", "FILE_TYPE_CONTRADICTED"),
        (b"%PDF-1.7", "报告.txt", "", "FILE_TYPE_CONTRADICTED"),
        (b"%PDF-1.7", "报告.pdf", "image/png", "FILE_TYPE_CONTRADICTED"),
        (archive("word/document.xml"), "预算.xlsx", "", "FILE_TYPE_CONTRADICTED"),
        (OLE, "预算.xls", "application/msword", "FILE_TYPE_CONTRADICTED"),
    ],
)
def test_what_is_not_on_the_list_or_contradicts_its_content_is_refused(content: bytes, name: str, declared: str, reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        type_of(content, name, declared)
    assert refused.value.reason == reason
    assert name in refused.value.message


def test_a_declared_stream_of_bytes_is_no_declaration() -> None:
    assert type_of(b"%PDF-1.7", "a.pdf", "application/octet-stream") == "application/pdf"
    assert type_of("文字".encode(), "a.txt", "text/plain; charset=utf-8") == "text/plain"


@pytest.mark.parametrize(
    ("size", "inline", "reason"),
    [(0, True, "FILE_EMPTY"), (1024 * 1024 + 1, True, "FILE_TOO_LARGE"), (200 * 1024 * 1024 + 1, False, "FILE_TOO_LARGE")],
)
def test_sizes_that_are_refused(size: int, inline: bool, reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        POLICY.demand_size("a.txt", size, inline=inline)
    assert refused.value.reason == reason


def test_sizes_at_the_limit_pass() -> None:
    POLICY.demand_size("a.txt", 1024 * 1024, inline=True)
    POLICY.demand_size("a.txt", 200 * 1024 * 1024, inline=False)
