"""When a request is a repeat."""

from sanzhi.contracts.v1 import contracts_pb2

from chassis.rpc.mutation import _digest


def test_a_request_is_known_by_what_it_says_not_by_its_bytes() -> None:
    """Entries of a map in another order, a default written out, a field of a later version: the same request."""
    one = contracts_pb2.DocumentText(text="正文", terms={"甲": "1", "乙": "2", "丙": "3"})
    entries = [contracts_pb2.DocumentText(terms={name: value}).SerializeToString() for name, value in one.terms.items()]
    other = contracts_pb2.DocumentText.FromString(b"".join(reversed(entries)) + contracts_pb2.DocumentText(text="正文").SerializeToString())
    written_out = contracts_pb2.DocumentText.FromString(one.SerializeToString() + bytes([1 << 3, 0]))
    later = contracts_pb2.DocumentText.FromString(one.SerializeToString() + bytes([0xFA, 0x3E, 1, 65]))
    assert {_digest(each) for each in (one, other, written_out, later)} == {_digest(one)}
    assert _digest(contracts_pb2.DocumentText(text="正文", terms={"甲": "2", "乙": "1", "丙": "3"})) != _digest(one)
