"""One async function a command; those for consumed facts are in `consumed`."""

from services.registry.handlers.age_exceptions import get_age_exception, grant_age_exception, refuse_age_exception
from services.registry.handlers.applications import (
    create_application,
    get_application,
    get_application_file,
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
