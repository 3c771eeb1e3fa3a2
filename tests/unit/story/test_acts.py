"""What a listing said of an act, and what then happened: where the two differ, and what the request decided."""

import pytest

from cli.refused import Refused
from cli.story.acts import Listed, disagreement

ALLOWED, CLOSED = Listed("CloseDeviation", True), Listed("CloseDeviation", False, "CLOSED", "7.2")


def refused(reason: str, code: str = "FAILED_PRECONDITION", rule: str = "7.2", **metadata: str) -> Refused:
    return Refused(code, reason, rule, "", metadata)


@pytest.mark.parametrize(
    ("listed", "outcome"),
    [
        (ALLOWED, None),
        (CLOSED, refused("CLOSED", state="closed")),
        (CLOSED, refused("FIELD_REQUIRED", "INVALID_ARGUMENT", "")),
        (ALLOWED, refused("EVIDENCE_REQUIRED")),
        (Listed("RecordMissingNode", True), refused("NODE_CONCLUDED", state="passed")),
        (ALLOWED, refused("NOT_FOUND", "NOT_FOUND", "")),
        (ALLOWED, refused("NAMED_BY_ANOTHER", "PERMISSION_DENIED", "7.1")),
    ],
)
def test_they_agree(listed: Listed, outcome: Refused | None) -> None:
    assert disagreement(listed, outcome) == ""


@pytest.mark.parametrize(
    ("listed", "outcome", "said"),
    [
        (CLOSED, None, "实际办成"),
        (CLOSED, refused("OTHER"), "OTHER"),
        (CLOSED, refused("CLOSED", rule="7.1"), "7.1"),
        (ALLOWED, refused("CLOSED", state="closed"), "列为可办"),
        (ALLOWED, refused("ROLE_REQUIRED", "PERMISSION_DENIED"), "列为可办"),
    ],
)
def test_they_differ(listed: Listed, outcome: Refused | None, said: str) -> None:
    assert said in disagreement(listed, outcome)
