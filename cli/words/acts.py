"""The names that the protos have for acts."""

from chassis.words import act_of
from cli.story.methods import all_methods


def act_word(action: str) -> str:
    """What the audit record calls an action, as officials do: "sanzhi.…/SubmitMaterials" → 提交里程碑材料; what is no call as it is."""
    method = all_methods().get(action)
    return (act_of(method).label if method is not None else "") or action.rpartition("/")[2]
