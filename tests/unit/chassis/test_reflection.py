"""Reflection: what grpcurl and ghz ask for is there, under the protocol's old name and its new one."""

import importlib
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest as Request
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionResponse as Response

from chassis.rpc.reflection import NAMES, reflect
from cli.services import SERVICES

PROTOS = [f"sanzhi.{name}.v1.{name.title()}Service" for name in SERVICES]


@pytest_asyncio.fixture
async def address() -> AsyncIterator[str]:
    for name in SERVICES:
        importlib.import_module(f"sanzhi.{name}.v1.{name}_pb2")
    server = grpc.aio.server()
    reflect(PROTOS, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(None)


async def asked(address: str, service: str, *questions: Request) -> list[Response]:
    async with grpc.aio.insecure_channel(address) as channel:
        call = channel.stream_stream(
            f"/{service}/ServerReflectionInfo",
            request_serializer=Request.SerializeToString,
            response_deserializer=Response.FromString,
        )
        return [answer async for answer in call(iter(questions))]


@pytest.mark.parametrize("protocol", NAMES)
async def test_services_and_methods_are_found_by_name(address: str, protocol: str) -> None:
    (listed,) = await asked(address, protocol, Request(list_services=""))
    assert {service.name for service in listed.list_services_response.service} == {*PROTOS, *NAMES}
    symbols = ["RegistryService", "RegistryService.GetPerson", "GetPersonRequest", "GetPersonRequest.name"]
    answers = await asked(address, protocol, *(Request(file_containing_symbol=f"sanzhi.registry.v1.{symbol}") for symbol in symbols))
    for answer in answers:
        files = [descriptor_pb2.FileDescriptorProto.FromString(each) for each in answer.file_descriptor_response.file_descriptor_proto]
        names = {file.name for file in files}
        assert "sanzhi/registry/v1/registry.proto" in names
        assert {needed for file in files for needed in file.dependency} <= names


@pytest.mark.parametrize("symbol", ["sanzhi.registry.v1.RegistryService.NoSuch", "sanzhi.NoService.Get", "x", ""])
async def test_what_is_not_there_is_not_found(address: str, symbol: str) -> None:
    (answer,) = await asked(address, NAMES[0], Request(file_containing_symbol=symbol))
    assert answer.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]
