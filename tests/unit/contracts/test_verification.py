import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.files import FileRef
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.canonical import canonical, digest_of
from services.contracts.domain.engagement import Wording, draft
from services.contracts.domain.export import export
from services.contracts.domain.verification import NotAnExport, verify
from tests.unit.contracts.examples import BUREAU, CHIEF, CHIEF_ROLE, FOUNDRY, MANAGER, NOW, contract_set, drawn_up, in_effect, sign


def exported():
    """A running set with an amendment and an attachment, as a file and as what was parsed from it."""
    contracts = contract_set()
    contents = {}

    def written(engagement):
        for document in engagement.documents:
            _, content = draft_again(engagement, document)
            contents[document.digest] = content
        return engagement

    def draft_again(engagement, document):
        bare = vars(engagement) | {"documents": []}
        return draft(type(engagement)(**bare), document.kind, Wording(text=document.title), NOW)

    manager = written(drawn_up(contracts))
    in_effect(contracts, manager)
    chief = written(drawn_up(contracts, CHIEF_ROLE, CHIEF))
    in_effect(contracts, chief)
    old = manager.documents[0]
    attached = FileRef(digest_of(b"%PDF"), "补充.pdf", 4)
    new, content = draft(manager, old.kind, Wording(terms={"期限": "三年"}, attachment=attached), NOW, old)
    contents |= {new.digest: content, attached.digest: b"%PDF"}
    manager.documents.append(new)
    for party in (BUREAU, FOUNDRY, MANAGER):
        sign(manager, new, party)
    content = export(contracts, [manager, chief], contents, NOW)
    return content, json.loads(content)


@pytest.mark.rule("1.6")
def test_an_export_holds_on_its_own():
    verdict = verify(exported()[0], ALGORITHMS)
    assert verdict.problems == ()
    assert (verdict.engagements, verdict.documents, verdict.signatures) == (2, 7, 18)


def change_content(parsed):
    document = parsed["engagements"][0]["documents"][0]
    document["content"] = document["content"].replace("三年", "五年").replace("委托管理合同", "委托合同")


def change_content_and_digest(parsed):
    change_content(parsed)
    document = parsed["engagements"][0]["documents"][0]
    document["digest"] = digest_of(document["content"].encode())


def change_signature(parsed):
    parsed["engagements"][1]["documents"][2]["signatures"][1]["signature"] = base64.b64encode(bytes(64)).decode()


def swap_keys(parsed):
    one, other = parsed["engagements"][0]["documents"][1]["signatures"][:2]
    one["public_key"], other["public_key"] = other["public_key"], one["public_key"]


def drop_signature(parsed):
    del parsed["engagements"][0]["documents"][1]["signatures"][0]


def drop_document(parsed):
    del parsed["engagements"][1]["documents"][0]


def drop_old_version(parsed):
    del parsed["engagements"][0]["documents"][0]


def change_party(parsed):
    parsed["engagements"][0]["person"] = "people/other"


def change_attachment(parsed):
    parsed["engagements"][0]["documents"][3]["attachment"] = base64.b64encode(b"%PDX").decode()


def key_too_late(parsed):
    parsed["engagements"][0]["documents"][0]["signatures"][0]["key_valid_from"] = "2026-05-01T00:00:00+00:00"


def same_signer(parsed):
    for signature in parsed["engagements"][0]["documents"][0]["signatures"]:
        signature["signer"] = MANAGER


def other_version(parsed):
    parsed["engagements"][0]["documents"][0]["version"] = 9


def other_row(parsed):
    parsed["engagements"][0]["row"] = "1.5/9"


def other_project(parsed):
    parsed["project"] = "projects/other"


def spaced(parsed):
    document = parsed["engagements"][0]["documents"][0]
    document["content"] = json.dumps(json.loads(document["content"]), ensure_ascii=False)
    document["digest"] = digest_of(document["content"].encode())


FORGERIES = [
    (change_content, "文件被改动"),
    (change_content_and_digest, "签名与密钥"),
    (change_signature, "签名与密钥"),
    (swap_keys, "签名与密钥"),
    (drop_signature, "缺少"),
    (drop_document, "没有签署"),
    (drop_old_version, "上一版本"),
    (change_party, "second_party 与内容不符"),
    (change_attachment, "附件"),
    (key_too_late, "不在有效期内"),
    (same_signer, "双方签字"),
    (other_version, "version 与内容不符"),
    (other_row, "没有 1.5/9"),
    (other_project, "不属于项目"),
    (spaced, "规范形式"),
]


@pytest.mark.rule("1.6")
@pytest.mark.parametrize(("forge", "found"), FORGERIES, ids=[forge.__name__ for forge, _ in FORGERIES])
def test_a_forgery_is_found(forge, found):
    _, parsed = exported()
    forge(parsed)
    verdict = verify(json.dumps(parsed).encode(), ALGORITHMS)
    assert not verdict.holds
    assert any(found in problem.message for problem in verdict.problems), verdict.problems


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":"sanzhi.contract-set/v1"}', b"\xff", b"\x00"])
def test_what_is_no_export(content):
    with pytest.raises(NotAnExport):
        verify(content, ALGORITHMS)


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = TEXT | st.integers() | st.booleans() | st.none()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_canonical_bytes_do_not_depend_on_the_order_of_keys(value):
    content = canonical(value)
    assert canonical(dict(reversed(value.items()))) == content
    assert json.loads(content) == value


def test_canonical_form():
    assert (
        canonical({"b": [1, "中"], "a": {"\U0001f600": None, "\uff5e": True}})
        == '{"a":{"\U0001f600":null,"\uff5e":true},"b":[1,"中"]}'.encode()
    )
    with pytest.raises(TypeError):
        canonical({"a": 0.5})


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":1e999}'])
def test_a_document_that_nobody_would_write_is_told_and_no_failure_of_ours(content):
    parsed = exported()[1]
    document = parsed["engagements"][0]["documents"][0]
    document |= {"content": content, "digest": digest_of(content.encode())}
    with pytest.raises(NotAnExport):
        verify(json.dumps(parsed).encode(), ALGORITHMS)
