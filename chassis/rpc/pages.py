"""Tokens of pages (AIP-158): the name of a page's last entry, sealed with the question that the list answers.

Lists go in the order of names, which never change, so that no list loses or repeats what is there all the time, whatever is done between
two pages. The seal is no secret and a token grants nothing; it says of which list, with which filter, the place is one.
"""

import base64
import binascii
import hashlib
from typing import Any, TypeVar

from google.protobuf.message import Message

from chassis.errors import InvalidArgument

_SEAL = 12  # bytes
M = TypeVar("M", bound=Message)


def opened(request: M) -> M:
    """The request with the place in place of its token. Refuses PAGE_TOKEN_INVALID: not ours, or of another list or filter."""
    token = getattr(request, "page_token", "")
    if not token:
        return request
    asked: Any = type(request)()
    asked.CopyFrom(request)
    asked.page_token = _place(token, request)
    placed: M = asked
    return placed


def sealed(answer: Message, request: Message) -> Message:
    """The answer with a token in place of the place where its page ended."""
    place = getattr(answer, "next_page_token", "")
    if place:
        setattr(answer, "next_page_token", base64.urlsafe_b64encode(place.encode() + _seal(place, request)).decode())  # noqa: B010 - of no type
    return answer


def _place(token: str, request: Message) -> str:
    try:
        content = base64.b64decode(token, altchars=b"-_", validate=True)
        place = content[:-_SEAL].decode()
    except (binascii.Error, ValueError) as error:
        raise _invalid() from error
    if not place or content[-_SEAL:] != _seal(place, request):
        raise _invalid()
    return place


def _seal(place: str, request: Message) -> bytes:
    question: Any = type(request)()
    question.CopyFrom(request)
    question.DiscardUnknownFields()
    for field in ("page_token", "page_size"):  # another size is another step on the same way
        question.ClearField(field)
    said = (question.DESCRIPTOR.full_name, question.SerializeToString(deterministic=True).hex(), place)
    return hashlib.sha256("|".join(said).encode()).digest()[:_SEAL]


def _invalid() -> InvalidArgument:
    return InvalidArgument("PAGE_TOKEN_INVALID", "page_token 无效，或属于另一个列表、另一种筛选；请从第一页重新列出", field="page_token")
