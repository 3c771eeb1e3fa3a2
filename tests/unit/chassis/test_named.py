"""What a refused request was about, for the record: the names in it, whatever their fields are called."""

import pytest
from sanzhi.operations.v1.operations_pb2 import ListAuditEntriesRequest, RedriveDeadLetterRequest

from chassis.rpc.named import resources_of


def test_names_are_found_in_any_field() -> None:
    assert resources_of(ListAuditEntriesRequest(actor="people/li", subject="projects/casting/nodes/n1"), 1000) == (
        "people/li",
        "projects/casting/nodes/n1",
    )


@pytest.mark.parametrize("text", ["", "a word", "一 / 二", "Zm9v/Zg==", "sanzhi.registry/3/17", "projects/", "projects/" + "x" * 2000])
def test_other_text_is_none(text: str) -> None:
    assert resources_of(RedriveDeadLetterRequest(id=text, reason=text), 1000) == ()
