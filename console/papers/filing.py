"""The form by which a result is filed with the finance bureau, with its receipt (6.4): a receipt, no approval."""

from cli.papers.paper import Fields, Fine, Paper, Part
from console.papers.written import Answer, Names, instant, word


def filing_paper(filing: Answer, project: str, names: Names) -> Paper:
    """filing: the answer of GetFiling. project: its title."""
    filed = [
        ("项目", project),
        ("备案编号", filing["reference"]),
        ("评价结论", word(filing["conclusion"])),
        ("实现度", filing["degree"]),
        ("报送", f"{instant(filing['filed_at'])}，{names(filing['filed_by'])}"),
        ("状态", word(filing["state"])),
    ]
    received = [
        (
            "收讫",
            f"{instant(filing['acknowledged_at'])}，{names(filing['acknowledged_by'])}"
            if filing.get("acknowledged_at")
            else "尚未确认收讫",
        ),
        ("收讫编号", filing["receipt_reference"]),
    ]
    proof = [f"记录摘要　{filing['digest']}", "备案只表示收讫，不是审批；备案后结果不再变更（规则 6.4）。"]
    parts = [
        Part("报送", [Fields(filed)]),
        Part("市财政局回执", [Fields(received)]),
        Part("核验", [Fine(proof)]),
        Part("备案内容", [Fine([filing["record"]])]),
    ]
    return Paper("绩效评价结果备案表", project, f"绩效评价结果备案表　{project}", parts)
