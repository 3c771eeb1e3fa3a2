"""Questions about policies, and their answers (9.1)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AskQuestion:
    """A question about policies."""

    text: str
    policy: str = ""


@dataclass(frozen=True)
class AnswerQuestion:
    """The answer to a question."""

    name: str
    answer: str
    etag: str = ""


@dataclass(frozen=True)
class GetQuestion:
    """One question."""

    name: str


@dataclass(frozen=True)
class SearchQuestions:
    """Answered questions that a text is found in, and the caller's own."""

    query: str = ""
    policy: str = ""
    page_size: int = 0
    page_token: str = ""
