"""统一社会信用代码, the unified social credit code: 18 characters, the last of which checks the others (GB 32100-2015)."""

import re
import unicodedata

from chassis.errors import InvalidArgument

# Without I, O, S, V and Z.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[1-9A-GY][1-9]\d{{6}}[{_ALPHABET}]{{10}}")


def credit_code(text: str) -> str:
    """The code in capitals, "" for none. Refuses CREDIT_CODE_INVALID."""
    code = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "").upper()
    if code and not (_FORM.fullmatch(code) and code[-1] == check_character(code[:17])):
        message = f"统一社会信用代码“{text}”无效：须为18位数字或大写字母（不含I、O、S、V、Z），末位为校验码"
        raise InvalidArgument("CREDIT_CODE_INVALID", message, rule="4.7", field="credit_code")
    return code


def check_character(body: str) -> str:
    """The eighteenth character of a code whose first seventeen these are: weights 3ⁿ modulo 31."""
    total = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _ALPHABET[-total % 31]


def name_key(display_name: str) -> str:
    """What two names have in common that people take for one: width, case, spaces and punctuation do not count."""
    folded = unicodedata.normalize("NFKC", display_name).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LNM") or folded
