"""Every act by which somebody answers, signs or judges names the version that was seen; what names none says why here (4.7a)."""

from collections.abc import Iterator

import pytest
from google.protobuf.descriptor import MethodDescriptor

from cli.services import SERVICES
from cli.story.methods import all_methods, is_mutation

pytestmark = pytest.mark.rule("4.7a")
# Acts that begin something, bring something in, name somebody, or put on record what happened elsewhere: nothing of others to consent to.
BEGINS = {
    "registry": {
        "RegisterOrganization",
        "AuthorizeSignatory",
        "RevokeSignatory",
        "RegisterPerson",
        "RecordDeparture",
        "RecordReturn",
        "ConfirmOffice",  # what is confirmed is the office of this id, which never changes
        "EndOffice",
        "GrantOfficeInEmergency",
        "WithdrawAttestation",
        "RegisterSigningKey",
        "RevokeSigningKey",
        "SetPersonalData",
        "ReadPersonalData",
        "RequestErasure",
        "CreateGuide",
        "PublishGuide",  # a guide never changes
        "CreateApplication",
        "OpenExpertReview",
        "ReplaceExpert",
        "ProposeTaskBookChange",
        "DecideTermination",
    },
    "contracts": {
        "RecordSelection",
        "RescoreLead",
        "DrawUpEngagement",
        "SignDocument",  # what is signed is the document's name and digest
        "AmendDocument",
        "RecheckEngagement",
        "VoidEngagement",
        "EndEngagement",
        "FormExpertGroup",
    },
    "milestones": {
        "PublishHolidayNotice",
        "SubmitMaterials",
        "ConvenePanel",
        "ReplacePanelMember",
        "RequestExtension",
        "SubmitProgressReport",
        "CorrectProgressReport",
        "RecordInspection",
        "SubmitIntegratedPlan",
        "SubmitDispatchReport",
    },
    "evaluation": {
        "SubmitSelfEvaluation",
        "RecordMissingNode",
        "ConveneEvaluationPanel",
        "ReplacePanelMember",
        "FileWithFinance",
        "ObjectToRatingEntry",
    },
    "exchange": {
        "RequestSubscription",
        "WithdrawSubscription",
        "RequestRenewal",
        "IssueFeedToken",
        "ResetPosition",
        "RegisterEndpoint",
        "PauseEndpoint",
        "ResumeEndpoint",
        "RotateEndpointKey",
        "ReissuePackage",
        "ConfirmPackage",
        "IssueKafkaPassword",
    },
    "sharing": {"RegisterResult", "EndEmbargo", "RequestUse", "WithdrawUseRequest", "ReportUse"},
    "supervision": {
        "NameCommissioner",
        "ReleaseCommissioner",
        "OpenDeviation",
        "AssignDeviation",
        "ReportCorrection",
        "AnalyseProgress",
        "RaiseFinding",
        "NotifyFinding",
    },
    "support": {
        "PublishPolicy",
        "AskQuestion",
        "SubmitClaim",
        "WithdrawClaim",
        "RequestService",
        "AssignService",
        "MakeOffer",
        "CompleteService",
        "WithdrawService",
        "RegisterFacility",
        "CloseFacility",
        "BookFacility",
        "CancelBooking",
        "PublishNotice",
        "FollowFields",
        "ReadNotice",
        "JudgeNotice",
    },
}


def acts_of(service: str) -> Iterator[MethodDescriptor]:
    for name, method in all_methods().items():
        if name.startswith(f"sanzhi.{service}.") and is_mutation(method):
            yield method


@pytest.mark.parametrize("service", SERVICES)
def test_an_act_names_the_version_seen_or_begins_something(service: str) -> None:
    without = {act.name for act in acts_of(service) if "etag" not in act.input_type.fields_by_name}
    assert without == BEGINS.get(service, set())
