"""The acts on a project: how often each is tried, by whom as a rule, and on which resources."""

from dataclasses import dataclass

from tests.harness.suite import ADMINISTRATOR, Person
from tests.integration.registry.city import BUREAU, CHIEF, COUNTY, EXPERTS, LEAD, OTHER_COUNTY, POSTER, PROJECT, UNIT

FINANCE = Person("people/qian", ("finance_bureau",), "organizations/finance", "finance_bureau", "jinzhong")
WATCHER = Person("people/kong", (), "organizations/college", "university", "")
CAST = (ADMINISTRATOR, BUREAU, COUNTY, OTHER_COUNTY, POSTER, UNIT, LEAD, CHIEF, FINANCE, WATCHER, *EXPERTS)
OWNERS = (BUREAU, POSTER)
DIRECTORS = (BUREAU, BUREAU, WATCHER)


@dataclass(frozen=True)
class Act:
    """`on`: the collection "service.collection" that the name is of, or the name itself; "" where the request has none."""

    service: str
    rpc: str
    weight: int
    people: tuple[Person, ...]
    on: str = ""

    @property
    def method(self) -> str:
        """The full name of the RPC."""
        return f"sanzhi.{self.service}.v1.{self.service.capitalize()}Service/{self.rpc}"


_BOOK = f"{PROJECT}/taskBook"
_NODE, _MIDTERM, _DEADLINE = "milestones.nodes", f"{PROJECT}/midtermCheck", "milestones.deadlines"
_EVALUATION, _COMMISSION = f"{PROJECT}/evaluation", f"{PROJECT}/commission"
_PART, _ENTRY = "evaluation.pays.parts", "evaluation.ratings.entries"
_DOCUMENT, _ENGAGEMENT, _SELECTION = "contracts.engagements.documents", "contracts.engagements", "contracts.selections"
_DEVIATION, _FINDING = "supervision.deviations", "supervision.findings"
_REPORT, _PLAN, _DISPATCH = "milestones.progress_reports", f"{PROJECT}/integratedPlan", "milestones.dispatch_reports"
_RESULT, _REQUEST = "sharing.results", "sharing.use_requests"
_POLICY, _QUESTION, _CLAIM, _SERVICE = "support.policies", "support.questions", "support.claims", "support.service_requests"
_FACILITY, _NOTICE = "support.facilities", "support.notices"
WANTING = (WATCHER, POSTER)
# On the way to a project, or of what belongs to none; their own tests play them.
BEFORE_A_PROJECT = ("registry", "exchange")

ACTS = (
    Act("registry", "AcceptTaskBook", 2, (*OWNERS, UNIT), _BOOK),
    Act("registry", "ProposeTaskBookChange", 2, (*OWNERS, UNIT), _BOOK),
    Act("registry", "ConsentToTaskBookChange", 2, OWNERS, _BOOK),
    Act("registry", "RefuseTaskBookChange", 1, OWNERS, _BOOK),
    Act("registry", "ApproveTaskBookChange", 1, (BUREAU,), _BOOK),
    Act("registry", "GrantAgeException", 1, OWNERS),
    Act("registry", "RefuseAgeException", 1, OWNERS),
    Act("registry", "DecideTermination", 1, OWNERS, PROJECT),
    Act("registry", "ConsentToTermination", 1, OWNERS, PROJECT),
    Act("registry", "RefuseTermination", 1, OWNERS, PROJECT),
    Act("registry", "ApproveTermination", 1, (BUREAU,), PROJECT),
    Act("contracts", "RecordSelection", 3, OWNERS),
    Act("contracts", "ConsentToSelection", 3, OWNERS, _SELECTION),
    Act("contracts", "RescoreLead", 2, OWNERS),
    Act("contracts", "DrawUpEngagement", 4, (*OWNERS, LEAD, UNIT)),
    Act("contracts", "SignDocument", 6, (*OWNERS, LEAD, CHIEF), _DOCUMENT),
    Act("contracts", "RefuseDocument", 1, (*OWNERS, LEAD, CHIEF), _DOCUMENT),
    Act("contracts", "AmendDocument", 3, (*OWNERS, LEAD), _DOCUMENT),
    Act("contracts", "RecheckEngagement", 1, (*OWNERS, LEAD), _ENGAGEMENT),
    Act("contracts", "VoidEngagement", 1, OWNERS, _ENGAGEMENT),
    Act("contracts", "EndEngagement", 1, OWNERS, _ENGAGEMENT),
    Act("contracts", "ConsentToEnd", 1, OWNERS, _ENGAGEMENT),
    Act("contracts", "FormExpertGroup", 2, (LEAD, *OWNERS)),
    Act("milestones", "SubmitMaterials", 8, (UNIT,), _NODE),
    Act("milestones", "ReturnMaterials", 2, (LEAD,), _NODE),
    Act("milestones", "ConvenePanel", 7, (LEAD,), _NODE),
    Act("milestones", "ObjectToPanelMember", 1, OWNERS, _NODE),
    Act("milestones", "ReplacePanelMember", 2, (LEAD,), _NODE),
    Act("milestones", "RecordVote", 14, EXPERTS, _NODE),
    Act("milestones", "SubmitMilestoneReport", 5, (LEAD,), _NODE),
    Act("milestones", "ChooseRemedy", 3, OWNERS, _NODE),
    Act("milestones", "ChooseRemedy", 1, OWNERS, _MIDTERM),
    Act("milestones", "JudgeMidterm", 2, (BUREAU,), _MIDTERM),
    Act("milestones", "ReportMidterm", 1, (BUREAU,), _MIDTERM),
    Act("milestones", "RequestExtension", 3, (UNIT, LEAD), _DEADLINE),
    Act("milestones", "ConsentToExtension", 3, OWNERS, _DEADLINE),
    Act("milestones", "RefuseExtension", 1, OWNERS, _DEADLINE),
    Act("milestones", "SubmitProgressReport", 5, (LEAD,), _REPORT),
    Act("milestones", "CorrectProgressReport", 2, (LEAD,), _REPORT),
    Act("milestones", "TakeInProgressReport", 2, OWNERS, _REPORT),
    Act("milestones", "AskForMore", 2, OWNERS, _REPORT),
    Act("milestones", "RecordInspection", 2, (LEAD,), PROJECT),
    Act("milestones", "SubmitIntegratedPlan", 2, (CHIEF,), PROJECT),
    Act("milestones", "AgreeToIntegratedPlan", 2, (LEAD,), _PLAN),
    Act("milestones", "RefuseIntegratedPlan", 1, (LEAD,), _PLAN),
    Act("milestones", "SubmitDispatchReport", 2, (CHIEF,), _DISPATCH),
    Act("evaluation", "SubmitSelfEvaluation", 4, (UNIT,), _EVALUATION),
    Act("evaluation", "RecordMissingNode", 2, (BUREAU,), _EVALUATION),
    Act("evaluation", "ConveneEvaluationPanel", 4, (BUREAU,), _EVALUATION),
    Act("evaluation", "ReplacePanelMember", 1, (BUREAU,), _EVALUATION),
    Act("evaluation", "AssessItems", 8, EXPERTS, _EVALUATION),
    Act("evaluation", "ConcludeEvaluation", 3, (BUREAU,), _EVALUATION),
    Act("evaluation", "FileWithFinance", 2, (BUREAU,), _EVALUATION),
    Act("evaluation", "AcknowledgeFiling", 2, (FINANCE,), "evaluation.filings"),
    Act("evaluation", "ScoreChief", 4, (LEAD, UNIT), _PART),
    Act("evaluation", "ConfirmChiefScore", 4, OWNERS, _PART),
    Act("evaluation", "RefuseChiefScore", 1, OWNERS, _PART),
    Act("evaluation", "RecordBonusPayment", 3, (UNIT,), _PART),
    Act("evaluation", "ObjectToRatingEntry", 2, (LEAD,), _ENTRY),
    Act("evaluation", "AnswerRatingObjection", 2, (BUREAU,), _ENTRY),
    Act("supervision", "NameCommissioner", 3, OWNERS, _COMMISSION),
    Act("supervision", "ReleaseCommissioner", 1, OWNERS, _COMMISSION),
    Act("supervision", "OpenDeviation", 2, DIRECTORS),
    Act("supervision", "AssignDeviation", 3, DIRECTORS, _DEVIATION),
    Act("supervision", "ReportCorrection", 3, (LEAD, UNIT), _DEVIATION),
    Act("supervision", "CloseDeviation", 3, DIRECTORS, _DEVIATION),
    Act("supervision", "AnalyseProgress", 2, DIRECTORS),
    Act("supervision", "RaiseFinding", 3, (BUREAU, COUNTY)),
    Act("supervision", "NotifyFinding", 3, (BUREAU,), _FINDING),
    Act("supervision", "AnswerFinding", 2, (LEAD, UNIT), _FINDING),
    Act("supervision", "ConfirmFinding", 2, (BUREAU,), _FINDING),
    Act("supervision", "DismissFinding", 1, (BUREAU,), _FINDING),
    Act("supervision", "LiftFinding", 1, (BUREAU,), _FINDING),
    Act("sharing", "RegisterResult", 6, (UNIT, LEAD), PROJECT),
    Act("sharing", "CorrectResult", 2, (UNIT, LEAD), _RESULT),
    Act("sharing", "ReturnResult", 1, (BUREAU,), _RESULT),
    Act("sharing", "ConfirmResult", 5, (BUREAU,), _RESULT),
    Act("sharing", "EndEmbargo", 2, (UNIT, LEAD, BUREAU), _RESULT),
    Act("sharing", "WithdrawResult", 1, (BUREAU,), _RESULT),
    Act("sharing", "RequestUse", 8, WANTING, _RESULT),
    Act("sharing", "AnswerUseRequest", 6, (UNIT,), _REQUEST),
    Act("sharing", "WithdrawUseRequest", 1, WANTING, _REQUEST),
    Act("sharing", "ContestRefusal", 3, WANTING, _REQUEST),
    Act("sharing", "RuleOnRefusal", 3, (BUREAU,), _REQUEST),
    Act("sharing", "ReportUse", 4, WANTING, _RESULT),
    Act("support", "PublishPolicy", 3, (BUREAU, COUNTY)),
    Act("support", "EndPolicy", 1, (BUREAU, COUNTY), _POLICY),
    Act("support", "AskQuestion", 2, (UNIT, POSTER)),
    Act("support", "AnswerQuestion", 3, (BUREAU,), _QUESTION),
    Act("support", "SubmitClaim", 4, (UNIT, LEAD), PROJECT),
    Act("support", "ReturnClaim", 2, (BUREAU, COUNTY), _CLAIM),
    Act("support", "CompleteClaim", 2, (UNIT,), _CLAIM),
    Act("support", "GrantClaim", 3, (BUREAU,), _CLAIM),
    Act("support", "DeclineClaim", 1, (BUREAU,), _CLAIM),
    Act("support", "RecordPayment", 3, (BUREAU, FINANCE), _CLAIM),
    Act("support", "WithdrawClaim", 1, (UNIT,), _CLAIM),
    Act("support", "RequestService", 4, (UNIT, LEAD), PROJECT),
    Act("support", "AssignService", 4, (BUREAU, COUNTY), _SERVICE),
    Act("support", "MakeOffer", 2, (POSTER,), _SERVICE),
    Act("support", "ChooseOffer", 2, (UNIT,), _SERVICE),
    Act("support", "CompleteService", 3, (BUREAU, LEAD), _SERVICE),
    Act("support", "RateService", 2, (UNIT, LEAD), _SERVICE),
    Act("support", "WithdrawService", 1, (UNIT,), _SERVICE),
    Act("support", "RegisterFacility", 2, (BUREAU, COUNTY)),
    Act("support", "CloseFacility", 1, (POSTER, BUREAU), _FACILITY),
    Act("support", "BookFacility", 4, (UNIT, LEAD), _FACILITY),
    Act("support", "CancelBooking", 2, (UNIT, POSTER), _FACILITY),
    Act("support", "PublishNotice", 3, (BUREAU, COUNTY)),
    Act("support", "FollowFields", 2, (UNIT, LEAD), PROJECT),
    Act("support", "ReadNotice", 2, (UNIT, LEAD), _NOTICE),
    Act("support", "JudgeNotice", 2, (UNIT, LEAD), _NOTICE),
)
