"""Amounts of money: whole fen, shown in yuan."""

from chassis.errors import InvalidArgument

FEN_TO_A_YUAN = 100
# A hundred billion yuan: no project of a city comes near, and every store and wire holds it exactly.
MOST_FEN = 10**13


def demand_amount(label: str, fen: int, rule: str) -> None:
    """Refuse AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE. `label`: what it is (zh-CN)."""
    if fen < 0:
        raise InvalidArgument("AMOUNT_NEGATIVE", f"{label}不能为负数，收到{fen}分", rule=rule, amount=fen)
    if fen > MOST_FEN:
        raise InvalidArgument("AMOUNT_TOO_LARGE", f"{label}{yuan(fen)}超出上限{yuan(MOST_FEN)}", rule=rule, amount=fen)


def yuan(fen: int) -> str:
    """An amount as users see it: "1,234,567.89元"; whole yuan without a fraction."""
    sign, amount = ("-" if fen < 0 else ""), abs(fen)
    whole, rest = divmod(amount, FEN_TO_A_YUAN)
    return f"{sign}{whole:,}" + (f".{rest:02}" if rest else "") + "元"
