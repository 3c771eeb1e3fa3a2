"""What a text of a request may be: one door for every field of every service."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sanzhi.contracts.v1 import contracts_pb2
from sanzhi.registry.v1 import registry_pb2

from chassis.rpc.texts import LONGEST, Kind, Unfit, kind_of, taken

NOTHING_TO_SEE = [
    "", " ", "   ", "\u3000", "\u00a0", "\u2003", "\t", "\n", "\u200b", "\u200d", "\ufeff", "\u2060\ufeff", "\u00ad", "\u180e", "\u034f",
    "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\ufe0f", "\U000e0100", "\u0301", "\u20dd", "\u17b4", "\u200b \u3164 \u2800", "\u2028",
    "\U000e0041", "\ufff9\ufffb", "\u2065", "\ufff0", "\U000e0fff", "\ufffc", "\U0001d159", "\u180f", "\U000e0100\U000e0101", "\u1680",
    "\u0300 \u0301", "\U0001d173", "\U00013430",
]  # fmt: skip
NOT_ALLOWED = [
    "张\x00三", "\x1b[31m红\x1b[0m", "张\u202e三", "张\u2066三", "\u200f张三", "\u061c张三", "张\x7f三", "张\x85\x00三",
    "张\ufffe三", "张\ufdd0三", "a\x08b",
]  # fmt: skip
NAMES = ["李承远", "阿卜杜拉·买买提", "𠮷野家𡘙", "欧阳娜娜", "Nguyễn Văn A", "O'Neill", "葛󠄀飾", "﨑山", "ＡＢＣ（集团）", "甲-乙"]


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.PARAGRAPH, Kind.NAME, Kind.ID, Kind.FILE])
@pytest.mark.parametrize("text", NOTHING_TO_SEE)
def test_a_text_of_which_nothing_can_be_seen_is_not_given(kind: Kind, text: str) -> None:
    assert taken(text, kind) == ""


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.PARAGRAPH, Kind.NAME, Kind.ID, Kind.FILE])
@pytest.mark.parametrize("text", NOT_ALLOWED)
def test_control_characters_and_turns_of_direction_are_refused(kind: Kind, text: str) -> None:
    with pytest.raises(Unfit) as refused:
        taken(text, kind)
    assert refused.value.reason == "TEXT_INVALID"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_people_and_things_stay_as_they_are(name: str) -> None:
    assert taken(name, Kind.LINE) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", " 张三\u3000"), ("张三", "张\u200b三"), ("Nguyễn", unicodedata.normalize("NFD", "Nguyễn")), ("张三", "\ufeff张三"),
        ("张三", "张\u00ad三"), ("张三", "张三\n"), ("张三", "张\u2060三\U000e0041"), ("李六", "李\uf9d1"),
        ("张三", "张三\u2800"), ("张三", "张\u3164三"), ("张三", "张\uffa0三"), ("A B", "A\u00a0B"), ("A B", "A\u2003B"),
        ("Li", "L\ufe00i"), ("张三", "张三\ufff9"),
        ("张三", "张三\u2065"), ("é", "e\u200b\u0301"), ("é", "e\u034f\u0301"),
    ],
)  # fmt: skip
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert taken(other, Kind.LINE) == one


def test_a_line_has_no_breaks_and_a_paragraph_keeps_them() -> None:
    for broken in ("张\n三", "张\r\n三", "张\u2028三", "张\t三"):
        with pytest.raises(Unfit, match="TEXT_INVALID"):
            taken(broken, Kind.LINE)
    assert taken("一、\r\n二、\u2029三、\x0b\t四\n\n", Kind.PARAGRAPH) == "一、\n二、\n三、\n\t四"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_longest_length(kind: Kind) -> None:
    with pytest.raises(Unfit, match="TEXT_TOO_LONG"):
        taken("a" * (LONGEST[kind] + 1), kind)
    assert taken("a" * LONGEST[kind], kind)


@pytest.mark.parametrize("text", ["../../x", "a/b", "N1", "节点一", "n 1", "-n", "n_1", "n.1"])
def test_an_id_is_of_small_letters_digits_and_hyphens(text: str) -> None:
    with pytest.raises(Unfit, match="ID_INVALID"):
        taken(text, Kind.ID)
    assert taken(" n-1 ", Kind.ID) == "n-1"


@pytest.mark.parametrize("text", ["a/../b", "/a", "a/", "a//b", "a b/c", "..", ".", "projects/./x", "a/b\u00a0c"])
def test_a_name_has_no_empty_part_and_no_way_up(text: str) -> None:
    with pytest.raises(Unfit, match="NAME_INVALID"):
        taken(text, Kind.NAME)
    assert taken("projects/x/nodes/n1", Kind.NAME) == "projects/x/nodes/n1"


@pytest.mark.parametrize("text", ["../etc/passwd", "a/b.pdf", "C:\\x.pdf", "..", "."])
def test_a_file_s_name_is_no_path(text: str) -> None:
    with pytest.raises(Unfit, match="FILE_NAME_INVALID"):
        taken(text, Kind.FILE)
    assert taken("检测 报告（终稿）..pdf", Kind.FILE) == "检测 报告（终稿）..pdf"


def test_a_mark_comes_as_it_is_or_not_at_all() -> None:
    assert taken(" 甲/b|c== ", Kind.MARK) == " 甲/b|c== "
    for text in ("a\x00", "a\nb", "\u202ea", "a\u200bb", "\ud800", "a\tb"):
        with pytest.raises(Unfit, match="TEXT_INVALID"):
            taken(text, Kind.MARK)


@given(st.text(), st.sampled_from([Kind.LINE, Kind.PARAGRAPH, Kind.FILE]))
def test_what_is_kept_is_kept_again(text: str, kind: Kind) -> None:
    """Once through the door is as good as twice, and what comes out is NFC, can be stored, and is either nothing or something to see."""
    try:
        kept = taken(text, kind)
    except Unfit:
        return
    assert taken(kept, kind) == kept == unicodedata.normalize("NFC", kept) == kept.strip()
    assert kept.encode().decode() == kept


LONG = ["合同正文。", "a\u0300\u0316", "\u200b", "\u3000\u0301", "👩\u200d", "\n \t", "𠮷\U000e0100", "\r\n", "\u00a0\u2003甲"]


@pytest.mark.parametrize("piece", LONG)
def test_the_longest_text_takes_no_time(piece: str) -> None:
    text = piece * (LONGEST[Kind.PARAGRAPH] // len(piece))
    began = time.process_time()
    taken(text, Kind.PARAGRAPH)
    assert time.process_time() - began < 0.25  # 30 ms on a machine of its own


def test_marks_without_end_on_one_letter_are_refused_before_they_are_put_in_order() -> None:
    began = time.process_time()
    with pytest.raises(Unfit, match="TEXT_INVALID"):
        taken("a" + "\u0300\u0316" * 49_000, Kind.PARAGRAPH)  # a minute for NFC
    assert time.process_time() - began < 0.25
    assert taken("a" + "\u0316" * 30, Kind.LINE)


@pytest.mark.parametrize(
    ("message", "field", "kind"),
    [
        (registry_pb2.RegisterPersonRequest, "display_name", Kind.LINE),
        (registry_pb2.RegisterPersonRequest, "person_id", Kind.ID),
        (registry_pb2.RegisterPersonRequest, "organization", Kind.NAME),
        (registry_pb2.TaskNode, "id", Kind.ID),
        (registry_pb2.FileUpload, "name", Kind.FILE),
        (registry_pb2.UpdatePersonRequest, "name", Kind.NAME),
        (registry_pb2.UpdatePersonRequest, "etag", Kind.MARK),
        (registry_pb2.ListPeopleRequest, "page_token", Kind.MARK),
        (contracts_pb2.DocumentText, "text", Kind.PARAGRAPH),
    ],
)
def test_the_form_option_says_what_a_field_is(message: type, field: str, kind: Kind) -> None:
    assert kind_of(message.DESCRIPTOR.fields_by_name[field]) is kind  # type: ignore[attr-defined]
