"""The seal of each entry is found by halves, whoever wrote meanwhile; the proof leads to its root."""

import random
from typing import Any

import pytest
from bson import encode

from chassis.sealing.merkle import leaf_hash, root_from, root_of
from chassis.sealing.proofs import Proofs
from chassis.sealing.seal import Run, Seal, Signer, name_of
from chassis.store.damage import Damaged
from tests.harness.identity import Issuer

ENTRIES = 400


class Seals:
    """Answers as the collection does, and counts questions."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows, self.asked = rows, 0

    async def find_one(self, where: dict[str, Any], projection: dict[str, Any], sort: Any = None) -> dict[str, Any] | None:
        self.asked += 1
        found = [row for row in self.rows if self._fits(row, where)]
        return max(found, key=lambda row: str(row["_id"]), default=None)

    @staticmethod
    def _fits(row: dict[str, Any], where: dict[str, Any]) -> bool:
        wanted = where.get("_id", {})
        if isinstance(wanted, str):
            return bool(row["_id"] == wanted)
        writer = where.get("runs.writer")
        within = wanted.get("$gt", "") < row["_id"] <= wanted.get("$lte", "z")
        return within and (writer is None or any(run["writer"] == writer for run in row["runs"]))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], Seals]:
    """What three writers wrote, under a seal for every few entries, in the order of the seals."""
    folder, chance = tmp_path_factory.mktemp("keys"), random.Random(7)
    Issuer(folder)
    signer = Signer(str(folder / "registry.jwk"))
    last = dict.fromkeys("abc", 0)
    entries, rows = list[bytes](), list[dict[str, Any]]()
    while len(entries) < ENTRIES:
        runs, under = list[Run](), list[bytes]()
        for writer in chance.sample("abc", chance.randint(1, 3)):
            first, last[writer] = last[writer] + 1, last[writer] + chance.randint(1, 5)
            runs.append(Run(writer, first, last[writer]))
            under += [encode({"writer": writer, "number": number}) for number in range(first, last[writer] + 1)]
        leaves = [leaf_hash(each) for each in under]
        seal = Seal("registry", len(rows) + 1, "", len(entries), tuple(runs), root_of(leaves).hex(), "2026-03-01T00:00:00.000Z")
        kept = {"seal": signer.sign(seal), "leaves": b"".join(leaves), "runs": [vars(run) for run in runs]}
        rows.append({"_id": name_of(seal.number), **kept})
        entries += under
    return entries, Seals(rows)


class Store(dict[str, Any]):
    """A database of this one collection."""


@pytest.mark.parametrize("seed", range(3))
async def test_every_entry_has_a_proof(sealed: tuple[list[bytes], Seals], seed: int) -> None:
    entries, seals = sealed
    shuffled = random.Random(seed).sample(entries, len(entries))
    proofs = Proofs(Store(seals=seals))  # type: ignore[arg-type]
    for entry in shuffled:
        proven = await proofs.of(entry)
        assert proven is not None
        found = root_from(leaf_hash(entry), proven.place, proven.seal.count, proven.path)
        assert found is not None and found.hex() == proven.seal.root


async def test_one_alone_is_found_by_halves(sealed: tuple[list[bytes], Seals]) -> None:
    entries, seals = sealed
    for entry in entries[:: len(entries) // 20]:
        seals.asked = 0
        assert await Proofs(Store(seals=seals)).of(entry) is not None  # type: ignore[arg-type]
        assert seals.asked <= len(seals.rows).bit_length() + 3


@pytest.mark.parametrize(
    "entry",
    [{"writer": "a", "number": 10_000}, {"writer": "nobody", "number": 1}, {"writer": "a", "number": 0}, {"writer": 5, "number": 1}, {}],
)
async def test_what_is_under_no_seal_has_none(sealed: tuple[list[bytes], Seals], entry: dict[str, Any]) -> None:
    assert await Proofs(Store(seals=sealed[1])).of(encode(entry)) is None  # type: ignore[arg-type]


async def test_where_there_are_no_seals_yet() -> None:
    assert await Proofs(Store(seals=Seals([]))).of(encode({"writer": "a", "number": 1})) is None  # type: ignore[arg-type]


async def test_what_is_sealed_meanwhile_is_found_by_asking_again(sealed: tuple[list[bytes], Seals]) -> None:
    entries, seals = sealed
    fewer = Seals(seals.rows[:-1])
    proofs = Proofs(Store(seals=fewer))  # type: ignore[arg-type]
    assert await proofs.of(entries[-1]) is None
    fewer.rows = seals.rows
    assert await proofs.of(entries[-1]) is not None


@pytest.mark.parametrize(
    "harm",
    [{"seal": "none"}, {"leaves": None}, {"runs": [{"writer": "a"}]}, {"runs": [{"writer": "a", "first": 1, "last": 9_999}]}, {"_id": "x"}],
)
async def test_seals_that_somebody_has_been_at_are_told(sealed: tuple[list[bytes], Seals], harm: dict[str, Any]) -> None:
    entries, seals = sealed
    proofs = Proofs(Store(seals=Seals([row | harm for row in seals.rows])))  # type: ignore[arg-type]
    with pytest.raises(Damaged):
        for entry in entries:
            await proofs.of(entry)
