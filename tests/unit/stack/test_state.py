from pathlib import Path

import pytest

from cli.services import PORTS
from cli.stack.lock import DataLock
from cli.stack.problem import StackProblem
from cli.stack.settings import RunningStack
from cli.stack.state import StackState, forget_state, read_state, state_file, write_state
from cli.target import find_target

ADDRESSES = {name: f"127.0.0.1:{port}" for name, port in PORTS.items()}


def state(folder: Path) -> StackState:
    return StackState(
        1, "rehearsal", "2024-01-01T00:00:00+08:00", "mongodb://127.0.0.1:7430", "127.0.0.1:7431", folder / "issuer", ADDRESSES
    )


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANZHI_REGISTRY_ADDRESS", raising=False)
    monkeypatch.delenv("SANZHI_DATA", raising=False)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_state(tmp_path, state(tmp_path))
    assert read_state(tmp_path) == state(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]
    forget_state(tmp_path)
    assert read_state(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_what_cannot_be_read_counts_as_nothing(tmp_path: Path, content: str) -> None:
    state_file(tmp_path).write_text(content)
    assert read_state(tmp_path) is None


def test_a_stale_state_is_not_taken_for_a_running_stack(tmp_path: Path) -> None:
    write_state(tmp_path, state(tmp_path))
    with pytest.raises(StackProblem, match="没有正在运行的系统"):
        find_target(tmp_path)


def test_a_running_stack_is_found_by_its_folder(tmp_path: Path) -> None:
    lock = DataLock(tmp_path)
    lock.take()
    write_state(tmp_path, state(tmp_path))
    try:
        assert find_target(tmp_path).services == ADDRESSES
    finally:
        lock.release()


def test_addresses_of_the_environment_need_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = RunningStack(state(tmp_path), tmp_path).for_clients()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = find_target()
    assert (found.services, found.issuer) == (ADDRESSES, tmp_path / "issuer")
    monkeypatch.delenv("SANZHI_SUPERVISION_ADDRESS")
    with pytest.raises(StackProblem, match="SANZHI_SUPERVISION_ADDRESS"):
        find_target()


def test_a_service_is_told_its_own_address_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chassis.settings import Settings

    for name, value in RunningStack(state(tmp_path), tmp_path).for_service("milestones").items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.listen == settings.address_of("milestones") == ADDRESSES["milestones"]
    assert settings.service_key == str(tmp_path / "issuer" / "services" / "milestones.jwk")
    assert (settings.clock, settings.issuer) == ("rehearsal", "sanzhi:embedded")
    assert settings.rehearsal_start.isoformat() == "2024-01-01T00:00:00+08:00"
