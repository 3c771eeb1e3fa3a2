"""What other programs are told of each service, in files that are whole as they stand: `python -m cli.deployment .` writes it anew.

In docker-compose.yml and under deploy/ a part that says the same of every service stands between two comments:

    # each service > `make pages` writes the others like the first
    registry: *service
    contracts: *service
    # < each service

The first service of cli/services.py is written by hand; what is said of it is said of the others, with their name, NAME and port.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli.services import PORTS

BEGINS, ENDS = "# each service >", "# < each service"
_PLACES = ("docker-compose*.yml", "deploy/**/*")


class Unclosed(Exception):
    """A part has no end, or nothing in it names the first service."""


def files(root: Path) -> list[Path]:
    """The files that have such a part."""
    found = sorted(path for place in _PLACES for path in root.glob(place) if path.is_file())
    return [path for path in found if BEGINS in path.read_text(encoding="utf-8")]


def spread(text: str, ports: Mapping[str, int] = PORTS) -> str:
    """A file's text as it should be: every part made from its first service. Raises Unclosed."""
    return "".join(_lines(text.splitlines(keepends=True), ports))


def _lines(lines: list[str], ports: Mapping[str, int]) -> Iterator[str]:
    rest = iter(lines)
    for line in rest:
        yield line
        if BEGINS in line:
            part: list[str] = []
            for inside in rest:
                if ENDS in inside:
                    break
                part.append(inside)
            else:
                raise Unclosed(line.strip())
            yield from _part(part, ports)
            yield inside


def _part(part: list[str], ports: Mapping[str, int]) -> Iterator[str]:
    first = next(iter(ports))
    if not part or first not in part[0].lower():
        raise Unclosed(f"a part does not begin with {first}")
    said = "".join(part[: _length(part, first, ports[first])])
    for name, port in ports.items():
        yield _of(said, first, ports[first], name, str(port))


def _length(part: list[str], first: str, port: int) -> int:
    """How many lines are of the first service: up to the line that is its first line again, with another name."""
    again = re.compile(_of(re.escape(part[0]), first, port, "[a-z]+", r"\d+"))
    return next((at for at, line in enumerate(part) if at and again.fullmatch(line)), len(part))


def _of(text: str, first: str, port: int, name: str, number: str) -> str:
    said = {first: name, first.upper(): name.upper(), str(port): number}
    return re.sub(rf"(?<![A-Za-z0-9])({'|'.join(said)})(?![A-Za-z0-9])", lambda found: said[found[1]], text)


if __name__ == "__main__":
    for file in files(Path(sys.argv[1])):
        file.write_text(spread(file.read_text(encoding="utf-8")), encoding="utf-8")
