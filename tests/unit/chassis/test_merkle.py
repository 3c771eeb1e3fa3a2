"""Trees and proofs as RFC 9162 has them, held to the vectors of certificate-transparency-go (testdata of merkletree)."""

import pytest

from chassis.sealing.merkle import leaf_hash, path_of, root_from, root_of

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_root_is_that_of_the_vectors(count: int) -> None:
    assert root_of([leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:count]]).hex() == ROOTS[count - 1]


@pytest.mark.parametrize("count", [*range(1, 20), 64, 65, 100])
def test_a_proof_leads_to_the_root_from_its_own_place_alone(count: int) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(count)]
    root = root_of(leaves)
    for place, leaf in enumerate(leaves):
        path = path_of(leaves, place)
        assert root_from(leaf, place, count, path) == root
        assert all(root_from(leaf, other, count, path) != root for other in range(-1, count + 1) if other != place)
        assert root_from(leaf_hash(b"another"), place, count, path) != root
        assert root_from(leaf, place, count, [*path, leaf]) != root
        assert not path or root_from(leaf, place, count, path[:-1]) != root
