"""What happened in a project, in the words of the desk."""

from typing import Any

from console.calls import Caller, Gone, had

_HAPPENINGS = "sanzhi.desk.v1.DeskService/ListHappenings"


async def history_of(caller: Caller, project: str, most: int, token: str = "") -> dict[str, Any] | Gone:
    """A page of it, the latest first."""
    return await had(caller.ask(_HAPPENINGS, {"parent": project, "page_size": most, "page_token": token}))
