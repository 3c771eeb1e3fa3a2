import hashlib
import json

import pytest

from chassis.errors import RuleViolated
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.words import EvaluationState, FilingState
from tests.unit.evaluation.examples import NOW, PROJECT, UNIT, concluded, under_review

REFERENCE = "市科绩备〔2028〕3号"


@pytest.mark.rule("6.4")
def test_a_filing_keeps_what_was_filed_under_a_digest() -> None:
    evaluation = concluded()
    filing, (fact,) = file_with_finance(evaluation, REFERENCE, "people/official", "people/lead", NOW)
    assert filing.digest == "sha256:" + hashlib.sha256(filing.record.encode()).hexdigest() == fact.digest
    record = json.loads(filing.record)
    assert (record["conclusion"], record["degree"], record["undertaking_unit"]) == ("met", "1.0000", UNIT)
    assert filing.record == json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "people/zhang" not in filing.record
    assert (fact.name, fact.project, fact.reference, fact.rule) == (f"{PROJECT}/filing", PROJECT, REFERENCE, "6.4")
    assert (evaluation.state, evaluation.filing) == (EvaluationState.FILED, filing.name)


@pytest.mark.rule("6.4", "6.5")
def test_a_filing_names_who_led_at_the_conclusion() -> None:
    filing, (fact,) = file_with_finance(concluded(), REFERENCE, "people/official", "people/successor", NOW)
    assert (json.loads(filing.record)["lead"], fact.lead) == ("people/lead", "people/lead")


@pytest.mark.rule("6.4")
def test_only_a_conclusion_is_filed_and_only_once() -> None:
    with pytest.raises(RuleViolated) as refused:
        file_with_finance(under_review(), REFERENCE, "people/official", "people/lead", NOW)
    assert (refused.value.reason, refused.value.rule) == ("EVALUATION_NOT_CONCLUDED", "6.4")
    evaluation = concluded()
    file_with_finance(evaluation, REFERENCE, "people/official", "people/lead", NOW)
    with pytest.raises(RuleViolated) as refused:
        file_with_finance(evaluation, REFERENCE, "people/official", "people/lead", NOW)
    assert (refused.value.reason, refused.value.rule) == ("EVALUATION_FILED", "6.4")


@pytest.mark.rule("6.4")
def test_receipt_changes_nothing_of_the_result_and_comes_once() -> None:
    filing, _ = file_with_finance(concluded(), REFERENCE, "people/official", "people/lead", NOW)
    record = filing.record
    (fact,) = filing.acknowledge("people/finance", "财绩收〔2028〕11号", NOW)
    assert (filing.state, filing.record, fact.receipt_reference) == (FilingState.ACKNOWLEDGED, record, "财绩收〔2028〕11号")
    with pytest.raises(RuleViolated) as refused:
        filing.acknowledge("people/finance", "财绩收〔2028〕12号", NOW)
    assert (refused.value.reason, refused.value.rule) == ("FILING_ALREADY_ACKNOWLEDGED", "6.4")
