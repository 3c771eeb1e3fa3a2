"""Before each act of every example story, what ListActs and a try of it say is what then happens."""

from pathlib import Path

import pytest

from cli.stack.stack import Stack
from cli.story.acts import CheckedStage
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target

STORIES = sorted((Path(__file__).parents[2] / "examples" / "stories").glob("story-*.yaml"))
# Refusals by what a request says, while the act as such was possible. A reason that hangs on the resource alone is not one of these.
OF_REQUESTS = {
    "CHANGED_SINCE_SEEN",
    "ROLES_INCOMPATIBLE",
    "CONSULTATION_REQUIRED",
    "DOCUMENTS_INCOMPLETE",
    "DOCUMENT_NOT_OF_ROW",
    "END_BEFORE_EFFECT",
    "EXPERT_NOT_INDEPENDENT",
    "IMPLEMENTATION_PLAN_MISSING",
    "ITEMS_MISSING",
    "LEAD_NOT_RESCORED",
    "MANAGER_NOT_IN_EFFECT",
    "MANAGER_NOT_SELECTED",
    "NODE_CONCLUDED",  # of the node that RecordMissingNode names
    "NOT_LATER",
    "PANEL_EVEN",
    "PANEL_EXPERTISE_MISSING",
    "PANEL_TOO_SMALL",
    "PERSON_NOT_ELIGIBLE",
    "RECTIFY_BY_REQUIRED",
    "REFUSAL_WITHOUT_REASON",
    "REGIME_HAS_NO_MANAGER",
    "ROLE_REQUIRED",  # of the row that DrawUpEngagement names
    "ROW_TAKEN",
    "SCORES_INCOMPLETE",
    "SCORE_BELOW_THRESHOLD",
    "SEEN_MISSING",
    "SELECTION_DATE_IN_FUTURE",
    "SELECTION_METHOD_NOT_ALLOWED",
    "SELECTION_REFERENCE_MISSING",
    "SIGNATURE_INVALID",
    "SIGNER_NOT_AUTHORIZED",
    "SIGNER_NOT_A_PARTY",
    "SIGNER_ON_BOTH_SIDES",
}


@pytest.mark.timeout(3600)
async def test_what_is_listed_and_tried_is_what_happens(stack: Stack) -> None:
    target = find_target(stack.data)
    async with stage_on(target) as (suite, _):
        checked = CheckedStage(suite)
        outcome = await Player(checked, wallet_of(target, None), "acts", lambda played: None).play([load_story(path) for path in STORIES])
    assert outcome.held
    assert checked.differences == []
    assert set(checked.of_requests) <= OF_REQUESTS, sorted(checked.of_requests)
    assert checked.checked > 100
