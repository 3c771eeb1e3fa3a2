"""The chassis floor upon floor, and no circle of modules anywhere. The table is house.md's, and stands as code here alone."""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.test_imports import ROOT, imports, modules

# Below all of them: the files that are in no package.
FLOORS = ("calendar", "policy", "access", "store", "time", "sealing", "messaging", "rpc", "run")
TREE = ("chassis", "plan", "services", "cli", "console")


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file.relative_to(ROOT).as_posix()): file for folder in TREE for file in modules(folder)}


def floor_of(module: str) -> int:
    room = module.split(".")[1]
    return 0 if (ROOT / "chassis" / f"{room}.py").exists() else 1 + FLOORS.index(room)


def of_the_tree(name: str) -> str:
    """The module that an imported name is of; empty where it is none of ours."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


def neighbours(module: str) -> set[str]:
    """What a module imports of the tree: in functions too, and for the type checker alone."""
    return {found for name in imports(MODULES[module]) if (found := of_the_tree(name)) and found != module}


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """A circle, if there is one, its first module again at the end."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


ROOMS = sorted({name.split(".")[1] for name in MODULES if name.startswith("chassis.")})


def test_every_package_of_the_chassis_has_a_floor() -> None:
    below = [file.relative_to(ROOT / "chassis").parts for file in modules("chassis")]
    assert {parts[0] for parts in below if len(parts) > 1} == set(FLOORS)


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_of_the_chassis_imports_a_floor_above_its_own(room: str) -> None:
    for module in MODULES:
        if module.startswith(f"chassis.{room}.") or module == f"chassis.{room}":
            for wanted in neighbours(module):
                if wanted.startswith("chassis."):
                    assert floor_of(wanted) <= floor_of(module), f"{module} imports {wanted}"


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert " ← ".join(circle_in({module: neighbours(module) for module in MODULES})) == ""


def test_a_circle_is_seen() -> None:
    assert set(circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}})) == {"b", "c"}
    assert not circle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()})
