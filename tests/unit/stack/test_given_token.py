"""SANZHI_TOKEN: where the issuer is somebody else's, the token it gave is the one that commands call with."""

from pathlib import Path
from typing import Any

import pytest

from cli.services import SERVICES
from cli.stack.issuer import Issuer
from cli.stack.problem import StackProblem
from cli.target import find_target
from cli.tokens import ADMINISTRATOR, AUDITOR, Tokens


async def never(method: str, request: dict[str, Any], token: str) -> dict[str, Any]:
    raise AssertionError("registry is not asked")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    issuer = Issuer(tmp_path)
    issuer.prepare(())
    token = issuer.sign({"sub": "people/li", "roles": ["auditor"]}, 60)
    for service in SERVICES:
        monkeypatch.setenv(f"SANZHI_{service.upper()}_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("SANZHI_TOKEN", token)
    return token


async def test_it_is_the_token_of_its_person_and_of_commands_that_name_nobody(given: str) -> None:
    tokens = Tokens(find_target(), never)
    assert await tokens.token(ADMINISTRATOR) == await tokens.token(AUDITOR) == given
    assert await tokens.token("people/li") == given


async def test_nobody_else_acts_with_it(given: str) -> None:
    with pytest.raises(StackProblem, match=r"people/li .*people/wang"):
        await Tokens(find_target(), never).token("people/wang")


async def test_no_other_is_signed_beside_it(given: str) -> None:
    with pytest.raises(StackProblem, match="SANZHI_TOKEN"):
        await Tokens(find_target(), never).new("people/li")


async def test_what_is_no_token_is_said_to_be_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZHI_TOKEN", "eyJ")
    with pytest.raises(StackProblem, match="JWT"):
        await Tokens(find_target(), never).token(ADMINISTRATOR)


def test_it_is_not_shown(given: str) -> None:
    assert given not in repr(find_target())
