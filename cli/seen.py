"""Names the version that is there now, for whoever looks just before acting: stories, load, tests (4.7a)."""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.descriptor import MethodDescriptor

LIST_ACTS = "sanzhi.acts.v1.ActsService/ListActs"


def to_look_at(method: MethodDescriptor, request: Mapping[str, Any]) -> str:
    """The resource whose version a request has to name and does not; empty where there is none. An etag that is given, even "", stays.

    An update may overwrite (AIP-134).
    """
    if "etag" not in method.input_type.fields_by_name or "etag" in request or method.name.startswith("Update"):
        return ""
    if "name" not in method.input_type.fields_by_name:  # an exception from an age limit is named by whom it is for (3.4)
        person = str(request.get("person", "")).rpartition("/")[2]
        return f"{request.get('project', '')}/ageExceptions/{person}"
    return str(request.get("name", ""))


def version_in(acts: Iterable[Any], method: MethodDescriptor) -> str:
    """What ListActs says of the version for a method; empty where nothing."""
    return next((act.etag for act in acts if act.rpc == full_name_of(method)), "")


def full_name_of(method: MethodDescriptor) -> str:
    """As acts name it: sanzhi.registry.v1.RegistryService/RejectProject."""
    return f"{method.containing_service.full_name}/{method.name}"
