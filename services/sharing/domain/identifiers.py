"""Identifiers of results, checked for form: DOI, Chinese patent, software registration, standard (8.1)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chassis.errors import InvalidArgument
from services.sharing.domain.words import ResultKind

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_ADDRESS = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# ZC 0006-2003: year, kind of application, serial number, check character; applications before October 2003 have a year of two digits.
_PATENT = re.compile(r"((?:(?:19|20)\d{2}[12389]\d{7})|(?:\d{2}[12389]\d{5}))\.?([\dX])")
_SOFTWARE = re.compile(r"((?:19|20)\d{2})SR(\d{6,7})")
_STANDARD = re.compile(
    r"(?:GB|GB/T|GB/Z|GJB|DB\d{2,4}|DB\d{2,4}/T|[A-Z]{2,3}|[A-Z]{2,3}/T|T/[A-Z0-9]{2,12}|Q/[A-Z0-9]{2,12}|ISO|IEC|ISO/IEC|ITU-T) ?"
    r"[A-Z]?\d+(?:\.\d+)*(?:-\d+(?=:))?[-:](?:19|20)\d{2}"  # a part is 53.1 with us, and 62368-1: with ISO and IEC
)
FIRST_SOFTWARE_YEAR = 1992  # 计算机软件著作权登记办法


def checked_identifier(kind: ResultKind, text: str, today: date) -> str:
    """The identifier in its usual writing, "" for none. Refuses IDENTIFIER_INVALID (8.1)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    form = _FORMS.get(kind)
    if not plain or form is None:
        return plain
    written = form.written(plain, today)
    if not written:
        message = f"{kind.label}的编号“{plain}”格式不对：{form.said}"
        raise InvalidArgument("IDENTIFIER_INVALID", message, rule="8.1", field="identifier")
    return written


def check_character(number: str) -> str:
    """The check character of an application number of 8 or 12 digits: weights 2 to 9 and 2 to 5, modulo 11, X for ten (ZC 0006-2003)."""
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(number))
    return "0123456789X"[total % 11]


def _doi(text: str, today: date) -> str:
    bare = _DOI_ADDRESS.sub("", text)
    return bare.lower() if _DOI.fullmatch(bare) else ""


def _patent(text: str, today: date) -> str:
    bare = re.sub(r"\s", "", text).upper().removeprefix("CN").removeprefix("ZL")
    found = _PATENT.fullmatch(bare)
    if found is None or found[2] != check_character(found[1]):
        return ""
    if len(found[1]) == 12 and int(found[1][:4]) > today.year:
        return ""
    return f"{found[1]}.{found[2]}"


def _software(text: str, today: date) -> str:
    bare = re.sub(r"\s", "", text).upper()
    found = _SOFTWARE.fullmatch(bare)
    return bare if found and FIRST_SOFTWARE_YEAR <= int(found[1]) <= today.year else ""


def _standard(text: str, today: date) -> str:
    bare = re.sub(r"[\u2012-\u2015\u2212]", "-", re.sub(r"\s+", " ", text)).upper()
    return bare if _STANDARD.fullmatch(bare) else ""


@dataclass(frozen=True)
class _Form:
    """written: the usual writing, "" for what is none. said: how people are told of it."""

    written: Callable[[str, date], str]
    said: str


_DIGITAL_OBJECT = _Form(_doi, "应为DOI，例如10.1000/xyz123")
_FORMS = {
    ResultKind.PAPER: _DIGITAL_OBJECT,
    ResultKind.DATA_SET: _DIGITAL_OBJECT,
    ResultKind.PATENT: _Form(_patent, "应为12位申请号加校验位，例如200310102344.5，校验位须相符"),
    ResultKind.SOFTWARE: _Form(_software, "应为登记号，例如2024SR0123456，年份不晚于今年"),
    ResultKind.STANDARD: _Form(_standard, "应为标准号，例如GB/T 1234-2024"),
}
