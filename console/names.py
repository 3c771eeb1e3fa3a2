"""What people, organisations and projects are called, asked with the caller's token and kept a while; a project's title for each reader."""

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from cli.refused import Refused
from console.calls import Caller, Gone, each_had, had
from console.me import FIRST

_REGISTRY = "sanzhi.registry.v1.RegistryService"
_READS = {"people": "GetPerson", "organizations": "GetOrganization", "projects": "GetProject"}
_NAME = re.compile(r"(people|organizations|projects)/[a-z0-9-]+(?![/\w-])")
_WITHIN = re.compile(r"(people|organizations|projects)/[a-z0-9-]+")
_OPEN = ("name", "display_name", "organization", "roles", "credit_code", "kind", "area", "signatories", "left_at")
_FRESH = 120.0
_MOST = 20_000
_AT_ONCE = 500


class Names:
    """Of one console."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, float]] = {}
        self._lists: dict[str, tuple[list[dict[str, Any]], float]] = {}

    async def of(self, caller: Caller, *shown: Any) -> "Named":
        """Names for all resource names in what is to be shown."""
        wanted = set(_found(shown)) | {caller.person}
        now = time.monotonic()
        missing = [name for name in wanted if now - self._known.get(_key(caller, name), ("", -_FRESH))[1] >= _FRESH]
        if len(self._known) > _MOST:
            self._known.clear()
        self._known |= {_key(caller, name): (title, now) for name, title in (await _titles(caller, missing)).items()}
        return Named({name: title for name in wanted if (title := self._known.get(_key(caller, name), ("", 0.0))[0])})

    async def everybody(self, caller: Caller, kind: str) -> list[dict[str, Any]]:
        """All on record of a kind, to choose from: of each what everybody may read, for it is kept for all callers."""
        found, at = self._lists.get(kind, ([], -_FRESH))
        if time.monotonic() - at >= _FRESH / 4:
            method, field = {"people": ("ListPeople", "people"), "organizations": ("ListOrganizations", "organizations")}[kind]
            listed = await caller.pages(f"{_REGISTRY}/{method}", {}, field, most=_MOST)
            found = [{part: each[part] for part in _OPEN if part in each} for each in listed]
            self._lists[kind] = (found, time.monotonic())
        return found

    def forget(self) -> None:
        """Somebody was registered or renamed."""
        self._lists.clear()


class Named:
    """Names as far as they are known: a text with all of them put in."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def __call__(self, text: Any) -> str:
        """The text with names instead of resource names; what is not known stays."""
        return _NAME.sub(lambda found: self.known.get(found[0], found[0]), str(text or ""))


def _key(caller: Caller, name: str) -> str:
    """What a project is called is for those who may read it."""
    return f"{caller.person} {name}" if name.startswith("projects/") else name


def _found(shown: Any) -> Iterator[str]:
    if isinstance(shown, str):
        yield from (match[0] for match in _WITHIN.finditer(shown))
    elif isinstance(shown, dict):
        yield from _found(list(shown.values()))
    elif isinstance(shown, Iterable):
        for each in shown:
            yield from _found(each)


async def _titles(caller: Caller, names: list[str]) -> dict[str, str]:
    """Of the desk, all at once; where it does not answer, or does not know somebody yet, of registry, one by one."""
    found: dict[str, str] = {}
    for start in range(0, len(names), _AT_ONCE):
        answer = await had(caller.ask("sanzhi.desk.v1.DeskService/GetNames", {"names": names[start : start + _AT_ONCE]}))
        if not isinstance(answer, Gone):
            found |= {each["name"]: each["display_name"] for each in answer["names"] if each["display_name"] != each["name"]}
    missing = [name for name in names if name not in found]
    titles = await each_had(_title(caller, name) for name in missing)
    return found | {name: title for name, title in zip(missing, titles, strict=True) if not isinstance(title, Gone)}


async def _title(caller: Caller, name: str) -> str:
    try:
        answer = await caller.ask(f"{_REGISTRY}/{_READS[name.partition('/')[0]]}", {"name": name})
    except Refused:
        return FIRST.get(name, ("", ""))[0]
    return str(answer.get("display_name") or answer.get("title") or "")
