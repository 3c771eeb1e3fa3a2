"""Acts that are nobody's task before they are done, each with why: somebody begins something, freely or for a reason outside.

A method is here or in a row of the table; tests/unit/desk/test_table.py asks.
"""

from collections.abc import Mapping

_RECORD = "登记在册：起因在系统之外（人员、单位的变动）"
_BEGINS = "由其自行决定是否发起"
_CHANGES = "双方随时可以提出变更或者终止，没有期限"

INITIATIVES: Mapping[str, str] = {
    "registry/RegisterOrganization": _RECORD,
    "registry/UpdateOrganization": _RECORD,
    "registry/AuthorizeSignatory": _RECORD,
    "registry/RevokeSignatory": _RECORD,
    "registry/RegisterPerson": _RECORD,
    "registry/UpdatePerson": _RECORD,
    "registry/RecordDeparture": _RECORD,
    "registry/RecordReturn": _RECORD,
    "registry/EndOffice": _RECORD,
    "registry/SetPersonalData": _RECORD,
    "registry/ReadPersonalData": "有用途时才看，每次记录在案（2.5）",
    "registry/RequestErasure": "本人要求或不再需要时提出（2.5）",
    "registry/GrantOfficeInEmergency": "另一人无法确认时才有（2.5）",
    "registry/RegisterSigningKey": _RECORD,
    "registry/RevokeSigningKey": _RECORD,
    "registry/AttestPerson": "任职条件的证明由知情单位随时出具（3.2、3.3）",
    "registry/WithdrawAttestation": "证明有误时由出具单位撤回（3.2、3.3）",
    "registry/CreateGuide": "市科技局决定何时征集项目（2.1）",
    "registry/UpdateApplication": "提交之前随时可以改稿（2.3）",
    "registry/CreateApplication": "申报自愿（2.3）",
    "registry/ReplaceExpert": "专家不能履职时才有（2.6、4.7）",
    "registry/ProposeTaskBookChange": _CHANGES,
    "registry/DecideTermination": _CHANGES,
    "contracts/AmendDocument": _CHANGES,
    "milestones/PublishHolidayNotice": "国务院办公厅的通知发布以后（4.2、4.3）",
    "milestones/ObjectToPanelMember": "业主有异议时才有（4.7）",
    "milestones/RequestExtension": "承担单位、责任人需要更多时间时才有（4.4）",
    "milestones/RecordInspection": "责任人自行安排检查（5.1）",
    "evaluation/RecordMissingNode": "节点没有考核结论时才有（6.2）",
    "evaluation/ReplacePanelMember": "专家不能履职时才有（4.7、7.5）",
    "evaluation/ObjectToRatingEntry": "被评价人有异议时才有（3.6）",
    "supervision/ReleaseCommissioner": "专员不能履职时才有（7.1）",
    "supervision/OpenDeviation": "发现偏差时才有（7.2）",
    "supervision/AnalyseProgress": "专员自行安排分析（7.2）",
    "supervision/RaiseFinding": "发现线索时才有（7.4）",
    "supervision/LiftFinding": "市科技局认为不必再限制时才有（7.4）",
    "sharing/RegisterResult": "形成成果时才有（8.1）",
    "sharing/WithdrawResult": "市科技局认为不应再公开时才有（8.1）",
    "sharing/EndEmbargo": "不必等到暂缓公开期满时才有（8.1）",
    "sharing/RequestUse": _BEGINS,
    "sharing/WithdrawUseRequest": _BEGINS,
    "sharing/ContestRefusal": _BEGINS,
    "sharing/ReportUse": "使用情况由被许可单位随时报告，方案没有期限（8.2）",
    "support/PublishPolicy": "政策出台时才有（9.1）",
    "support/EndPolicy": "政策停止执行时才有（9.1）",
    "support/AskQuestion": _BEGINS,
    "support/SubmitClaim": _BEGINS,
    "support/WithdrawClaim": _BEGINS,
    "support/RequestService": _BEGINS,
    "support/WithdrawService": _BEGINS,
    "support/MakeOffer": _BEGINS,
    "support/RegisterFacility": _RECORD,
    "support/CloseFacility": "设施停用时才有（9.2）",
    "support/BookFacility": _BEGINS,
    "support/CancelBooking": _BEGINS,
    "support/PublishNotice": "有前沿技术信息时才有（9.3）",
    "support/FollowFields": _BEGINS,
}
# Acts that are somebody's task at times, and at others begun freely.
AT_TIMES: Mapping[str, str] = {
    "registry/GrantAgeException": "第一位业主同意时发起，其余业主才有待办（3.4）",
    "contracts/EndEngagement": "没有负面清单认定时，由聘任方自行决定是否终止（1.9）",
    "milestones/SubmitIntegratedPlan": "方案生效以后，技术总师可以随时修订（5.2）",
    "supervision/CloseDeviation": "专员或者市科技局已有证据的，不等纠正情况报告即可办结（7.2）",
}
