"""Conventions that every RPC of the suite keeps."""

import importlib
import pkgutil
from typing import get_type_hints

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor

from chassis.access.roles import rule_of
from chassis.access.views import View
from chassis.rpc.binding import bind, snake_case
from chassis.rpc.masking import unknown_fields
from chassis.rpc.receiving import most_bytes
from chassis.rpc.shapes import is_known
from tests.architecture.test_imports import SERVICES

READS = ("Get", "List", "Search", "Check", "Find", "Export", "Download")


def methods(service: str) -> list[MethodDescriptor]:
    descriptor = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    return [method for found in descriptor.services_by_name.values() for method in found.methods]


@pytest.mark.parametrize("service", SERVICES)
def test_every_method_has_an_access_rule_and_a_handler(service: str) -> None:
    declared = importlib.import_module(f"services.{service}.main").SERVICE
    bound = bind(declared.descriptor.services_by_name[declared.proto.rpartition(".")[2]], declared.handlers)
    assert {method.name for method in bound} == {method.name for method in methods(service)}
    assert all(method.access.roles for method in bound)


@pytest.mark.parametrize("service", SERVICES)
def test_mutations_and_only_they_carry_a_request_id(service: str) -> None:
    for method in methods(service):
        reads = method.name.startswith(READS)
        assert ("request_id" in method.input_type.fields_by_name) != reads, method.full_name


@pytest.mark.parametrize("service", SERVICES)
def test_lists_are_paged(service: str) -> None:
    for method in methods(service):
        if method.name.startswith("List"):
            assert {"page_size", "page_token"} <= set(method.input_type.fields_by_name), method.full_name
            assert "next_page_token" in method.output_type.fields_by_name, method.full_name


def carries_a_file(message: Descriptor, above: tuple[str, ...] = ()) -> bool:
    inner = [field.message_type for field in message.fields if field.message_type is not None and field.message_type.full_name not in above]
    names = {field.name for field in message.fields if field.type == FieldDescriptor.TYPE_BYTES}
    return bool(names & {"content", "attachment"}) or any(carries_a_file(each, (*above, message.full_name)) for each in inner)


@pytest.mark.parametrize("service", [*SERVICES, "files", "acts", "operations"])
def test_only_what_carries_a_file_takes_more_than_256_kib(service: str) -> None:
    for method in methods(service):
        allowed = (264, 1280) if carries_a_file(method.input_type) else (256,)
        assert most_bytes(method) // 1024 in allowed, method.full_name


def test_a_method_without_an_access_rule_is_refused() -> None:
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool

    from chassis.access.roles import NoAccessRule

    file = FileDescriptorProto(name="open.proto", package="open", syntax="proto3")
    file.message_type.add(name="Empty")
    file.service.add(name="OpenService").method.add(name="Do", input_type=".open.Empty", output_type=".open.Empty")
    pool = DescriptorPool()
    pool.Add(file)
    with pytest.raises(NoAccessRule):
        rule_of(pool.FindServiceByName("open.OpenService").methods[0])


# Their answers are made as mappings.
UNTYPED = {"GetDocumentContent", "ExportContractSet"}


@pytest.mark.parametrize("service", SERVICES)
def test_handlers_say_what_they_return_so_that_the_binding_can_look(service: str) -> None:
    handlers = importlib.import_module(f"services.{service}.main").SERVICE.handlers
    for method in methods(service):
        answer = get_type_hints(getattr(handlers, snake_case(method.name))).get("return")
        assert is_known(answer) != (method.name in UNTYPED), f"{method.full_name} returns {answer}"


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_view_hides_is_in_an_answer(service: str) -> None:
    file = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    folder = importlib.import_module(f"services.{service}.handlers").__path__
    modules = [importlib.import_module(f"services.{service}.handlers.{found.name}") for found in pkgutil.iter_modules(folder)]
    for view in (value for module in modules for value in vars(module).values() if isinstance(value, View)):
        answers = file.message_types_by_name.values()
        assert any(not [path for hidden in view.hidden for path in unknown_fields(answer, hidden)] for answer in answers), view
