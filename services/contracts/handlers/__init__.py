"""One function a command, consumed fact or timer of contracts."""

from services.contracts.handlers.drawing_up import amend_document, draw_up_engagement
from services.contracts.handlers.effect import activate_engagement, recheck_engagement, void_engagement
from services.contracts.handlers.endings import consent_to_end, end_engagement, finish_engagement
from services.contracts.handlers.expert_groups import form_expert_group
from services.contracts.handlers.export import export_contract_set
from services.contracts.handlers.findings import question_engagements
from services.contracts.handlers.projects import (
    change_task_book,
    close_project,
    name_commissioners,
    open_project,
    terminate_project,
)
from services.contracts.handlers.reading import (
    download_file,
    get_contract_set,
    get_document,
    get_document_content,
    get_engagement,
    get_expert_group,
    get_lead_score,
    get_selection,
    list_engagements,
    list_selections,
)
from services.contracts.handlers.selections import consent_to_selection, record_selection, rescore_lead
from services.contracts.handlers.signing import refuse_document, sign_document

__all__ = [
    "activate_engagement",
    "amend_document",
    "change_task_book",
    "close_project",
    "consent_to_end",
    "consent_to_selection",
    "download_file",
    "draw_up_engagement",
    "end_engagement",
    "export_contract_set",
    "finish_engagement",
    "form_expert_group",
    "get_contract_set",
    "get_document",
    "get_document_content",
    "get_engagement",
    "get_expert_group",
    "get_lead_score",
    "get_selection",
    "list_engagements",
    "list_selections",
    "name_commissioners",
    "open_project",
    "question_engagements",
    "recheck_engagement",
    "record_selection",
    "refuse_document",
    "rescore_lead",
    "sign_document",
    "terminate_project",
    "void_engagement",
]
