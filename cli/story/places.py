"""Where in a story something stands, and what is wrong there."""

from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Problem(NamedTuple):
    """Something that is wrong, in Chinese, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class StoryError(Exception):
    """A story that cannot be played: everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def refuse(place: Place, message: str) -> StoryError:
    """The error for one problem."""
    return StoryError([Problem(place, message)])
