"""What a file is by its content: the head is compared with known signatures (puremagic), archives are told apart by their members."""

import codecs
import io
import struct
import zipfile
from collections import deque

import puremagic

HEAD_BYTES = 64 * 1024
_TAIL_PIECES = 4
TEXT, ZIP, OLE = "text/plain", "application/zip", "application/x-ole-storage"
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = "application/vnd.openxmlformats-officedocument"
# By what only this kind of archive has in it: GB/T 33190 for OFD, ECMA-376 for the others.
_MEMBERS = {
    "OFD.xml": "application/ofd",
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}


class Content:
    """Takes a file's bytes piece by piece, keeps head and tail of them, and says what they are. `size`: bytes so far."""

    def __init__(self, *pieces: bytes) -> None:
        self.size = 0
        self._head = bytearray()
        self._tail: deque[bytes] = deque(maxlen=_TAIL_PIECES)
        for piece in pieces:
            self.add(piece)

    def add(self, piece: bytes) -> None:
        """The bytes that follow."""
        self.size += len(piece)
        self._tail.append(piece)
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]

    def recognised(self) -> tuple[str, ...]:
        """Media types that it may be, the likeliest first; `application/x-ole-storage` for the older formats of Office."""
        head = bytes(self._head)
        if head.startswith(_ZIP_SIGNATURES):
            return (self._archive(),)
        if head.startswith(_OLE_SIGNATURE):
            return (OLE,)
        by_signature = _by_signature(head)
        # Signatures of two letters are met in prose too: what reads as text may be either.
        return (*by_signature, TEXT) if _is_text(head, whole=self.size == len(head)) else by_signature

    def _archive(self) -> str:
        try:
            with zipfile.ZipFile(_Ends(self.size, b"".join(self._tail))) as archive:
                names = set(archive.namelist())
        # NotImplementedError: of a version to come. Whatever else it is, it is no archive that anybody here could open.
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            return ""
        return next((kind for member, kind in _MEMBERS.items() if member in names), ZIP)


class _Ends(io.RawIOBase):
    """A file of which only the end is there; an archive's list of members stands at its end."""

    def __init__(self, size: int, tail: bytes) -> None:
        self._size, self._tail, self._at = size, tail, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("before the start")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        missing = self._size - len(self._tail)
        if self._at < missing:
            raise OSError("not at hand")
        found = self._tail[self._at - missing :][: size if size >= 0 else None]
        self._at += len(found)
        return found


def _by_signature(head: bytes) -> tuple[str, ...]:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ()
    return tuple(dict.fromkeys(match.mime_type or match.extension for match in found if match.mime_type or match.extension))


def _is_text(head: bytes, *, whole: bool) -> bool:
    """UTF-8, UTF-16 with its mark, or GB 18030, without control characters."""
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head, whole)
        except UnicodeDecodeError:
            continue
        return all(letter >= " " or letter in "\t\n\r\f" for letter in text)
    return False
