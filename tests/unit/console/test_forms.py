"""Forms are made of the proto; what is typed is read back, and all that is wrong is said at once, where it is."""

from contextlib import suppress
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message_factory import GetMessageClass

from chassis.words import form_of, place_of
from cli.refused import Refused
from cli.story.methods import all_methods, is_mutation
from console.calls import message_of
from console.forms.kinds import Kind
from console.forms.known import _titles
from console.forms.reading import Reader, Unfit, read_date, read_instant, read_money
from console.forms.typed import Shown, Typed, of_resource, shown, typed_of
from tests.contract.forms.examples import example_of

MUTATIONS = {name: method for name, method in all_methods().items() if is_mutation(method)}
PROPOSE = all_methods()["sanzhi.registry.v1.RegistryService/ProposeTaskBookChange"].input_type
EXTENSION = all_methods()["sanzhi.milestones.v1.MilestonesService/RequestExtension"].input_type
MATERIALS = all_methods()["sanzhi.milestones.v1.MilestonesService/SubmitMaterials"].input_type
GUIDE = all_methods()["sanzhi.registry.v1.RegistryService/CreateGuide"].input_type
PANEL = all_methods()["sanzhi.milestones.v1.MilestonesService/ConvenePanel"].input_type


class Everybody:
    """Knows whatever is asked for, but 无名."""

    def find(self, kind: Kind, text: str) -> tuple[str, str]:
        return ("", "没有") if text == "无名" else (text, "")


def read(message: Any, form: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    reader = Reader(typed_of(form), Everybody())
    return reader.message(message), reader.errors


def leaves(fields: list[Shown]) -> list[Shown]:
    return [leaf for each in fields for leaf in ([*leaves(each.fields), *leaves(each.rows)] or [each])]


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_form_filled_in_as_its_examples_show_makes_that_request(name: str) -> None:
    """There and back: what the example says, typed as people would, read again."""
    message = MUTATIONS[name].input_type
    example = json_format.MessageToDict(
        json_format.ParseDict(example_of(message), GetMessageClass(message)()), preserving_proto_field_name=True
    )
    typed = of_resource(message, example)
    for leaf in leaves(shown(message, typed, {})):
        assert leaf.label or leaf.path.endswith((".key", ".value")), leaf.path
        if leaf.kind is Kind.FILE:
            typed.texts |= {f"{leaf.path.rpartition('.')[0]}.digest": "sha256:00"}
    reader = Reader(typed, Everybody())
    body = reader.message(message)
    assert reader.errors == {}
    again = json_format.ParseDict(body, GetMessageClass(message)())
    for field in message.fields:
        if form_of(field).widget not in (1, 14, 15, 16) and field.name in example and not _has_file(field):
            assert getattr(again, field.name) == getattr(json_format.ParseDict(example, GetMessageClass(message)()), field.name)


def _has_file(field: Any) -> bool:
    within = field.message_type
    return within is not None and any(form_of(each).widget in (1, 14, 15, 16) or _has_file(each) for each in within.fields)


def test_all_that_is_wrong_is_said_at_once_at_its_field() -> None:
    _, errors = read(EXTENSION, {"last_day": "2026-09-31", "reason": " "})
    assert errors == {"last_day": "日历上没有 2026-09-31 这一天", "reason": "请填写"}


def test_rows_that_are_left_empty_do_not_count() -> None:
    body, errors = read(PANEL, {"members.#": "4", "members.0": "people/a", "members.1": "", "members.2": "people/b", "members.3": " "})
    assert (body["members"], errors) == (["people/a", "people/b"], {})
    assert read(PANEL, {"members.#": "1", "members.0": ""})[1] == {"members": "请填写，至少一项"}
    assert read(PANEL, {"members.#": "1", "members.0": "无名"})[1] == {"members.0": "没有"}


def test_rows_are_numbered_by_nobody_and_keep_their_numbers() -> None:
    guide = all_methods()["sanzhi.registry.v1.RegistryService/CreateGuide"].input_type
    form = {"title": "指南", "factors.#": "4"}
    titles = {"factors.0": "技术方案", "factors.1": "产业化前景", "factors.3": "团队与条件"}
    typed = typed_of(form | {f"{row}.title": title for row, title in titles.items()} | {"factors.1.id": "f1", "factors.2.id": "f9"})
    reader = Reader(typed, Everybody())
    body = reader.message(guide)
    assert [(each["id"], each["title"]) for each in body["factors"]] == [("f2", "技术方案"), ("f1", "产业化前景"), ("f3", "团队与条件")]
    rows = next(each for each in shown(guide, typed, reader.errors) if each.path == "factors").rows
    assert [leaf.value for row in rows for leaf in row.fields if leaf.kind is Kind.HIDDEN] == ["f2", "f1", "f9", "f3"]
    assert not any(leaf.path.endswith(".id") for row in rows for leaf in row.asked)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", ""),
        (" QUFBQUFBQUFBQUFBQUFB\nQUFBQUFBQUFBQUFBQUFBQUE= ", ""),
        ("key.pem", "不是公钥"),
        ("QQ==", "公钥有 1 字节"),
    ],
)
def test_a_public_key_is_given_as_it_is_printed(text: str, wrong: str) -> None:
    register_key = all_methods()["sanzhi.registry.v1.RegistryService/RegisterSigningKey"].input_type
    body, errors = read(register_key, {"key_id": "k1", "public_key": text})
    assert errors.get("public_key", "").startswith(wrong) and ("public_key" in body) == (not wrong)


def test_a_file_is_named_by_its_digest() -> None:
    form = {
        "materials.#": "1",
        "materials.0.kind": "MATERIAL_KIND_AUDIT",
        "materials.0.name": "审计.pdf",
        "materials.0.digest": "sha256:1",
        "materials.0.size": "7",
    }
    body, errors = read(MATERIALS, form)
    assert errors == {} and body["materials"][0]["digest"] == "sha256:1" and "content" not in body["materials"][0]
    assert "materials.0.content" in read(MATERIALS, {"materials.#": "1", "materials.0.kind": "MATERIAL_KIND_AUDIT"})[1]


def test_somebody_who_sends_a_number_of_rows_beyond_reason_gets_no_more_than_a_list_may_have() -> None:
    assert typed_of({"members.#": "1000000"}).rows("members") == 200
    assert typed_of({"members.#": "-1"}).rows("members") == 0


def test_what_is_changed_starts_from_what_is_there() -> None:
    terms = {
        "term_start": "2026-04-01",
        "nodes": [{"id": "n1", "title": "样件", "due_date": "2026-09-30"}],
        "budget": {"total_fen": "12345"},
    }
    typed = of_resource(PROPOSE, {"terms": terms})
    assert typed.text("terms.nodes.0.title") == "样件" and typed.rows("terms.nodes") == 1
    assert typed.text("terms.budget.total_fen") == "123.45"


@pytest.mark.parametrize(
    ("text", "fen"), [("1,000.5", 100050), ("0.01", 1), ("12万", None), ("1.234", None), ("300 元", 30000), ("-5", -500)]
)
def test_money_is_given_in_yuan(text: str, fen: int | None) -> None:
    if fen is None:
        with pytest.raises(Unfit):
            read_money(text)
    else:
        assert read_money(text) == fen


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "明天", "20260101"])
def test_a_day_that_is_on_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        read_date(text)


def test_days_and_instants_are_chinas() -> None:
    assert read_date("2026年1月5日") == "2026-01-05"
    assert read_instant("2026-01-12T09:00") == "2026-01-12T09:00:00+08:00"
    for text in ("2026-01-12", "2026-01-12 25:00", "2026-01-12 9点"):
        with pytest.raises(Unfit):
            read_instant(text)


def test_nothing_typed_is_lost_by_being_shown_again() -> None:
    typed = Typed({"last_day": "2026-09-31", "reason": "<b>原因</b>"})
    assert [each.value for each in shown(EXTENSION, typed, {"last_day": "错"})] == ["2026-09-31", "<b>原因</b>"]


def test_two_of_one_name_are_told_apart_by_their_credit_codes() -> None:
    one, other = ({"name": f"organizations/{each}", "credit_code": code} for each, code in (("a", "91140700MA0KXYXA1B"), ("b", "")))
    assert _titles([("晋铸", "", one), ("晋铸", "", other)]) == {
        "晋铸（91140700MA0KXYXA1B）": "organizations/a",
        "晋铸 organizations/b": "organizations/b",
    }


class Everywhere(Typed):
    """The same in every field, one row of each list."""

    def __init__(self, value: str) -> None:
        super().__init__(typed_of({"it": value}).texts)

    def text(self, path: str) -> str:
        return self.texts["it"]

    def rows(self, path: str, least: int = 0) -> int:
        return 1

    def is_blank(self, path: str, numbered: str = "") -> bool:
        return False


@pytest.mark.parametrize("value", ["FOO", "-1", "9" * 5000, "-" + "9" * 29, "9999-12-31 23:59", "0001-01-01", "\0", "\ud800", "NaN"])
def test_nonsense_is_read_or_refused_in_every_field_of_every_act(value: str) -> None:
    for name, method in MUTATIONS.items():
        typed = Everywhere(value)
        reader = Reader(typed, Everybody())
        body = reader.message(method.input_type)
        assert shown(method.input_type, typed, reader.errors) is not None
        with suppress(Refused):
            message_of(name, body)


def test_a_number_of_rows_that_is_none_is_none() -> None:
    assert typed_of({"nodes.#": "9" * 5000, "targets.#": "-1", "owners.#": "2"}).counts == {"nodes": 0, "targets": 0, "owners": 2}


AMEND = all_methods()["sanzhi.contracts.v1.ContractsService/AmendDocument"].input_type
RESULT = all_methods()["sanzhi.sharing.v1.SharingService/RegisterResult"].input_type
REPORT = all_methods()["sanzhi.evaluation.v1.EvaluationService/SubmitSelfEvaluation"].input_type


def test_a_term_without_a_name_or_with_one_twice_is_not_lost_on_the_way_to_what_is_signed() -> None:
    form = {"terms.#": "4", "terms.0.key": "任期", "terms.0.value": "两年", "terms.1.value": "年薪 36 万元", "terms.2.key": "任期"}
    _, errors = read(AMEND, form)
    assert (errors["terms.1.key"], errors["terms.2.key"]) == ("请填写", "“任期”写了两次")
    assert not {path for path in errors if path.startswith(("terms.0", "terms.3"))}
    assert place_of(AMEND, "terms.1.key") == "条款第2项的名称"
    (terms,) = [each for each in shown(AMEND, typed_of(form), errors) if each.path == "terms"]
    assert [row.fields[0].error for row in terms.rows] == ["", "请填写", "“任期”写了两次", ""]
    assert {field.label for row in terms.rows for field in row.fields} == {"名称", "内容"}
    assert read(AMEND, {"terms.#": "1", "terms.0.key": "任期", "terms.0.value": "两年"})[0]["terms"] == {"任期": "两年"}


@pytest.mark.parametrize(("message", "path"), [(RESULT, "readiness"), (REPORT, "received_fen")])
def test_a_number_that_no_field_can_carry_is_told_at_its_field(message: Any, path: str) -> None:
    assert read(message, {path: "9" * 20})[1][path].startswith("数字过大")
    assert path not in read(message, {path: "9"})[1]


@pytest.mark.parametrize(
    ("message", "path", "text", "is_as_typed"),
    [
        (EXTENSION, "last_day", "2026-11-30", False),
        (EXTENSION, "last_day", "", False),
        (EXTENSION, "last_day", "2026年11月30日", True),
        (EXTENSION, "last_day", "2026-09-31", True),
        (GUIDE, "opens_at", "2026-01-12T09:00", False),
        (GUIDE, "opens_at", "2026-01-12 09:00", True),
        (GUIDE, "opens_at", "上午九点", True),
    ],
)
def test_what_a_browsers_own_field_would_drop_is_shown_as_it_was_typed(message: Any, path: str, text: str, is_as_typed: bool) -> None:
    (drawn,) = [each for each in shown(message, Typed({path: text}), {}) if each.path == path]
    assert drawn.is_as_typed is is_as_typed
