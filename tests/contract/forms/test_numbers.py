"""Every number of every request has a refusal for what is too small or too large: whoever adds one says which."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sanzhi.form.v1 import form_pb2

from chassis.words import form_of
from tests.contract.forms.examples import is_instant, is_map
from tests.contract.forms.test_forms import bound

ROOT = Path(__file__).parents[3]
W = form_pb2.Widget
# Field → the refusal of a value that makes no sense; in a draft, when it is submitted.
REFUSED_BY = {
    "page_size": "PAGE_SIZE_INVALID",
    "contracts.v1.DrawUpEngagementRequest.report_every_months": "REPORT_INTERVAL_INVALID",
    "contracts.v1.ExpertScore.score": "SCORE_OUT_OF_RANGE",
    "desk.v1.FactPlace.sequence": "FIELD_INVALID",
    "evaluation.v1.FundsAssessment.received_fen": "AMOUNT_NEGATIVE",
    "evaluation.v1.FundsAssessment.spent_fen": "AMOUNT_NEGATIVE",
    "evaluation.v1.ItemAssessment.verified_value": "VALUE_OUT_OF_RANGE",
    "evaluation.v1.SelfEvaluationEntry.achieved_value": "VALUE_OUT_OF_RANGE",
    "evaluation.v1.ScoreChiefRequest.score": "SCORE_OUT_OF_RANGE",
    "evaluation.v1.SubmitSelfEvaluationRequest.received_fen": "AMOUNT_NEGATIVE",
    "evaluation.v1.SubmitSelfEvaluationRequest.spent_fen": "AMOUNT_NEGATIVE",
    "files.v1.DownloadFileRequest.offset": "FILE_OFFSET_INVALID",
    "milestones.v1.PublishHolidayNoticeRequest.year": "DATE_OUT_OF_RANGE",
    "milestones.v1.NodeProgressEntry.actual": "PROGRESS_OUT_OF_RANGE",
    "milestones.v1.ProgressContent.owed_fen": "AMOUNT_NEGATIVE",
    "milestones.v1.ProgressContent.received_fen": "AMOUNT_NEGATIVE",
    "milestones.v1.ProgressContent.spent_fen": "AMOUNT_NEGATIVE",
    "registry.v1.Budget.total_fen": "TASK_BOOK_INVALID",
    "registry.v1.CreateGuideRequest.threshold": "THRESHOLD_OUT_OF_RANGE",
    "registry.v1.Education.year": "YEAR_IMPLAUSIBLE",
    "registry.v1.FactorScore.score": "SCORE_OUT_OF_RANGE",
    "registry.v1.FundingSource.amount_fen": "TASK_BOOK_INVALID",
    "registry.v1.Instalment.amount_fen": "TASK_BOOK_INVALID",
    "registry.v1.RegisterPersonRequest.birth_year": "YEAR_IMPLAUSIBLE",
    "registry.v1.ScoreFactor.weight": "FACTOR_INVALID",
    "registry.v1.TaskNode.weight": "TASK_BOOK_INVALID",
    "registry.v1.Target.value": "TARGET_NOT_VERIFIABLE",
    "registry.v1.Target.weight": "TARGET_NOT_VERIFIABLE",
    "registry.v1.UpdatePersonRequest.birth_year": "YEAR_IMPLAUSIBLE",
    "sharing.v1.CorrectResultRequest.readiness": "READINESS_INVALID",
    "sharing.v1.RegisterResultRequest.readiness": "READINESS_INVALID",
    "sharing.v1.ReportUseRequest.benefit_fen": "AMOUNT_NEGATIVE",
    "sharing.v1.RequestUseRequest.months": "TERM_OUT_OF_RANGE",
    "supervision.v1.AnalyseProgressRequest.actual_progress": "PROGRESS_OUT_OF_RANGE",
    "supervision.v1.AnalyseProgressRequest.planned_progress": "PROGRESS_OUT_OF_RANGE",
    "supervision.v1.AnalyseProgressRequest.spent_fen": "AMOUNT_NEGATIVE",
    "support.v1.GrantClaimRequest.granted_fen": "AMOUNT_NEGATIVE",
    "support.v1.PublishPolicyRequest.amount_fen": "AMOUNT_NEGATIVE",
    "support.v1.RateServiceRequest.stars": "STARS_OUT_OF_RANGE",
    "support.v1.RecordPaymentRequest.amount_fen": "PAYMENT_DIFFERS",
    "support.v1.RegisterFacilityRequest.capacity": "CAPACITY_INVALID",
    "support.v1.SubmitClaimRequest.amount_fen": "AMOUNT_NEGATIVE",
}


def numbers(message: Any) -> Iterator[str]:
    for field in message.fields:
        if field.message_type is not None:
            if not is_map(field) and not is_instant(field):
                yield from numbers(field.message_type)
        elif field.cpp_type in NUMERIC or form_of(field).widget in (W.WIDGET_DECIMAL, W.WIDGET_PERCENTAGE, W.WIDGET_MONEY):
            yield field.name if field.name == "page_size" else field.full_name.removeprefix("sanzhi.")


NUMERIC = range(1, 7)  # of FieldDescriptor's CPPTYPE: integers and floats


def test_every_number_has_a_refusal() -> None:
    assert {number for method in bound() for number in numbers(method.request.DESCRIPTOR)} == REFUSED_BY.keys()


def test_each_of_these_refusals_is_raised_and_tested() -> None:
    code, tests = (
        "".join(path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py") if path != Path(__file__))
        for folders in (("services", "plan", "chassis"), ("tests",))
    )
    for reason in REFUSED_BY.values():
        assert f'"{reason}"' in code, reason
        assert reason in tests, reason
