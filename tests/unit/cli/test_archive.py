"""An archive proves itself: what was sealed is in it, and nothing can be changed, taken out, put in or cut off without being told."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import decode, encode
from typer.testing import CliRunner

from chassis.access.jwks import TrustedKey, keys_of
from chassis.sealing.entries import number_of
from chassis.sealing.merkle import leaf_hash, root_of
from chassis.sealing.seal import Run, Seal, Signer, hash_of
from cli.archive.checking import Checked, checked
from cli.archive.command import COULD_NOT, FINDINGS, app, parts_of, seal_number, year_of
from cli.archive.file import FORMAT, Archive, Head, Sealed, write
from cli.audit.findings import Kind
from cli.stack.problem import StackProblem
from tests.harness.identity import Issuer

NOON = datetime(2025, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def keys(issuer: Issuer) -> dict[str, TrustedKey]:
    return {key.id: key for key in keys_of(issuer.jwks.read_bytes(), own=True)[0]}


def entry(number: int, **said: Any) -> bytes:
    return encode({"_id": f"e{number}", "writer": "w", "number": number, "time": NOON, "actor": "people/li", "action": "x", **said})


def sealed(issuer: Issuer, service: str = "registry", seals: int = 3, each: int = 2) -> list[Sealed]:
    """Seals of a writer, so many entries each."""
    signer, parts, before = Signer(str(issuer.folder / f"{service}.jwk")), list[Sealed](), ""
    for number in range(1, seals + 1):
        entries = [entry((number - 1) * each + place) for place in range(1, each + 1)]
        run = Run("w", number_of(entries[0]), number_of(entries[-1]))
        leaves = [leaf_hash(one) for one in entries]
        seal = Seal(service, number, before, (number - 1) * each, (run,), root_of(leaves).hex(), "2025-06-01T04:00:00.000Z")
        text = signer.sign(seal)
        before = hash_of(text)
        parts.append(Sealed({"_id": seal.name, "seal": text, "at": NOON, "leaves": b"".join(leaves)}, entries))
    return parts


def kept(path: Path, parts: list[Sealed], first: int = 1, last: int = 3, year: int = 2025) -> Path:
    file = path / f"registry.{year}-{first}.audit"
    write(file, Head("registry", year, first, last), parts)
    return file


def check(issuer: Issuer, *files: Path) -> Checked:
    return checked([Archive(file) for file in files], "registry", keys(issuer).get)


def kinds(found: Checked) -> list[Kind]:
    return [finding.kind for finding in found.findings]


def test_what_was_sealed_is_all_there(issuer: Issuer, tmp_path: Path) -> None:
    file = kept(tmp_path, sealed(issuer))
    found = check(issuer, file)
    assert (found.findings, found.seals, found.entries, found.first, found.last) == ([], 3, 6, 1, 3)
    assert [one for part in Archive(file).parts() for one in part.entries] == [entry(number) for number in range(1, 7)]
    assert file.stat().st_mode & 0o777 == 0o600


def test_years_follow_on_each_other_in_whatever_order_they_are_named(issuer: Issuer, tmp_path: Path) -> None:
    parts = sealed(issuer)
    earlier, later = kept(tmp_path, parts[:2], 1, 2), kept(tmp_path, parts[2:], 3, 3)
    assert check(issuer, later, earlier).findings == []
    assert check(issuer, later).findings == [], "a year alone proves itself"


def _altered(parts: list[Sealed]) -> None:
    parts[1].entries[0] = entry(3, actor="people/wang")


def _deleted(parts: list[Sealed]) -> None:
    del parts[1].entries[0]


def _inserted(parts: list[Sealed]) -> None:
    parts[1].entries.append(entry(9))


def _swapped(parts: list[Sealed]) -> None:
    parts[1].entries.reverse()


def _without_a_seal(parts: list[Sealed]) -> None:
    del parts[1]


def _cut(parts: list[Sealed]) -> None:
    del parts[2]


def _without_the_first(parts: list[Sealed]) -> None:
    del parts[0]


def _another_text(parts: list[Sealed]) -> None:
    text = parts[1].row["seal"]
    parts[1].row["seal"] = text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]


def _with_its_hash(parts: list[Sealed]) -> None:
    _altered(parts)
    parts[1].row["leaves"] = b"".join(map(leaf_hash, parts[1].entries))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_altered, [Kind.ALTERED]),
        (_deleted, [Kind.SEAL]),
        (_inserted, [Kind.SEAL]),
        (_swapped, [Kind.ALTERED, Kind.ALTERED]),
        (_without_a_seal, [Kind.SEAL_MISSING]),
        (_cut, [Kind.CUT]),
        (_without_the_first, [Kind.SEAL_MISSING]),
        (_another_text, [Kind.SEAL, Kind.SEAL_MISSING]),
        (_with_its_hash, [Kind.SEAL]),
    ],
)
def test_what_is_not_as_it_was_sealed_is_told(
    issuer: Issuer, tmp_path: Path, harm: Callable[[list[Sealed]], None], told: list[Kind]
) -> None:
    parts = sealed(issuer)
    harm(parts)
    assert kinds(check(issuer, kept(tmp_path, parts))) == told


def test_another_services_log_proves_nothing(issuer: Issuer, tmp_path: Path) -> None:
    assert set(kinds(check(issuer, kept(tmp_path, sealed(issuer, "contracts"))))) == {Kind.SEAL, Kind.CUT}


def test_another_history_does_not_follow_on(issuer: Issuer, tmp_path: Path) -> None:
    parts, others = sealed(issuer), sealed(issuer, each=1)
    assert kinds(check(issuer, kept(tmp_path, parts[:2], 1, 2), kept(tmp_path, others[2:], 3, 3))) == [Kind.SEAL]


@pytest.mark.parametrize("harm", [lambda raw: raw[:-1], lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: raw + raw[:50]])
def test_a_file_that_is_not_whole_is_refused(issuer: Issuer, tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    file = kept(tmp_path, sealed(issuer))
    file.write_bytes(gzip.compress(harm(gzip.decompress(file.read_bytes()))))
    with pytest.raises(StackProblem):
        check(issuer, file)


def test_any_other_byte_is_told_and_no_failure_of_ours(issuer: Issuer, tmp_path: Path) -> None:
    file = kept(tmp_path, sealed(issuer))
    packed = file.read_bytes()
    for place in range(len(packed)):
        altered = bytearray(packed)
        altered[place] ^= 0x55
        file.write_bytes(altered)
        try:
            found = check(issuer, file)
        except StackProblem:
            continue
        assert found.findings or gzip.decompress(altered) == gzip.decompress(packed), place


OTHERS = {
    "nothing": b"",
    "zip": b"PK\x03\x04",
    "noise": gzip.compress(b"\xff" * 64),
    "another format": gzip.compress(encode({"format": "other"})),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.audit").write_bytes(content)
    with pytest.raises(StackProblem):
        Archive(tmp_path / "x.audit")


def test_a_row_that_is_none_is_refused(tmp_path: Path) -> None:
    head = {"format": FORMAT, "service": "registry", "year": 2025, "first": 1, "last": 1}
    (tmp_path / "x.audit").write_bytes(gzip.compress(encode(head) + encode({"row": ["seal"], "entries": 0})))
    with pytest.raises(StackProblem, match="内容不成文档"):
        list(Archive(tmp_path / "x.audit").parts())


def test_a_file_is_not_written_over(issuer: Issuer, tmp_path: Path) -> None:
    file = kept(tmp_path, sealed(issuer))
    before = file.read_bytes()
    with pytest.raises(StackProblem, match="不予覆盖"):
        kept(tmp_path, sealed(issuer, each=1))
    assert file.read_bytes() == before and list(tmp_path.glob("*.audit.*")) == []


def test_a_seal_is_written_with_the_entries_that_it_is_of(issuer: Issuer) -> None:
    parts = sealed(issuer)

    class Log:
        def entries(self, run: Run) -> list[bytes]:
            return [entry(number) for number in range(run.first, run.last + 1)]

    log: Any = Log()
    rows = [part.row for part in parts] + [{"_id": "x", "seal": "none"}]
    assert list(parts_of(rows, log, "registry", keys(issuer))) == [*parts, Sealed(rows[-1], [])]


def test_a_year_is_of_chinas_calendar() -> None:
    assert year_of({"at": datetime(2025, 12, 31, 15, 59, tzinfo=UTC)}) == 2025
    assert year_of({"at": datetime(2025, 12, 31, 16, tzinfo=UTC)}) == 2026
    assert year_of({}) == 0


def test_a_year_is_the_one_that_was_signed(issuer: Issuer) -> None:
    """Whoever can write to the database could else put a seal into a year of which nobody makes an archive."""
    row = sealed(issuer)[0].row | {"at": datetime(2031, 1, 1, tzinfo=UTC)}
    assert year_of(row) == 2025
    assert year_of(row | {"seal": "none"}) == 2031


@pytest.mark.parametrize("name", ["x", "", "9" * 5000, 1.5, None])
def test_a_seal_that_was_given_another_name_is_told(name: Any) -> None:
    with pytest.raises(StackProblem, match="不是数字"):
        seal_number({"_id": name})


def test_the_commands_say_what_they_found(issuer: Issuer, tmp_path: Path) -> None:
    parts, runner = sealed(issuer), CliRunner()
    file = kept(tmp_path, parts)
    done = runner.invoke(app, ["verify", str(file), "--keys", str(issuer.jwks)])
    assert done.exit_code == 0 and "6 条记录，全部相符" in done.output
    _altered(parts)
    harmed = kept(tmp_path, parts, 1, 3, 2024)
    done = runner.invoke(app, ["verify", str(harmed), "--keys", str(issuer.jwks)])
    assert done.exit_code == FINDINGS and "第 2 号封印的第 1 条：与封存时不同" in done.output
    listed = runner.invoke(app, ["list", str(file), "--about", "people/li"])
    assert listed.exit_code == 0 and listed.output.count("people/li") == 6
    assert "没有记录" in runner.invoke(app, ["list", str(file), "--about", "people/wang"]).output


def test_this_year_is_not_archived(issuer: Issuer) -> None:
    done = CliRunner().invoke(app, ["write", "2999", "registry"])
    assert done.exit_code == COULD_NOT and "还没有过去" in done.output


def test_a_head_says_what_is_in_it(issuer: Issuer, tmp_path: Path) -> None:
    head = Archive(kept(tmp_path, sealed(issuer))).head
    assert head == Head("registry", 2025, 1, 3) and replace(head, year=2024) != head
    assert decode(entry(1))["number"] == 1
