"""How personal data is written: the one way in which each kind is kept, whatever people type, and what is shown of it.

What was typed is in no refusal: refusals go on record.
"""

import re
import unicodedata
from datetime import date

from chassis.errors import InvalidArgument
from services.registry.domain.words import PersonalDatum

# What people put between digits.
_BETWEEN = re.compile(r"[\s()（）.\-－—]")
# Mainland mobile numbers begin with 13 to 19; E.164 has 15 digits at most.
_MAINLAND = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
# RFC 5321: 64 characters before, 254 in all; those of other alphabets are no addresses that officials' mail takes.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LONGEST_EMAIL = 254
# GB 11643-1999: area, day of birth, serial number, check character; GB/T 2260 has these provinces.
_ID_NUMBER = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}([0-9]{8})[0-9]{3}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_EARLIEST_BIRTH = 1900
# ISO/IEC 7812: 19 digits at most, the last of which checks the others.
_CARD = re.compile(r"[1-9][0-9]{15,18}")
_STAR = "*"
_RULE = "2.5"


def canonical(datum: PersonalDatum, text: str) -> str:
    """As it is kept, so that the same is found however it is typed.

    Refuses PHONE_INVALID, EMAIL_INVALID, ID_NUMBER_INVALID, BANK_ACCOUNT_INVALID.
    """
    return _FORMS[datum](unicodedata.normalize("NFKC", text))


def shown(datum: PersonalDatum, kept: str) -> str:
    """As people write it."""
    return kept.removeprefix("+86") if datum is PersonalDatum.PHONE else kept


def spellings(text: str) -> tuple[str, ...]:
    """A text as it stands, and so that what is kept is found in it though it was typed with spaces, in full width or in another case."""
    plain = unicodedata.normalize("NFKC", text)
    return text, plain.lower(), _BETWEEN.sub("", plain).upper()


def masked(datum: PersonalDatum, text: str) -> str:
    """What is shown, of what people write, to whoever need not know it: 139****0123, 1****************X, q****@city.example, ****0123."""
    if datum is PersonalDatum.EMAIL:
        local, _, domain = text.partition("@")
        return f"{local[0]}{_STAR * 4}@{domain}"
    if datum is PersonalDatum.BANK_ACCOUNT:
        return f"{_STAR * 4}{text[-4:]}"
    first, last = (3, 4) if datum is PersonalDatum.PHONE else (1, 1)
    return f"{text[:first]}{_STAR * (len(text) - first - last)}{text[-last:]}"


def _phone(text: str) -> str:
    """E.164."""
    bare = _BETWEEN.sub("", text)
    if found := _MAINLAND.fullmatch(bare):
        return f"+86{found[1]}"
    if _INTERNATIONAL.fullmatch(bare):
        return bare
    raise InvalidArgument("PHONE_INVALID", "手机号码须为11位大陆手机号码，或者以+和国家代码开头的国际号码", rule=_RULE, field="phone")


def _email(text: str) -> str:
    address = text.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise InvalidArgument("EMAIL_INVALID", "电子邮箱的写法有误，须如 name@example.cn", rule=_RULE, field="email")
    return address


def _id_number(text: str) -> str:
    number = _BETWEEN.sub("", text).upper()
    found = _ID_NUMBER.fullmatch(number)
    if found is None or not _is_day(found[1]) or number[-1] != id_check(number[:17]):
        message = "居民身份证号码无效：须为18位，第7至14位为出生日期，末位为校验码"
        raise InvalidArgument("ID_NUMBER_INVALID", message, rule=_RULE, field="id_number")
    return number


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= _EARLIEST_BIRTH


def id_check(body: str) -> str:
    """The eighteenth character of an ID number whose first seventeen these are (GB 11643-1999)."""
    return _ID_CHECKS[sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, body, strict=True)) % 11]


def _bank_account(text: str) -> str:
    number = _BETWEEN.sub("", text)
    if not _CARD.fullmatch(number) or not _is_checked(number):
        raise InvalidArgument("BANK_ACCOUNT_INVALID", "银行卡号无效：须为16至19位数字，末位为校验码", rule=_RULE, field="bank_account")
    return number


def _is_checked(number: str) -> bool:
    """Luhn's check."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


_FORMS = {
    PersonalDatum.PHONE: _phone,
    PersonalDatum.EMAIL: _email,
    PersonalDatum.ID_NUMBER: _id_number,
    PersonalDatum.BANK_ACCOUNT: _bank_account,
}
