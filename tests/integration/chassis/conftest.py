import shutil
from pathlib import Path

import pytest

from chassis.run.service import Service
from tests.integration.chassis.probe import services


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy with numbers for the probes."""
    folder = tmp_path / "policy"
    shutil.copytree(Path(__file__).parents[3] / "policy", folder)
    for version in folder.iterdir():
        for name in ("probe", "watcher"):
            (version / f"{name}.yaml").write_text("limit: 1000000\n")
    monkeypatch.setenv("SANZHI_POLICY_DIR", str(folder))


@pytest.fixture
def probe(policy: None, tmp_path_factory: pytest.TempPathFactory) -> Service:
    return services.probe(tmp_path_factory.getbasetemp())


@pytest.fixture
def watcher(policy: None, tmp_path_factory: pytest.TempPathFactory) -> Service:
    return services.watcher(tmp_path_factory.getbasetemp())
