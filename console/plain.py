"""What an act shows once and nobody keeps: a number that was asked for, a token, a password; each line by what it is called."""

from collections.abc import Mapping
from typing import Any

from chassis.rpc.personal import personal_in
from cli.words import china_time
from console.forms.sheet import Sheet
from console.show import word

# Beside a token or a password stands what it is used with.
_LABELS = {"user": "用户名", "token": "令牌", "password": "口令", "mechanism": "认证机制"}
_INSTANTS = {"previous_until": "原令牌可用至"}


def lines_of(sheet: Sheet, answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value; nothing where there is nothing of the kind in the answer."""
    plain = personal_in(sheet.method.output_type)
    if "datum" in answer:
        return [(word(answer["datum"]), str(answer[name])) for name in plain]
    found = [(label, str(answer[name])) for name, label in _LABELS.items() if answer.get(name)]
    found += [(label, china_time(answer[name])) for name, label in _INSTANTS.items() if answer.get(name)]
    return found if plain else []
