"""What each act changes, tells and refuses is as lives.txt has it."""

from tests.unit.contracts.lives import LIVES, told


def test_what_each_act_changes_tells_and_refuses() -> None:
    """Whoever changes it writes it anew (`python -m tests.unit.contracts.lives`), and looks at what else is different."""
    assert told() == LIVES.read_text()
