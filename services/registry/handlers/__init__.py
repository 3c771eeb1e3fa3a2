"""One async function a command; those for consumed facts are in `consumed`."""

from services.registry.handlers.age_exceptions import get_age_exception, grant_age_exception, refuse_age_exception
from services.registry.handlers.applications import (
    create_application,
    download_file,
    get_application,
    list_applications,
    submit_application,
    update_application,
)
from services.registry.handlers.guides import create_guide, get_guide, list_guides, publish_guide
from services.registry.handlers.organizations import (
    authorize_signatory,
    get_organization,
    list_organizations,
    register_organization,
    revoke_signatory,
    update_organization,
)
from services.registry.handlers.people import (
    get_person,
    get_signer,
    list_people,
    register_person,
    register_signing_key,
    revoke_signing_key,
    update_person,
)
from services.registry.handlers.projects import (
    approve_termination,
    consent_to_termination,
    decide_termination,
    get_project,
    list_projects,
    refuse_termination,
)
from services.registry.handlers.qualifications import attest_person, check_qualification, withdraw_attestation
from services.registry.handlers.recommendations import recommend_application, return_application
from services.registry.handlers.reviews import (
    approve_application,
    decline_application,
    open_expert_review,
    pass_formal_review,
    refuse_application,
    return_for_correction,
    score_application,
)
from services.registry.handlers.task_books import (
    accept_task_book,
    approve_task_book_change,
    consent_to_task_book_change,
    get_task_book,
    propose_task_book_change,
    refuse_task_book_change,
)

__all__ = [
    "accept_task_book",
    "approve_application",
    "approve_task_book_change",
    "approve_termination",
    "attest_person",
    "authorize_signatory",
    "check_qualification",
    "consent_to_task_book_change",
    "consent_to_termination",
    "create_application",
    "create_guide",
    "decide_termination",
    "decline_application",
    "download_file",
    "get_age_exception",
    "get_application",
    "get_guide",
    "get_organization",
    "get_person",
    "get_project",
    "get_signer",
    "get_task_book",
    "grant_age_exception",
    "list_applications",
    "list_guides",
    "list_organizations",
    "list_people",
    "list_projects",
    "open_expert_review",
    "pass_formal_review",
    "propose_task_book_change",
    "publish_guide",
    "recommend_application",
    "refuse_age_exception",
    "refuse_application",
    "refuse_task_book_change",
    "refuse_termination",
    "register_organization",
    "register_person",
    "register_signing_key",
    "return_application",
    "return_for_correction",
    "revoke_signatory",
    "revoke_signing_key",
    "score_application",
    "submit_application",
    "update_application",
    "update_organization",
    "update_person",
    "withdraw_attestation",
]
