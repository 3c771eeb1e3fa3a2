"""Every enum, message and method of the suite's protos."""

import importlib
from pathlib import Path

from google.protobuf.descriptor import EnumDescriptor, FileDescriptor, MethodDescriptor

PROTO = Path(__file__).parents[3] / "proto"
# The options themselves.
_OPTIONS = "form"


def files() -> list[FileDescriptor]:
    packages = sorted(path.stem for path in PROTO.glob("sanzhi/*/v1/*.proto"))
    return [importlib.import_module(f"sanzhi.{package}.v1.{package}_pb2").DESCRIPTOR for package in packages if package != _OPTIONS]


def enums() -> list[EnumDescriptor]:
    return [enum for file in files() for enum in file.enum_types_by_name.values()]


def methods() -> list[MethodDescriptor]:
    return [method for file in files() for service in file.services_by_name.values() for method in service.methods]
