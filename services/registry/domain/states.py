"""Which act leads from which state to which, and how every other is refused. The pictures in the README are made of this."""

from collections.abc import Mapping

from plan.consents import ConsentState
from plan.states import Ground, StateTable
from services.registry.domain.words import ApplicationState, GuideState, ProjectState

A, C, G, P = ApplicationState, ConsentState, GuideState, ProjectState

# 2.6. An application without a county, or one that the bureau returned, goes to the bureau directly (2.7).
_APPLICATION: Mapping[str, Mapping[ApplicationState, ApplicationState]] = {
    "update": {A.DRAFT: A.DRAFT, A.RETURNED: A.RETURNED, A.RETURNED_FOR_CORRECTION: A.RETURNED_FOR_CORRECTION},
    "submit": dict.fromkeys((A.DRAFT, A.RETURNED, A.RETURNED_FOR_CORRECTION), A.SUBMITTED),
    "submit_to_bureau": dict.fromkeys((A.DRAFT, A.RETURNED, A.RETURNED_FOR_CORRECTION), A.RECOMMENDED),
    "give_back": {A.SUBMITTED: A.RETURNED},
    "recommend": {A.SUBMITTED: A.RECOMMENDED},
    "give_back_for_correction": {A.RECOMMENDED: A.RETURNED_FOR_CORRECTION},
    "refuse": {A.RECOMMENDED: A.REFUSED},
    "pass_formal_review": {A.RECOMMENDED: A.PASSED},
    "open_review": {A.PASSED: A.EXPERT_REVIEW},
    "replace_expert": {A.EXPERT_REVIEW: A.EXPERT_REVIEW},
    "score": {A.EXPERT_REVIEW: A.EXPERT_REVIEW},
    "approve": {A.EXPERT_REVIEW: A.APPROVED},
    "decline": {A.EXPERT_REVIEW: A.DECLINED},
}
_GUIDE: Mapping[str, Mapping[GuideState, GuideState]] = {"publish": {G.DRAFT: G.PUBLISHED}}
_PROJECT: Mapping[str, Mapping[ProjectState, ProjectState]] = {
    "run": {P.APPROVED: P.RUNNING},
    "approve_termination": {P.APPROVED: P.TERMINATED, P.RUNNING: P.TERMINATED},
    "close": {P.APPROVED: P.CLOSED, P.RUNNING: P.CLOSED, P.TERMINATED: P.CLOSED},
}
# 1.1: task book, its changes, terminations and age exceptions wait for all and are refused by one.
JOINT_ACT: Mapping[str, Mapping[ConsentState, ConsentState]] = {
    "consent": {C.PENDING: C.PENDING},
    "last_consent": {C.PENDING: C.GRANTED},
    "refuse": {C.PENDING: C.REFUSED},
}

LABELS = {
    A.DRAFT: "草稿",
    A.SUBMITTED: "已提交，待县（区、市）审核推荐",
    A.RETURNED: "已由县（区、市）退回",
    A.RECOMMENDED: "形式审查中",
    A.RETURNED_FOR_CORRECTION: "已退回补正",
    A.REFUSED: "形式审查未通过",
    A.PASSED: "已通过形式审查",
    A.EXPERT_REVIEW: "专家评审中",
    A.APPROVED: "已立项",
    A.DECLINED: "不予立项",
}
_REASONS = {
    "update": "APPLICATION_NOT_EDITABLE",
    "submit": "APPLICATION_NOT_EDITABLE",
    "submit_to_bureau": "APPLICATION_NOT_EDITABLE",
    "give_back": "APPLICATION_NOT_SUBMITTED",
    "recommend": "APPLICATION_NOT_SUBMITTED",
    "give_back_for_correction": "APPLICATION_NOT_RECOMMENDED",
    "refuse": "APPLICATION_NOT_RECOMMENDED",
    "pass_formal_review": "APPLICATION_NOT_RECOMMENDED",
    "open_review": "APPLICATION_NOT_PASSED",
    "replace_expert": "APPLICATION_NOT_IN_REVIEW",
    "score": "APPLICATION_NOT_IN_REVIEW",
    "approve": "APPLICATION_NOT_IN_REVIEW",
    "decline": "APPLICATION_NOT_IN_REVIEW",
}


def _application_ground(state: ApplicationState, act: str) -> Ground:
    wanted = "、".join(f"“{LABELS[each]}”" for each in _APPLICATION[act])
    return _REASONS[act], "2.6", f"申报现为“{LABELS[state]}”，此操作只在{wanted}时进行"


def ended(state: ProjectState) -> Ground:
    """Why nothing happens in a project any more."""
    return "PROJECT_ENDED", "1.10", f"项目已经{'终止' if state is P.TERMINATED else '结题'}"


APPLICATION = StateTable(_APPLICATION, _application_ground)
GUIDE = StateTable.refusing(_GUIDE, dict.fromkeys(G, ("GUIDE_PUBLISHED", "2.1", "指南已经发布")))
PROJECT = StateTable(_PROJECT, lambda state, act: ended(state))
