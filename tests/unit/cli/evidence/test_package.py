"""Each way of tampering with an evidence package is found, and the kind of claim that no longer holds is named."""

import io
import json
import random
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chassis.sealing.record import Content
from chassis.sealing.statement import canonical, digest_of
from cli.evidence import package
from cli.evidence.archive import signed, unsigned
from cli.evidence.package import Manifest, record_name
from cli.evidence.verification import Claim, Verdict, claims_of, verify_package
from cli.main import build
from tests.harness.evidence import NOW, Maker, fact, failing, listed_anew, problems, signed_facts
from tests.unit.contracts.test_verification import exported

CONTRACTS, SET = exported()
PROJECT = SET["project"]
SAMPLE = 500


@pytest.fixture(scope="module")
def contents(maker: Maker) -> dict[str, Content]:
    """Of all services; registry has decided, on both of its topics, and refused once."""
    told = [
        fact("registry", PROJECT, 1, "application.submitted", {"title": "叶面肥", "rule": "2.6"}),
        fact("registry", PROJECT, 2, "project.approved", {"title": "叶面肥", "rule": "2.6,3.5"}),
        fact("registry", PROJECT, 1, "application.scored", {}, ".internal"),
    ]
    made = {name: maker.content(name, PROJECT) for name in maker.services}
    made["registry"] = maker.content("registry", PROJECT, told, ("OK", "ROLE_REQUIRED", "OK"))
    made["contracts"] = maker.content("contracts", PROJECT, signed_facts(SET))
    return made


@pytest.fixture(scope="module")
def members(maker: Maker, contents: dict[str, Content]) -> dict[str, bytes]:
    return maker.members(contents, PROJECT, CONTRACTS)


@pytest.fixture(scope="module")
def whole(maker: Maker, members: dict[str, bytes]) -> bytes:
    return maker.sealed(members, PROJECT)


def is_found(altered: bytes, maker: Maker) -> bool:
    """Whether a kind of claim fails; those after it are not looked at."""
    return any(not each.holds for each in claims_of(altered, maker.root, Verdict()))


def made_anew(maker: Maker, contents: Mapping[str, Content]) -> bytes:
    """By the services themselves, where the exporter has checked nothing."""
    return maker.sealed(maker.members(contents, PROJECT, CONTRACTS), PROJECT)


def test_what_nobody_touched_holds(maker: Maker, whole: bytes) -> None:
    verdict = verify_package(whole, maker.root)
    assert problems(verdict) == ""
    assert (verdict.holds, verdict.title, [each.claim for each in verdict.found]) == (True, "叶面肥", list(Claim))
    assert maker.sealed(zipped(whole), PROJECT) == whole, "the same members make the same bytes"


def zipped(content: bytes) -> dict[str, bytes]:
    """As any other tool reads it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {each: archive.read(each) for each in archive.namelist()}


def test_every_altered_byte_is_found(maker: Maker, whole: bytes) -> None:
    chance = random.Random(43)
    for at in chance.sample(range(len(whole)), SAMPLE):
        altered = bytearray(whole)
        altered[at] ^= chance.randrange(1, 256)
        assert is_found(bytes(altered), maker), at
    assert not is_found(whole, maker)


def test_every_altered_bit_of_the_signature_is_found(maker: Maker, whole: bytes) -> None:
    """The last character of a signature has bits that say nothing; what fills its room is no place for anything either."""
    start = whole.rindex(b"eyJ")
    end = len(whole.rstrip(b" "))
    for at in (*range(end - 100, end + 3), start, len(whole) - 1):
        for bit in range(8):
            altered = bytearray(whole)
            altered[at] ^= 1 << bit
            assert is_found(bytes(altered), maker), (at, bit)


@pytest.mark.parametrize("change", [lambda all_: all_ + b"x", lambda all_: b"x" + all_, lambda all_: all_[:-1], lambda all_: all_ + all_])
def test_what_is_put_before_or_behind(maker: Maker, whole: bytes, change: Any) -> None:
    assert failing(verify_package(change(whole), maker.root)) == {Claim.MANIFEST}


def test_an_altered_member_is_named(maker: Maker, whole: bytes) -> None:
    altered = whole.replace("叶面肥".encode(), "叶底肥".encode())
    verdict = verify_package(altered, maker.root)
    assert {Claim.MANIFEST, Claim.FILES} <= failing(verdict)
    assert record_name("registry") in problems(verdict)


def test_an_altered_member_with_a_list_to_match(maker: Maker, whole: bytes, members: dict[str, bytes]) -> None:
    """The signature of the whole is another's, and the service's own word is against it."""
    name = record_name("registry")
    changed = listed_anew(members | {name: members[name].replace("叶面肥".encode(), "叶底肥".encode())}, PROJECT)
    old = whole[whole.rindex(b"eyJ") :].rstrip(b" ").decode()
    verdict = verify_package(signed(unsigned(changed), old), maker.root)
    assert failing(verdict) >= {Claim.MANIFEST, Claim.FACTS} and Claim.FILES not in failing(verdict)
    assert "注册立项" in problems(verdict)


@pytest.mark.parametrize("service", ["registry", "desk"])
def test_a_record_that_was_left_out(maker: Maker, members: dict[str, bytes], service: str) -> None:
    left = listed_anew({name: content for name, content in members.items() if name != record_name(service)}, PROJECT)
    assert Claim.FACTS in failing(maker.verified(left, PROJECT))


def test_a_member_that_no_list_has_and_one_that_is_listed_twice(maker: Maker, members: dict[str, bytes]) -> None:
    verdict = maker.verified(members | {"另页.txt": b"x"}, PROJECT)
    assert (failing(verdict), "另页.txt" in problems(verdict)) == ({Claim.MANIFEST}, True)
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = _with_another(members, package.DECISIONS, b"{}\n")
    assert failing(verify_package(twice, maker.root)) == {Claim.MANIFEST}


def _with_another(members: Mapping[str, bytes], name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, its in (*members.items(), (name, content)):
            archive.writestr(zipfile.ZipInfo(each), its)
    return made.getvalue()


def test_another_root(maker: Maker, whole: bytes, tmp_path: Path) -> None:
    verdict = verify_package(whole, Maker(tmp_path, ("registry",)).root)
    assert failing(verdict) >= {Claim.MANIFEST, Claim.FACTS}
    assert "证书不是根密钥签发的" in problems(verdict)


def test_a_key_of_another_service(maker: Maker, members: dict[str, bytes], contents: dict[str, Content]) -> None:
    """A service cannot speak for another, whatever it writes."""
    forged = b"".join(line for line in _written_by(maker, "desk", contents["registry"]))
    changed = listed_anew(members | {record_name("registry"): forged}, PROJECT)
    assert Claim.FACTS in failing(maker.verified(changed, PROJECT))


def _written_by(maker: Maker, service: str, content: Content) -> list[bytes]:
    from chassis.sealing.record import written

    return list(written(content, maker.stating(service), NOW))


def test_parts_of_another_project(maker: Maker, members: dict[str, bytes], contents: dict[str, Content]) -> None:
    other = maker.records({"registry": maker.content("registry", "projects/other")})["registry"]
    changed = listed_anew(members | {record_name("registry"): other}, PROJECT)
    verdict = maker.verified(changed, PROJECT)
    assert Claim.FACTS in failing(verdict) and "projects/other" in problems(verdict)
    (its,) = maker.content("registry", "projects/other").entries
    mixed = contents | {"registry": replace(contents["registry"], entries=[its])}
    assert failing(verify_package(made_anew(maker, mixed), maker.root)) == {Claim.AUDIT}
    stranger = fact("registry", "projects/other", 3, "project.running", {})
    mixed = contents | {"registry": replace(contents["registry"], facts=[stranger, *contents["registry"].facts])}
    assert failing(verify_package(made_anew(maker, mixed), maker.root)) == {Claim.FACTS}


def test_a_contract_set_of_another_project(maker: Maker, members: dict[str, bytes]) -> None:
    other = json.dumps(SET | {"project": "projects/other", "engagements": []}).encode()
    verdict = maker.verified(listed_anew(members | {package.CONTRACTS: other}, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.CONTRACTS}


def test_an_altered_contract_and_one_that_was_left_out(maker: Maker, members: dict[str, bytes]) -> None:
    altered = CONTRACTS.replace("三年".encode(), "五年".encode())
    verdict = maker.verified(listed_anew(members | {package.CONTRACTS: altered}, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.CONTRACTS}
    fewer = SET | {"engagements": SET["engagements"][:1]}
    changed = listed_anew(members | {package.CONTRACTS: json.dumps(fewer).encode()}, PROJECT)
    verdict = maker.verified(changed, PROJECT)
    assert failing(verdict) == {Claim.CONTRACTS} and "不在合同组内" in problems(verdict)


@pytest.mark.rule("1.6")
@pytest.mark.parametrize(
    ("field", "other"), [("signer", "people/another"), ("signed_at", "2026-03-03T02:00:00+00:00"), ("key_id", "key-2")]
)
def test_who_signed_and_when_is_as_the_service_told_it(maker: Maker, members: dict[str, bytes], field: str, other: str) -> None:
    """The signature is over the document: whose it is said to be could be altered under it."""
    altered = json.loads(CONTRACTS)
    altered["engagements"][0]["documents"][0]["signatures"][0][field] = other
    changed = listed_anew(members | {package.CONTRACTS: canonical(altered)}, PROJECT)
    verdict = maker.verified(changed, PROJECT)
    assert failing(verdict) == {Claim.CONTRACTS} and "与事实所述不符" in problems(verdict)


def test_a_gap_between_facts(maker: Maker, contents: dict[str, Content]) -> None:
    facts = contents["registry"].facts
    for kept in (facts[1:], [facts[1], facts[0], facts[2]]):
        changed = contents | {"registry": replace(contents["registry"], facts=kept)}
        verdict = verify_package(made_anew(maker, changed), maker.root)
        assert (failing(verdict), "第 1 号之处是第 2 号" in problems(verdict)) == ({Claim.FACTS}, True)


def test_a_clause_that_the_services_do_not_have(maker: Maker, members: dict[str, bytes]) -> None:
    name = package.law_name("2026.1")
    altered = members[name].replace("揭榜挂帅".encode(), "揭榜挂名".encode())
    assert altered != members[name]
    verdict = maker.verified(listed_anew(members | {name: altered}, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.DECISIONS} and "所声明的不符" in problems(verdict)


def test_a_decision_with_another_clause_and_one_whose_version_is_not_there(maker: Maker, members: dict[str, bytes]) -> None:
    altered = members[package.DECISIONS].replace(b'"rule":"3.5"', b'"rule":"3.4"')
    assert altered != members[package.DECISIONS]
    verdict = maker.verified(listed_anew(members | {package.DECISIONS: altered}, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.DECISIONS}
    without = {name: content for name, content in members.items() if name != package.law_name("2026.1")}
    verdict = maker.verified(listed_anew(without, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.DECISIONS} and "政策版本 2026.1 不在包内" in problems(verdict)


def test_an_altered_entry_and_a_proof_of_another_place(maker: Maker, contents: dict[str, Content]) -> None:
    first, refused, last = contents["registry"].entries
    for entries in (
        [replace(first, entry=first.entry.replace(b"people/li", b"people/xu")), refused, last],
        [replace(first, place=1), refused, last],
        [replace(first, path=refused.path), refused, last],
        [first, first, last],
    ):
        changed = contents | {"registry": replace(contents["registry"], entries=entries)}
        assert failing(verify_package(made_anew(maker, changed), maker.root)) == {Claim.AUDIT}


def test_a_seal_by_a_key_that_is_not_certified(maker: Maker, contents: dict[str, Content]) -> None:
    changed = contents | {"registry": replace(contents["registry"], certificates=contents["desk"].certificates)}
    assert failing(verify_package(made_anew(maker, changed), maker.root)) == {Claim.AUDIT}


REPORT = b"%PDF report"
FILED = json.dumps({"working": "0.8 × 100"}).encode()


@pytest.fixture
def with_files(contents: dict[str, Content], maker: Maker) -> dict[str, Content]:
    """A node passed with a report, materials of which one was left out, and a result filed."""
    report, other = ({"name": "报告.pdf", "digest": digest_of(each), "size": len(each)} for each in (REPORT, b"%PDF other"))
    materials = fact("milestones", PROJECT, 1, "materials.received", {"name": f"{PROJECT}/nodes/a", "files": [report, other]})
    passed = fact("milestones", PROJECT, 2, "node.passed", {"name": f"{PROJECT}/nodes/a", "report": report})
    filed = fact("evaluation", PROJECT, 1, "filing.filed", {"name": f"{PROJECT}/filing", "digest": digest_of(FILED)})
    return contents | {
        "milestones": maker.content("milestones", PROJECT, [materials, passed]),
        "evaluation": maker.content("evaluation", PROJECT, [filed]),
    }


def test_files_that_facts_name_and_what_was_filed(maker: Maker, with_files: dict[str, Content]) -> None:
    made = maker.members(with_files, PROJECT, CONTRACTS, filing=FILED, files={digest_of(REPORT): REPORT})
    verdict = maker.verified(made, PROJECT)
    assert problems(verdict) == ""
    (files,) = (each for each in verdict.found if each.claim is Claim.FILES)
    assert "材料 1 份，另有 1 份只有摘要" in files.looked_at
    name = package.file_name(digest_of(REPORT), "报告.pdf")
    left_out = Manifest.read(made[package.MANIFEST]).left_out
    others = {each: content for each, content in made.items() if each != package.MANIFEST}
    for changed, left in (
        (others | {name: REPORT + b"x"}, left_out),
        ({each: content for each, content in others.items() if each != name}, left_out),
        (others | {"files/另附.pdf": b"x"}, left_out),
        (others, (*left_out, digest_of(b"nobody names it"))),
    ):
        listed = {package.MANIFEST: Manifest.of(PROJECT, "叶面肥", NOW.isoformat(), changed, left).written(), **changed}
        assert failing(maker.verified(listed, PROJECT)) == {Claim.FILES}


@pytest.mark.rule("6.4")
@pytest.mark.parametrize("filing", [None, FILED.replace(b"100", b"101")])
def test_a_filed_result_with_other_working_or_none(maker: Maker, with_files: dict[str, Content], filing: bytes | None) -> None:
    made = maker.members(with_files, PROJECT, CONTRACTS, filing=filing)
    assert failing(maker.verified(made, PROJECT)) == {Claim.DECISIONS}


def test_facts_of_another_form(maker: Maker, contents: dict[str, Content], members: dict[str, bytes]) -> None:
    """That a service states, so that nothing can be made of them: told, and no failure of ours."""
    odd = [each | {"data": "[]"} for each in contents["registry"].facts]
    records = maker.records({"registry": replace(contents["registry"], facts=odd)})
    changed = listed_anew(members | {record_name("registry"): records["registry"]}, PROJECT)
    verdict = maker.verified(changed, PROJECT)
    assert Claim.DECISIONS in failing(verdict) and Claim.MANIFEST not in failing(verdict)


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("name", "content", "claim"),
    [
        (record_name("registry"), DEEP + b"\n", Claim.FACTS),
        (package.CONTRACTS, DEEP, Claim.CONTRACTS),
        (package.CALENDAR, DEEP, Claim.DEADLINES),
        (package.CALENDAR, b'{"notices":[{"year":1e999,"days_off":[],"makeup_days":[],"reference":""}]}', Claim.DEADLINES),
        (package.law_name("2026.1"), DEEP, Claim.DECISIONS),
    ],
)
def test_what_is_made_to_break_the_verifier_is_told(
    maker: Maker, members: dict[str, bytes], name: str, content: bytes, claim: Claim
) -> None:
    verdict = maker.verified(listed_anew(members | {name: content}, PROJECT), PROJECT)
    assert claim in failing(verdict) and [each.claim for each in verdict.found] == list(Claim)


def test_a_list_and_a_signature_that_are_made_to_break_it(maker: Maker, members: dict[str, bytes], whole: bytes) -> None:
    endless = members[package.MANIFEST].replace(b'"size":', b'"size":1e999,"was":', 1)
    assert failing(maker.verified(members | {package.MANIFEST: endless}, PROJECT)) == {Claim.MANIFEST}
    deep = urlsafe_b64encode(b"[" * 1500).decode()
    assert Claim.MANIFEST in failing(verify_package(signed(unsigned(members), f"{deep}.e30.AA"), maker.root))


def test_what_a_package_says_cannot_hide_what_is_said_of_it(maker: Maker, members: dict[str, bytes], tmp_path: Path) -> None:
    """Sequences that a terminal obeys could else clear the lines before and hide those behind."""
    others = {name: content for name, content in members.items() if name != package.MANIFEST}
    said = "x\x1b[2J\n全部成立\x1b[8m\u202e"
    file = tmp_path / "证据包.zip"
    file.write_bytes(signed(unsigned({package.MANIFEST: Manifest.of(said, said, NOW.isoformat(), others).written(), **others}), "x"))
    done = CliRunner().invoke(build("verify"), ["verify", str(file), "--root", str(maker.issuer.root)])
    assert done.exit_code == 1 and not {"\x1b", "\u202e"} & set(done.output)
    assert "全部成立" not in done.output.splitlines() and "有不成立的：本件不能作为证据" in done.output


def test_a_refusal_that_is_told_otherwise(maker: Maker, members: dict[str, bytes]) -> None:
    assert b"ROLE_REQUIRED" in members[package.REFUSALS]
    altered = members[package.REFUSALS].replace(b"people/li", b"people/xu")
    verdict = maker.verified(listed_anew(members | {package.REFUSALS: altered}, PROJECT), PROJECT)
    assert failing(verdict) == {Claim.AUDIT}


def test_the_command_says_it_in_chinese_and_by_its_exit_code(maker: Maker, whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "证据包.zip"
    file.write_bytes(whole)
    words = ["verify", str(file), "--root", str(maker.issuer.root)]
    done = CliRunner().invoke(build("verify"), words)
    assert (done.exit_code, "全部成立" in done.output, "不成立" in done.output) == (0, True, False), done.output
    file.write_bytes(whole.replace("叶面肥".encode(), "叶底肥".encode()))
    done = CliRunner().invoke(build("verify"), words)
    assert (done.exit_code, "不成立  文件摘要" in done.output) == (1, True), done.output
    found = json.loads(CliRunner().invoke(build("verify"), [*words, "--json"]).output)
    assert (found["holds"], {each["claim"] for each in found["claims"]}) == (False, {each.name for each in Claim})
