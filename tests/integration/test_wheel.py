"""The built package in an environment of its own, outside the checkout: it knows that it is installed, and starts the whole stack."""

import os
import site
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.services import SERVICES
from cli.stack.places import cache_home
from tests.harness.suite import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sanzhi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command. What the package depends on is this environment's, without its editable install of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    (installed,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # A folder named in a .pth is searched for modules; the .pth files in it, the editable install's among them, are not read.
    (installed / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return python.with_name("sanzhi")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing but where programs lie, a home, and the parts that were fetched already."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SANZHI_CACHE": str(cache_home())}


def told(sanzhi: Path, environment: dict[str, str], *words: str) -> str:
    """What a command prints; its working directory is the user's home."""
    done = subprocess.run([sanzhi, *words], env=environment, cwd=environment["HOME"], check=True, capture_output=True, text=True)
    return done.stdout


def test_the_command_line_says_that_it_has_no_tests_to_show(sanzhi: Path, environment: dict[str, str]) -> None:
    law = told(sanzhi, environment, "law", "--rule", "4.2")
    assert "安装版" in law
    assert "30个工作日" in law


def test_nothing_comes_from_the_checkout(sanzhi: Path, environment: dict[str, str]) -> None:
    code = """if True:
        import chassis, cli.demo, plan, services
        from chassis.policy.loading import policy_folder
        from sanzhi.registry.v1 import registry_pb2
        packages = [*chassis.__path__, *plan.__path__, *services.__path__]
        print(*cli.demo.examples(), policy_folder(), registry_pb2.__file__, *packages, sep="\\n")
    """
    places = told(sanzhi.with_name("python"), environment, "-c", code).split()
    assert len(places) == len(list((ROOT / "examples" / "stories").glob("*.yaml"))) + 5
    assert all(place.startswith(str(sanzhi.parents[1])) for place in places)


def test_the_licence_is_in_it(sanzhi: Path) -> None:
    (text,) = sanzhi.parents[1].glob("lib/python*/site-packages/sanzhi-*.dist-info/licenses/LICENSE")
    assert text.read_text() == (ROOT / "LICENSE").read_text()


@pytest.fixture
def up(sanzhi: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [str(sanzhi), "up", "--clock", "rehearsal", "--port", "0", "--data", "data"]
    with subprocess.Popen(command, env=environment, cwd=environment["HOME"], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def what_is_false_is_told(sanzhi: Path, environment: dict[str, str]) -> None:
    """Exit code 1, and the line of the expectation."""
    file = Path(environment["HOME"]) / "false.yaml"
    text = (file.with_name("mine.yaml")).read_text(encoding="utf-8")
    text = (
        text.replace("skeleton-", "other-")
        .replace("示例企业", "另一企业")
        .replace("2031", "2032")
        .replace("lead_weight: 20", "lead_weight: 21")
    )
    file.write_text(text, encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "- fact: sanzhi.registry.guide.published" in one)
    command = [str(sanzhi), "story", "run", file.name, "--data", "data"]
    played = subprocess.run(command, env=environment, cwd=environment["HOME"], capture_output=True, text=True, check=False)
    assert played.returncode == 1 and f"{file.name}:{line}: " in played.stdout, played.stdout + played.stderr


def test_the_whole_stack_comes_up_plays_a_story_and_goes(sanzhi: Path, environment: dict[str, str], up: subprocess.Popen[str]) -> None:
    assert up.stdout is not None
    lines = iter(up.stdout)
    assert any("系统已就绪" in line for line in lines), "it ended before it was ready"
    assert told(sanzhi, environment, "status", "--data", "data").count("正常") == len(SERVICES)
    (Path(environment["HOME"]) / "mine.yaml").write_text(told(sanzhi, environment, "story", "new"), encoding="utf-8")
    assert "条预期全部成立" in told(sanzhi, environment, "story", "run", "mine.yaml", "--data", "data")
    what_is_false_is_told(sanzhi, environment)
    up.terminate()
    assert "已全部停止" in "".join(lines)
    assert up.wait(PATIENCE) == 0
