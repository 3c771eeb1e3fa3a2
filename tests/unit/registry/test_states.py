"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.calendar import Calendar
from chassis.errors import RuleViolated
from plan.consents import ConsentState, JointAct
from services.registry.domain.applications import Application
from services.registry.domain.approvals import found
from services.registry.domain.dossiers import ImplementationPlan
from services.registry.domain.projects import Project
from services.registry.domain.states import APPLICATION, GUIDE, JOINT_ACT, PROJECT
from services.registry.domain.words import ApplicationState, GuideState, ProjectState
from tests.unit.pictures import Table, picture
from tests.unit.registry.examples import (
    BUREAU,
    EXPERTS,
    NOW,
    POLICY,
    POSTER,
    TODAY,
    UNIT,
    application,
    at,
    consent,
    guide,
    in_review,
    panel,
    parties,
    proposal,
    published,
    recommended,
    reviewed,
    reviewer,
    sheet,
    step,
    submission,
    submitted,
)

README = Path(__file__).parents[3] / "services" / "registry" / "README.md"


@pytest.mark.parametrize(
    ("table", "first"),
    [
        (APPLICATION.moves, ApplicationState.DRAFT),
        (GUIDE.moves, GuideState.DRAFT),
        (PROJECT.moves, ProjectState.APPROVED),
        (JOINT_ACT, ConsentState.PENDING),
    ],
    ids=["application", "guide", "project", "joint act"],
)
def test_the_picture_in_the_readme_is_that_of_the_code(table: Table, first: StrEnum) -> None:
    assert picture(table, first) in README.read_text()


def _moved(made: Application, act: Callable[[Application], Any]) -> Application:
    act(made)
    return made


CALENDAR = Calendar()
APPLICATIONS: dict[ApplicationState, Callable[[], Application]] = {
    ApplicationState.DRAFT: application,
    ApplicationState.SUBMITTED: submitted,
    ApplicationState.RETURNED: lambda: _moved(submitted(), lambda each: ACTS["give_back"](each)),
    ApplicationState.RECOMMENDED: recommended,
    ApplicationState.RETURNED_FOR_CORRECTION: lambda: _moved(recommended(), lambda each: ACTS["give_back_for_correction"](each)),
    ApplicationState.REFUSED: lambda: _moved(recommended(), lambda each: ACTS["refuse"](each)),
    ApplicationState.PASSED: lambda: _moved(recommended(), lambda each: ACTS["pass_formal_review"](each)),
    ApplicationState.EXPERT_REVIEW: reviewed,
    ApplicationState.APPROVED: lambda: _moved(reviewed(), lambda each: ACTS["approve"](each)),
    ApplicationState.DECLINED: lambda: _moved(reviewed(), lambda each: ACTS["decline"](each)),
}


def _submit(made: Application) -> Any:
    """To the county, though it was the bureau that returned it: the unit has another area now."""
    made.county = "lingshi" if made.state == "returned_for_correction" else made.county
    return made.submit(submission(), step())


def _submit_to_bureau(made: Application) -> Any:
    if made.state == "returned_for_correction":
        return made.submit(submission(), step())
    made.proposal.posting_enterprise = ""
    far = replace(UNIT, area="outside")
    return made.submit(submission(who=parties(far, None)), step())


def _score(made: Application) -> Any:
    if made.review is not None:
        made.review.members[0] = reviewer(EXPERTS[0])
    return made.score(sheet(EXPERTS[0], "80", "80", "80"))


ACTS: dict[str, Callable[[Application], Any]] = {
    "update": lambda each: each.update(proposal()),
    "submit": _submit,
    "submit_to_bureau": _submit_to_bureau,
    "give_back": lambda each: each.give_back(["补材料"], CALENDAR, POLICY, step()),
    "recommend": lambda each: each.recommend(ImplementationPlan("分三步"), step()),
    "give_back_for_correction": lambda each: each.give_back_for_correction(["补材料"], CALENDAR, POLICY, step()),
    "refuse": lambda each: each.refuse(step(reason="不符合方向")),
    "pass_formal_review": lambda each: each.pass_formal_review(step()),
    "open_review": lambda each: each.open_review(published(), panel(), POLICY.panel, step()),
    "replace_expert": lambda each: each.replace_expert(EXPERTS[0], reviewer("people/e4"), step(reason="入职承担单位"), unfit=True),
    "score": _score,
    "approve": lambda each: each.approve(None, [], step()),
    "decline": lambda each: each.decline(step(reason="不予立项")),
}


@pytest.mark.rule("2.6")
@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("act", ACTS)
def test_an_application_moves_as_the_table_says(state: ApplicationState, act: str) -> None:
    made = APPLICATIONS[state]()
    assert made.state is state
    target = APPLICATION.moves[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated) as refused:
            ACTS[act](made)
        assert refused.value.rule == "2.6" and made.state is state
    else:
        ACTS[act](made)
        assert made.state is target


def test_every_act_is_walked() -> None:
    assert set(ACTS) == set(APPLICATION.moves)
    assert in_review().state in APPLICATION.moves["score"]


def project(state: ProjectState) -> Project:
    made = found(reviewed(), parties(), TODAY)
    if state == ProjectState.RUNNING:
        _run(made)
    elif state == ProjectState.TERMINATED:
        _terminate(made)
    elif state == ProjectState.CLOSED:
        made.close(NOW, "备案")
    return made


def _run(made: Project) -> list[Any]:
    return [*made.task_book_taken(NOW), *made.set_took_effect(NOW)]


def _terminate(made: Project) -> list[Any]:
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    return [*made.approve_termination(consent(BUREAU.name))]


PROJECT_ACTS: dict[str, Callable[[Project], list[Any]]] = {
    "run": _run,
    "approve_termination": _terminate,
    "close": lambda each: [*each.close(at("2028-10-09T10:00"), "备案")],
}


@pytest.mark.parametrize("state", ProjectState)
@pytest.mark.parametrize("act", PROJECT.moves)
def test_a_project_moves_as_the_table_says(state: ProjectState, act: str) -> None:
    made = project(state)
    assert made.state is state
    target = PROJECT.moves[act].get(state)
    if target is not None:
        assert PROJECT_ACTS[act](made) and made.state is target
    elif act == "approve_termination":
        with pytest.raises(RuleViolated):
            PROJECT_ACTS[act](made)
    else:  # what a neighbour says again, or too late, changes nothing and is told to nobody
        assert PROJECT_ACTS[act](made) == [] and made.state is state


@pytest.mark.rule("2.1")
def test_a_guide_moves_as_the_table_says() -> None:
    made = guide()
    made.publish(NOW)
    assert made.state is GUIDE.moves["publish"][GuideState.DRAFT]
    with pytest.raises(RuleViolated):
        made.publish(NOW)


@pytest.mark.rule("1.1")
def test_a_joint_act_moves_as_the_table_says() -> None:
    made = JointAct([BUREAU.name, POSTER.name])
    made.answer(consent(BUREAU.name), "1.8")
    assert made.state is JOINT_ACT["consent"][ConsentState.PENDING]
    made.answer(consent(POSTER.name), "1.8")
    assert made.state is JOINT_ACT["last_consent"][ConsentState.PENDING]
    refused = JointAct([BUREAU.name, POSTER.name])
    refused.answer(consent(POSTER.name, agreed=False, reason="不同意"), "1.8")
    assert refused.state is JOINT_ACT["refuse"][ConsentState.PENDING]
