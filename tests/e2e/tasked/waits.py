"""Tasks that are on a list while they cannot be carried out yet, and tasks that no look finds: each with a reason that can be looked up.

A reason says what has to come first, or which story it is of, and where the code refuses.
"""

from collections.abc import Mapping

_DRAFT = "申请稿尚有欠缺，提交时逐条说明还要补什么（2.6，registry 的 Submission.failures；故事四的各份申请稿）"
_CONDITIONS = (
    "拟聘人员的任职条件还没有证明：证明由知情单位随时出具（registry/AttestPerson），不是谁的待办，"
    "欠缺的逐条说明（1.7、3.2、3.3，contracts 的 Check.demand）"
)
_PERIOD = "自本期最后一日起报送，此前列出供准备（5.1、5.2，milestones 的 ProgressReport.admit、DispatchReport.admit）"
# What is on a list while it cannot be carried out yet, by task and reason of the refusal: each with why.
WAITS: Mapping[tuple[str, str], str] = {
    ("submit_application", "GUIDE_NOT_OPEN"): "申请可以在受理开始之前起草，到时提交（2.6，registry 的 Guide.check_open）",
    ("submit_application", "OUT_OF_SCOPE"): _DRAFT,
    ("submit_application", "EDUCATION_TOO_LOW"): _DRAFT,
    ("submit_application", "RESEARCH_EXPERIENCE_TOO_SHORT"): _DRAFT,
    ("submit_application", "WORK_EXPERIENCE_TOO_SHORT"): _DRAFT,
    ("submit_application", "LEAD_BARRED"): _DRAFT,
    ("draw_up_manager", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("draw_up_chief", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("sign_document", "SIGNER_NOT_AUTHORIZED"): (
        "签字人由市科技局或者系统管理员登记（registry/AuthorizeSignatory），登记以前没有人能代单位签字"
        "（1.6，contracts 的 SigningRequest.verified）"
    ),
    ("score_chief", "CHIEF_BARRED"): (
        "技术总师在限制期内，期满或者解除以后须打分，期限由拒绝说明（3.7、7.5，evaluation 的 demand_paid；故事七）"
    ),
    ("convene_evaluation_panel", "NODES_OPEN"): (
        "市科技局须知还有节点没有结论，可以自行记为缺失（evaluation/RecordMissingNode），然后组成专家组"
        "（6.2，evaluation 的 demand_settled）"
    ),
    ("submit_progress_report", "DEADLINE_RUNS"): _PERIOD,
    ("submit_dispatch_report", "DEADLINE_RUNS"): _PERIOD,
    ("complete_service", "OFFER_NOT_CHOSEN"): (
        "有企业报名而承担单位还没有选定（其待办 choose_offer），选定以后办结，期限照算（9.2，support 的 ServiceRequest.complete）"
    ),
    ("close_deviation", "CORRECTIVE_ACTION_MISSING"): (
        "起因已经消除，同一人先定纠正措施（AssignDeviation，此项待办的另一办法）或者等纠正情况报告，再办结"
        "（7.2，supervision 的状态表 DEVIATION）"
    ),
    # The task can be carried out; no story says what would fit, and what is tried is of another one.
    ("draw_up_chief", "LEAD_NOT_RESCORED"): (
        "故事八的煤矸石项目（meigan-shi）没有聘任，所试的人选是别的项目的，不是其提名的责任人（1.2a，contracts 的 check_rescored）"
    ),
    ("answer_renewal", "MORE_THAN_ASKED"): (
        "故事九中审计局的延续没有获准，所试的是统计局获准的期限，晚于审计局所申请的（2.5，exchange 的 Subscription.renew）"
    ),
    ("submit_integrated_plan", "PLAN_CONTRADICTS_TASK_BOOK"): (
        "只有故事六编制工作方案，所试的节点或者日期不合本项目的任务书（5.2，milestones 的 demand_fit）"
    ),
    ("replace_panel_member", "NOT_FOUND"): "所试的人选是另一故事的，其时还没有登记（4.7）",
}
# Kinds of tasks that no look finds on a list, each with why. Whoever writes a story with one takes it out: tests/unit/desk/test_stories.py
# and tests/e2e/test_played_once.py tell.
RARE: Mapping[str, str] = {
    "answer_question": "没有一个故事提出政策咨询（support/AskQuestion）",
    "approve_termination": (
        "故事五是唯一的终止，市科技局是业主之一，以批准代同意，其待办是 consent_to_termination（1.10，registry 的 Decision.approve）"
    ),
    "confirm_erasure": "没有一个故事申请删除个人信息（registry/RequestErasure）",
    "confirm_office": "登记故事中的人员时随即确认其职务（cli/story/casting.py 的 Cast），然后才看待办",
    "consent_to_end": "故事三、故事七终止的聘任各只有一个聘任方，提出即决定（1.9，contracts 的 Engagement.end）",
    "correct_result": "没有一个故事退回成果（sharing/ReturnResult）",
}
