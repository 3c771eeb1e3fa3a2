"""Whether what is in archives is what was sealed: each seal signed by its service, each behind the one before, each entry under it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chassis.sealing.merkle import SIZE, leaf_hash, root_of
from chassis.sealing.seal import KeyOf, NotASeal, Seal, hash_of, seal_in
from cli.archive.file import Archive, Sealed
from cli.audit.findings import Finding, Kind


@dataclass
class Checked:
    """What came of it, over the archives of one service in the order of their seals; `first` and `last`: numbers of seals."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    entries: int = 0
    first: int = 0
    last: int = 0
    hash: str = ""

    def add(self, kind: Kind, what: str) -> None:
        """Something is wrong."""
        self.findings.append(Finding(kind, what))


def checked(archives: Iterable[Archive], service: str, key_of: KeyOf) -> Checked:
    """Raises StackProblem where a file is damaged."""
    found, several = Checked(), sorted(archives, key=lambda each: each.head.first)
    for archive in several:
        for part in archive.parts():
            _look_at(part, service, key_of, found)
        if found.last != archive.head.last:
            found.add(Kind.CUT, f"{archive.path.name} 应到第 {archive.head.last} 号封印，只到第 {found.last} 号")
    if several and found.first not in (0, several[0].head.first):
        found.add(Kind.SEAL_MISSING, f"{several[0].path.name} 应从第 {several[0].head.first} 号封印起，却从第 {found.first} 号起")
    return found


def _look_at(part: Sealed, service: str, key_of: KeyOf, found: Checked) -> None:
    text = str(part.row.get("seal"))
    try:
        seal = seal_in(text, service, key_of)
    except NotASeal as error:
        found.add(Kind.SEAL, f"第 {str(part.row.get('_id'))[:20]} 号封印：{error}")
        return
    found.first = found.first or seal.number
    if found.last and seal.number != found.last + 1:
        found.add(Kind.SEAL_MISSING, f"第 {found.last} 号封印之后是第 {seal.number} 号")
    elif found.last and seal.previous != found.hash:
        found.add(Kind.SEAL, f"第 {seal.number} 号封印与前一封印不相接")
    _look_at_entries(seal, part, found)
    found.seals, found.entries = found.seals + 1, found.entries + len(part.entries)
    found.last, found.hash = seal.number, hash_of(text)


def _look_at_entries(seal: Seal, part: Sealed, found: Checked) -> None:
    leaves = [leaf_hash(entry) for entry in part.entries]
    if len(leaves) == seal.count and root_of(leaves).hex() == seal.root:
        return
    kept = part.row.get("leaves")
    sealed = [kept[at : at + SIZE] for at in range(0, len(kept), SIZE)] if isinstance(kept, bytes) else []
    if len(leaves) != seal.count or len(sealed) != seal.count or root_of(sealed).hex() != seal.root:
        found.add(Kind.SEAL, f"第 {seal.number} 号封印（{seal.count} 条）与其后的 {len(leaves)} 条记录不符")
        return
    for place, (there, wanted) in enumerate(zip(leaves, sealed, strict=True), 1):
        if there != wanted:
            found.add(Kind.ALTERED, f"第 {seal.number} 号封印的第 {place} 条：与封存时不同")
