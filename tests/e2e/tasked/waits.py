"""Tasks that are on a list while they cannot be carried out yet."""

from collections.abc import Mapping

_DRAFT = "申请稿尚有欠缺：起草人须知还要补什么，拒绝时逐条说明（2.6）"
_CONDITIONS = "任职条件的证明由知情单位随时出具，欠缺的逐条说明；没有别人的待办会促成（1.7、3.2、3.3）"
_PERIOD = "本期期满之日起报送，此前列出供准备（5.1、5.2）"
# What is on a list while it cannot be carried out yet, by task and reason of the refusal: each with why.
WAITS: Mapping[tuple[str, str], str] = {
    ("submit_application", "GUIDE_NOT_OPEN"): "申请可以在受理之前起草，到时提交（2.6）",
    **{
        ("submit_application", reason): _DRAFT
        for reason in (
            "OUT_OF_SCOPE",
            "EDUCATION_TOO_LOW",
            "RESEARCH_EXPERIENCE_TOO_SHORT",
            "WORK_EXPERIENCE_TOO_SHORT",
            "LEAD_BARRED",
        )
    },
    ("draw_up_manager", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("draw_up_chief", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("draw_up_chief", "LEAD_NOT_RESCORED"): "故事八的煤矸石项目没有聘任，所试的是另一项目的人选（1.2a）",
    ("sign_document", "SIGNER_NOT_AUTHORIZED"): "单位自行登记签字人，登记以前没有人能代其签字（1.6）",
    ("score_chief", "CHIEF_BARRED"): "限制期满或者解除以后须打分；限制因人而定，期限由拒绝说明（3.7、7.5）",
    ("convene_evaluation_panel", "NODES_OPEN"): "市科技局须知还有节点没有结论，可以自行记为缺失（6.2）",
    ("submit_progress_report", "DEADLINE_RUNS"): _PERIOD,
    ("submit_dispatch_report", "DEADLINE_RUNS"): _PERIOD,
    ("complete_service", "OFFER_NOT_CHOSEN"): "承办人须知承担单位还没有选定，选定以后办结，期限照算（9.2）",
    ("close_deviation", "CORRECTIVE_ACTION_MISSING"): "起因已经消除，先定纠正措施或者等纠正情况报告，再办结（7.2）",
    ("submit_application", "GUIDE_CLOSED"): "受理截止时没有提交的申请稿，没有撤回的办法（2.6）",
    # The task can be carried out, and what is said to try it is of another story.
    ("answer_renewal", "MORE_THAN_ASKED"): "所试的期限是另一份延续申请的（2.5）",
    ("submit_integrated_plan", "PLAN_CONTRADICTS_TASK_BOOK"): "所试的方案是另一项目的，不合本项目的任务书（5.2）",
    ("replace_panel_member", "NOT_FOUND"): "所试的人选是另一故事的，其时还没有登记（4.7）",
}
