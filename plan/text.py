"""Words that somebody has to give: a reason, a statement (2.5, 2.6, 4.4)."""

import unicodedata

from chassis.errors import InvalidArgument

LONGEST = 4000


def demand_reason(reason: str, rule: str, *, field: str = "reason") -> None:
    """Refuse REASON_MISSING for one without a letter or a digit, TEXT_TOO_LONG for one that no record holds."""
    if not any(unicodedata.category(each)[0] in "LN" for each in reason):
        raise InvalidArgument("REASON_MISSING", "必须说明理由", rule=rule, field=field)
    demand_short(reason, field=field)


def demand_short(text: str, *, field: str) -> None:
    """Refuse TEXT_TOO_LONG: a state and a fact stay small, whatever somebody sends."""
    if len(text) > LONGEST:
        raise InvalidArgument("TEXT_TOO_LONG", f"{field} 有{len(text)}个字符，最多{LONGEST}个", field=field, limit=LONGEST)
