"""A repeat is the same request by what it says, not by its bytes: clients are free in how they put a message on the wire."""

import random
from typing import Any

from google.protobuf.internal.encoder import _VarintBytes  # type: ignore[attr-defined]
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from sanzhi.contracts.v1 import contracts_pb2
from sanzhi.registry.v1 import registry_pb2

from chassis.rpc.mutation import _digest as digest_of

WORDS = st.text(st.sampled_from("甲乙丙abc"), min_size=1, max_size=4)
MAPS = st.dictionaries(WORDS, WORDS, max_size=5)


def shuffled(message: Any, chance: random.Random) -> bytes:
    """The message's fields and entries one by one in any order, those of one list in theirs, with zeros and a field of tomorrow."""
    pieces: list[tuple[int, list[bytes]]] = [(60_000, [_piece(60_000, b"tomorrow")])]
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.is_repeated and field.message_type and field.message_type.GetOptions().map_entry:
            entries = [_entry(field, key, value[key]) for key in value]
            chance.shuffle(entries)
            pieces += [(field.number, [entry]) for entry in entries]
        elif field.is_repeated and field.message_type:
            pieces.append((field.number, [_piece(field.number, shuffled(each, chance)) for each in value]))
        elif field.message_type and message.HasField(field.name):
            pieces.append((field.number, [_piece(field.number, shuffled(value, chance))]))
        elif not field.is_repeated and field.type == field.TYPE_STRING:
            pieces.append((field.number, [_piece(field.number, value.encode())]))  # an empty one too
    chance.shuffle(pieces)
    rest = type(message)()
    rest.CopyFrom(message)
    for field in message.DESCRIPTOR.fields:
        if any(number == field.number for number, _ in pieces):
            rest.ClearField(field.name)
    return b"".join(part for _, parts in pieces for part in parts) + rest.SerializeToString()


def _piece(number: int, content: bytes) -> bytes:
    return bytes(_VarintBytes(number << 3 | 2) + _VarintBytes(len(content)) + content)


def _entry(field: Any, key: str, value: str) -> bytes:
    return _piece(field.number, _piece(2, value.encode()) + _piece(1, key.encode()))


def draw_up(terms: dict[str, str], title: str) -> Message:
    texts = [contracts_pb2.DocumentText(kind=contracts_pb2.DOCUMENT_KIND_ENTRUSTMENT_CONTRACT, text=title, terms=terms)]
    return contracts_pb2.DrawUpEngagementRequest(parent="projects/p", person="people/z", texts=texts * 2, request_id="r")


def created(terms: dict[str, str], title: str) -> Message:
    nodes = [registry_pb2.TaskNode(id=f"n{number}", title=title) for number in range(len(terms))]
    proposal = registry_pb2.Proposal(title=title, task_book=registry_pb2.TaskBookTerms(nodes=nodes))
    return registry_pb2.CreateApplicationRequest(application_id="a", proposal=proposal, request_id="r")


@given(st.sampled_from([draw_up, created]), MAPS, WORDS, st.randoms(use_true_random=False))
def test_bytes_of_any_order_are_the_same_request(make: Any, terms: dict[str, str], title: str, chance: random.Random) -> None:
    message = make(terms, title)
    again = type(message).FromString(shuffled(message, chance))
    assert digest_of(again) == digest_of(message)


@given(MAPS, MAPS, WORDS)
def test_another_meaning_is_another_request(one: dict[str, str], other: dict[str, str], title: str) -> None:
    assert (digest_of(draw_up(one, title)) == digest_of(draw_up(other, title))) == (one == other)
    assert digest_of(draw_up(one, title)) != digest_of(draw_up(one, title + "x"))


def test_the_order_of_a_list_is_part_of_what_it_says() -> None:
    nodes = [registry_pb2.TaskNode(id=name) for name in ("n1", "n2")]
    one, other = (registry_pb2.TaskBookTerms(nodes=each) for each in (nodes, nodes[::-1]))
    assert digest_of(one) != digest_of(other)


def test_a_digest_leaves_the_request_as_it_is() -> None:
    message: Any = contracts_pb2.DrawUpEngagementRequest.FromString(_piece(60_000, b"tomorrow"))
    digest_of(message)
    assert message.SerializeToString() == _piece(60_000, b"tomorrow")
