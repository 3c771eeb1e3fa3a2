"""The RPCs of the suite by their full names, from the generated stubs."""

import difflib
import importlib
from functools import cache
from pathlib import Path

import sanzhi
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor

from cli.services import SERVICES


@cache
def all_methods() -> dict[str, MethodDescriptor]:
    """Every method of the suite: "sanzhi.registry.v1.RegistryService/GetProject" → its descriptor. Streams are no acts of a story."""
    return {
        f"{service.full_name}/{method.name}": method
        for file in _files()
        for service in file.services_by_name.values()
        for method in service.methods
        if not method.client_streaming and not method.server_streaming
    }


def _files() -> list[FileDescriptor]:
    modules = sorted(
        f"sanzhi.{path.parent.parent.name}.{path.parent.name}.{path.stem}"
        for folder in sanzhi.__path__
        for path in Path(folder).glob("*/v*/*_pb2.py")
    )
    return [importlib.import_module(module).DESCRIPTOR for module in modules]


class UnknownMethod(Exception):
    """There is no such RPC; in Chinese, with the nearest names."""


def find_method(full_name: str) -> MethodDescriptor:
    """The descriptor of a method. Raises UnknownMethod."""
    known = all_methods()
    if full_name in known:
        return known[full_name]
    near = difflib.get_close_matches(full_name, known, n=2, cutoff=0.6)
    raise UnknownMethod(f"没有 RPC {full_name}" + (f"；是否想写 {'、'.join(near)}？" if near else ""))


def wrong_service(call: str, service: str) -> str:
    """What is wrong with the service that a call is sent to, in Chinese; empty where nothing is."""
    if call.startswith("sanzhi.operations.v1.RehearsalService/"):
        return "演练时钟由各幕的时间推进，故事不能自己拨"
    if not call.startswith(("sanzhi.operations.", "sanzhi.acts.", "sanzhi.files.")):
        return f"{call} 只有一个服务提供，不写 service" if service else ""
    if service in SERVICES:
        return ""
    return f"{call} 每个服务都有，须写 service；可用：{'、'.join(SERVICES)}"


def is_mutation(method: MethodDescriptor) -> bool:
    """Whether a method changes something: its request carries a request_id (AIP-155)."""
    return "request_id" in method.input_type.fields_by_name
