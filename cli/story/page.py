"""The table of RPCs in docs/stories.md, from the protos: `python -m cli.story.page docs/stories.md` writes it anew."""

import sys
from collections import defaultdict
from pathlib import Path

from cli.story.methods import all_methods

OF_NO_STORY = ("RehearsalService", "PeopleService")  # the player's, and the services' own
_ROW = "| `sanzhi."


def rows() -> list[str]:
    """A row a service, but for those that no story calls."""
    found: dict[str, list[str]] = defaultdict(list)
    for method in sorted(all_methods()):
        service, _, name = method.partition("/")
        if not service.endswith(OF_NO_STORY):
            found[service].append(f"`{name}`")
    return [f"| `{service}` | {' '.join(names)} |" for service, names in found.items()]


def with_rows(page: str) -> str:
    """The page with its table as it should be: in the place of the rows that it has."""
    lines = page.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(_ROW))
    rest = [line for line in lines[first:] if not line.startswith(_ROW)]
    return "\n".join([*lines[:first], *rows(), *rest]) + "\n"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_rows(path.read_text(encoding="utf-8")), encoding="utf-8")
