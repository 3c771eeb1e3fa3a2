"""The table of rooms: who may import whom. The only place where it stands as code."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "main.py").exists())
STANDARD = sys.stdlib_module_names
INFRASTRUCTURE = {"motor", "pymongo", "bson", "gridfs", "aiokafka", "faststream", "grpc", "jwt"}
# The CLI runs services, reads their facts for schemas, and checks exported contracts with the service's own domain code.
CLI_MAY_IMPORT = {"services.{name}.main", "services.{name}.domain", "services.contracts.algorithms"}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, *places: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_imports_another(service: str) -> None:
    for file in modules(f"services/{service}"):
        for name in imports(file):
            if within(name, "services"):
                assert within(name, f"services.{service}"), f"{file.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("service", SERVICES)
def test_the_domain_is_pure(service: str) -> None:
    for file in modules(f"services/{service}/domain"):
        for name in imports(file):
            allowed = name.partition(".")[0] in STANDARD or within(
                name, "chassis.errors", "chassis.calendar", "plan", f"services.{service}.domain"
            )
            assert allowed, f"{file.relative_to(ROOT)} imports {name}"
        assert "async def" not in file.read_text(), f"{file.relative_to(ROOT)} is asynchronous"


def test_the_kernel_is_pure_and_small() -> None:
    lines = 0
    for file in modules("plan"):
        for name in imports(file):
            allowed = name.partition(".")[0] in STANDARD or within(name, "chassis.errors", "chassis.calendar", "plan")
            assert allowed, f"{file.relative_to(ROOT)} imports {name}"
        text = file.read_text()
        assert "async " not in text, f"{file.relative_to(ROOT)} is asynchronous"
        assert "datetime.now" not in text and "date.today" not in text, f"{file.relative_to(ROOT)} has a clock"
        lines += len(text.splitlines())
    assert lines < 2000, f"the kernel has {lines} lines: what one service alone needs is not of it"


@pytest.mark.parametrize("service", SERVICES)
def test_services_leave_database_broker_and_wire_to_the_chassis(service: str) -> None:
    for file in modules(f"services/{service}"):
        for name in imports(file):
            assert name.partition(".")[0] not in INFRASTRUCTURE, f"{file.relative_to(ROOT)} imports {name}"


def test_the_chassis_knows_no_service() -> None:
    for file in modules("chassis"):
        for name in imports(file):
            assert not within(name, "services", "cli", "plan"), f"{file.relative_to(ROOT)} imports {name}"
            if within(name, "sanzhi"):
                own = ("sanzhi.access", "sanzhi.acts", "sanzhi.files", "sanzhi.form", "sanzhi.operations", "sanzhi.people")
                assert within(name, *own), f"{file.relative_to(ROOT)} imports {name}"


def test_one_file_knows_the_database_driver() -> None:
    users = {
        file.relative_to(ROOT).as_posix()
        for folder in ("chassis", "services")
        for file in modules(folder)
        if any(within(name, "motor") for name in imports(file))
    }
    assert users == {"chassis/store/mongo.py"}


def test_what_both_drivers_answer_differently_is_asked_in_that_file_alone() -> None:
    """An aggregation's cursor is there at once in Motor, and once it is awaited in PyMongo: `aggregated` knows both."""
    users = {
        file.relative_to(ROOT).as_posix()
        for folder in ("chassis", "services", "console")
        for file in modules(folder)
        if ".aggregate(" in file.read_text(encoding="utf-8")
    }
    assert users == {"chassis/store/mongo.py"}


def test_the_command_line_reaches_services_through_few_doors() -> None:
    doors = {door.format(name=name) for door in CLI_MAY_IMPORT for name in SERVICES}
    for file in modules("cli"):
        for name in imports(file):
            if within(name, "services"):
                assert within(name, *doors), f"{file.relative_to(ROOT)} imports {name}"


# A face: no domain, no broker; of the command line what tells of calls, words and a rehearsal's time, and the development issuer's key.
CONSOLE_MAY_IMPORT_OF_CLI = (
    "cli.offline",
    "cli.rehearsal",
    "cli.client",
    "cli.papers",
    "cli.refused",
    "cli.services",
    "cli.story.methods",
    "cli.target",
    "cli.tokens",
    "cli.transfer",
    "cli.words",
)


def test_the_console_is_a_face() -> None:
    for file in modules("console"):
        for name in imports(file):
            assert not within(name, "services", "plan"), f"{file.relative_to(ROOT)} imports {name}"
            assert not within(name, "motor", "pymongo", "aiokafka", "faststream"), f"{file.relative_to(ROOT)} imports {name}"
            if within(name, "cli"):
                assert within(name, *CONSOLE_MAY_IMPORT_OF_CLI), f"{file.relative_to(ROOT)} imports {name}"
            if within(name, "cli.target", "cli.tokens"):
                assert "trying" in file.parts, (
                    f"{file.relative_to(ROOT)} imports {name}: it makes tokens, which only the development issuer may"
                )


def test_nobody_stands_on_the_console() -> None:
    for folder in ("chassis", "plan", "services", "cli"):
        for file in modules(folder):
            for name in imports(file):
                assert not within(name, "console") or file.name in ("serve.py", "configuration.py"), (
                    f"{file.relative_to(ROOT)} imports {name}"
                )
