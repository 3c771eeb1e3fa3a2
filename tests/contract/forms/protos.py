"""Every enum, message and method of the suite's protos."""

import importlib
from collections.abc import Iterator

from google.protobuf.descriptor import EnumDescriptor, FileDescriptor, MethodDescriptor

PACKAGES = ("access", "registry", "contracts", "milestones", "evaluation", "supervision", "operations")


def files() -> Iterator[FileDescriptor]:
    for package in PACKAGES:
        yield importlib.import_module(f"sanzhi.{package}.v1.{package}_pb2").DESCRIPTOR


def enums() -> list[EnumDescriptor]:
    return [enum for file in files() for enum in file.enum_types_by_name.values()]


def methods() -> list[MethodDescriptor]:
    return [method for file in files() for service in file.services_by_name.values() for method in service.methods]
