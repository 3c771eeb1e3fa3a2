"""A refusal of a malformed request names the field as its form does."""

import pytest
from sanzhi.evaluation.v1 import evaluation_pb2

from chassis.errors import InvalidArgument
from chassis.rpc.decoding import decode
from chassis.words import place_of
from services.evaluation.commands import SubmitSelfEvaluation

REQUEST = evaluation_pb2.SubmitSelfEvaluationRequest


def test_a_field_that_is_missing_is_named_by_its_label() -> None:
    request = REQUEST(name="projects/a/evaluation")
    request.items.add(target="t1")
    with pytest.raises(InvalidArgument) as refused:
        decode(request, SubmitSelfEvaluation)
    assert refused.value.message == "“逐项自评第1项的实际值”没有填写"
    assert refused.value.metadata["field"] == "items[0].achieved_value"


def test_a_value_that_does_not_fit_is_shown_beside_the_label() -> None:
    request = REQUEST(name="projects/a/evaluation")
    request.items.add(target="t1", achieved_value="许多")
    with pytest.raises(InvalidArgument) as refused:
        decode(request, SubmitSelfEvaluation)
    assert refused.value.message == "“逐项自评第1项的实际值”的内容“许多”无效"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("items", "逐项自评"),
        ("items.1.evidence", "逐项自评第2项的证明材料"),
        ("report.name", "自评价报告的文件名"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_places_are_said_in_words(path: str, words: str) -> None:
    assert place_of(REQUEST.DESCRIPTOR, path) == words
