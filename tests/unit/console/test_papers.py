"""Papers: what stands on them, and that the PDF's Chinese can be selected and searched."""

import base64
import io
import json
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from pypdf import PdfReader
from sanzhi.contracts.v1 import contracts_pb2
from sanzhi.evaluation.v1 import evaluation_pb2
from sanzhi.milestones.v1 import milestones_pb2

from chassis.errors import Unavailable
from cli.client import as_dict
from cli.papers import printing
from cli.papers.paper import Fields, Fine, Paper, Part, Table, Words
from console.papers.contract import contract_paper
from console.papers.evaluation import evaluation_paper
from console.papers.filing import filing_paper
from console.papers.milestone import milestone_paper

NAMES = {
    "organizations/huicheng": "晋中汇诚液压件有限公司",
    "organizations/bureau": "晋中市科技局",
    "people/li-chengyuan": "李承远",
    "people/zhao-ming": "赵明",
    "people/kang-ning": "康宁",
    "people/pei-yuan": "裴媛",
}
AT = "2026-02-14T01:30:00Z"


def names(name: str) -> str:
    return NAMES.get(name, name)


def answer(message: Message, **fields: Any) -> dict[str, Any]:
    return as_dict(ParseDict(fields, message))


def texts_of(paper: Paper) -> str:
    found = [paper.title, paper.about]
    for part in paper.parts:
        found.append(part.heading)
        for block in part.blocks:
            match block:
                case Fields(rows) | Table(_, rows):
                    found += [cell for row in rows for cell in row]
                case Words(texts) | Fine(texts):
                    found += texts
    return "\n".join(found)


def contract(**changes: Any) -> Paper:
    told = {
        "first_parties": ["organizations/bureau"],
        "second_party": "people/li-chengyuan",
        "text": "第一条　委托。\n第二条　期限。",
        "terms": {"年薪": "36 万元"},
        "attachment": None,
        "report_every_months": 3,
        "task_book_version": 2,
    }
    document = answer(
        contracts_pb2.Document(),
        name="projects/yeya/engagements/lead/documents/entrustment_contract-1",
        title="委托管理合同",
        version=1,
        state="DOCUMENT_STATE_OPEN",
        required=[
            {"party": "organizations/bureau", "side": "SIDE_FIRST"},
            {"party": "people/li-chengyuan", "side": "SIDE_SECOND"},
        ],
        signatures=[
            {"party": "organizations/bureau", "signer": "people/zhao-ming", "signed_at": AT, "algorithm": "ed25519", "signature": "AAAA"}
        ],
        drawn_up_at=AT,
    )
    kept = base64.b64encode(json.dumps(told | changes).encode()).decode()
    content = answer(contracts_pb2.DocumentContent(), digest="sha256:abc", content=kept)
    return contract_paper(document, content, "液压阀体铸造", names)


def test_a_contract_says_who_has_signed_and_who_has_not() -> None:
    text = texts_of(contract())
    for said in ("晋中市科技局", "李承远", "第一条　委托。", "36 万元", "每 3 个月", "赵明", "2026-02-14 09:30", "尚未签署", "sha256:abc"):
        assert said in text


def test_a_contract_whose_text_is_a_file_names_it() -> None:
    text = texts_of(contract(text="", attachment={"name": "合同.pdf", "size": 2048, "digest": "sha256:f"}))
    assert "（正文见附件）" in text and "合同.pdf" in text and "2,048 字节" in text


def node(**fields: Any) -> dict[str, Any]:
    return answer(milestones_pb2.Node(), title="样机试制", due_date="2026-02-14", state="NODE_STATE_UNDER_REVIEW", **fields)


def test_a_node_without_materials_says_so_and_a_day_says_that_it_is_worked() -> None:
    text = texts_of(milestone_paper(node(reviews=[{"round": 1, "due_date": "2026-02-14"}]), "液压阀体铸造", names))
    assert "材料尚未提交。" in text and "尚未收齐" in text and "2026-02-14（周六，调休上班）" in text


def test_votes_stand_with_names_where_the_reader_may_see_them() -> None:
    members = [
        {"person": "people/kang-ning", "vote": "VOTE_PASS", "opinion": "达到指标", "voted_at": AT},
        {"person": "people/pei-yuan", "left": True, "left_because": "与承担单位有关联"},
    ]
    panel = {"convened_at": AT, "convened_by": "people/li-chengyuan", "members": members}
    text = texts_of(milestone_paper(node(reviews=[{"round": 1, "panel": panel}]), "液压阀体铸造", names))
    assert "达到指标" in text and "已退出" in text and "与承担单位有关联" in text
    hidden = texts_of(milestone_paper(node(reviews=[{"round": 1, "panel": panel | {"members": []}}]), "液压阀体铸造", names))
    assert "康宁" not in hidden and "专家名单对本件的打印人不公开" in hidden


def evaluation() -> dict[str, Any]:
    row = {
        "metric": "材料利用率（%）",
        "promised": "≥ 95",
        "verified_values": ["94", "95.2", "96"],
        "recorded_value": "95.2",
        "calculation": "95.2 ÷ 95 = 1.0021，以 1 计",
        "degree": "1",
        "weight": "60",
        "weighted_degree": "60",
        "conclusion": "CONCLUSION_MET",
    }
    verdict = {
        "conclusion": "CONCLUSION_MET",
        "degree": "1",
        "funds": {"budget_fen": "123456789", "finding": "FUNDS_FINDING_COMPLIANT", "votes_compliant": 3},
        "working": {"rule_steps": ["取专家核定值的中位数"], "rows": [row], "total": "60 + 40 = 100"},
        "concluded_at": AT,
        "concluded_by": "people/zhao-ming",
    }
    return answer(evaluation_pb2.Evaluation(), title="液压阀体铸造", state="EVALUATION_STATE_CONCLUDED", verdict=verdict)


def test_an_evaluation_has_its_working() -> None:
    text = texts_of(evaluation_paper(evaluation(), names))
    for said in ("94、95.2、96", "95.2 ÷ 95 = 1.0021，以 1 计", "60 + 40 = 100", "1,234,567.89 元", "合规 3 票", "赵明"):
        assert said in text


def test_an_evaluation_under_way_has_no_outcome() -> None:
    text = texts_of(evaluation_paper(answer(evaluation_pb2.Evaluation(), title="液压阀体铸造", without_self_evaluation=True), names))
    assert "总体结论" not in text and "不再等待" in text


def test_a_filing_without_receipt_says_so() -> None:
    text = texts_of(
        filing_paper(answer(evaluation_pb2.FinanceFiling(), reference="晋财备〔2026〕8 号", filed_at=AT), "液压阀体铸造", names)
    )
    assert "尚未确认收讫" in text and "晋财备〔2026〕8 号" in text


def test_a_table_whose_rows_do_not_fit_its_head_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Table(("a", "b"), [("1",)], (1, 1))


async def test_chinese_on_a_pdf_can_be_selected_and_the_same_paper_gives_the_same_bytes() -> None:
    paper = evaluation_paper(evaluation(), names)
    try:
        made = await printing.pdf(paper)
    except Unavailable as missing:
        pytest.skip(f"NO CHINESE FONT on this machine, no PDF was made: {missing.message}")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    for said in ("项目绩效评价报告", "取专家核定值的中位数", "材料利用率", "第 1 页"):
        assert said.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert await printing.pdf(paper) == made


async def test_what_typst_takes_for_markup_is_text() -> None:
    words = "#panic() *粗* $x$ [方括号] \\ `反引号` <标签> @引用 // 注释"
    try:
        made = await printing.pdf(Paper(words, words, words, [Part(words, [Words([words]), Fine([words]), Fields([(words, words)])])]))
    except Unavailable as missing:
        pytest.skip(f"NO CHINESE FONT on this machine, no PDF was made: {missing.message}")
    assert "#panic()" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


async def test_without_a_chinese_font_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(printing, "_fonts", lambda folder: NoFonts())
    with pytest.raises(Unavailable, match="没有中文字体"):
        await printing.pdf(Paper("表", "", ""))
