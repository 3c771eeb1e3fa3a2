"""RPC → handler, by name: `SignDocument` is carried out by `sign_document(command, tx)`.

A method whose request has a `request_id`, or is a stream, is a mutation; all others only read. A stream comes to its handler as an
iterator of commands, and an answer that is a stream is an asynchronous generator that the handler returns. Both sides are held together
here: a field of a request that the command does not take, or of an answer that nothing fills, keeps the service from starting.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from chassis.access.roles import AccessRule, rule_of
from chassis.rpc.personal import misplaced, personal_in
from chassis.rpc.receiving import DEFAULT_KIB, KIB, most_bytes
from chassis.rpc.shapes import unlike, without_source

Handler = Callable[..., Awaitable[Any]]


class Unbound(Exception):
    """A method without a handler, or one that does not fit its messages: the service does not start."""


@dataclass(frozen=True)
class Method:
    """One RPC, ready to serve."""

    name: str
    full_name: str
    request: type[Message]
    response: type[Message]
    command: type
    handler: Handler
    access: AccessRule
    mutates: bool
    takes_stream: bool = False
    gives_stream: bool = False
    takes_personal: bool = False
    gives_personal: bool = False
    most_bytes: int = DEFAULT_KIB * KIB


def snake_case(name: str) -> str:
    """`SignDocument` → `sign_document`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def bind(service: ServiceDescriptor, handlers: ModuleType | object) -> list[Method]:
    """All methods of a service with their handlers. Raises Unbound, with all that does not fit; NoAccessRule."""
    methods, problems = list[Method](), list[str]()
    for descriptor in service.methods:
        handler = getattr(handlers, snake_case(descriptor.name), None)
        if handler is None:
            raise Unbound(f"{service.full_name}/{descriptor.name} has no handler {snake_case(descriptor.name)}")
        methods.append(
            Method(
                name=descriptor.name,
                full_name=f"{service.full_name}/{descriptor.name}",
                request=GetMessageClass(descriptor.input_type),
                response=GetMessageClass(descriptor.output_type),
                command=(command := _command_of(handler)),
                handler=handler,
                access=rule_of(descriptor),
                mutates="request_id" in descriptor.input_type.fields_by_name or descriptor.client_streaming,
                takes_stream=descriptor.client_streaming,
                gives_stream=descriptor.server_streaming,
                takes_personal=bool(personal_in(descriptor.input_type)),
                gives_personal=bool(personal_in(descriptor.output_type)),
                most_bytes=most_bytes(descriptor),
            )
        )
        found = unlike(descriptor.input_type, command) + without_source(descriptor.output_type, _answer_of(handler))
        found += misplaced(
            descriptor.input_type,
            descriptor.output_type,
            mutates=methods[-1].mutates,
            streams=descriptor.client_streaming or descriptor.server_streaming,
        )
        problems += [f"{service.full_name}/{descriptor.name}: {problem}" for problem in found]
    if problems:
        raise Unbound("\n".join(problems))
    return methods


def _command_of(handler: Handler) -> type:
    hints = [hint for name, hint in _hints_of(handler).items() if name != "return"]
    if len(hints) != 2:
        raise Unbound(f"{handler!r} does not take (command, tx)")
    command: type = get_args(hints[0])[0] if get_origin(hints[0]) is AsyncIterator else hints[0]
    return command


def _hints_of(handler: Handler) -> dict[str, Any]:
    return _hints_of_function(getattr(handler, "__func__", handler))  # whose method it is, is not kept


@cache
def _hints_of_function(function: Any) -> dict[str, Any]:
    return get_type_hints(function)


def _answer_of(handler: Handler) -> Any:
    hint = _hints_of(handler).get("return")
    return get_args(hint)[0] if get_origin(hint) is AsyncGenerator else hint
