"""One mutant on trial: the unit tests of its place run in a forked process that has it in place of the file. The tree is not touched."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import math
import os
import resource
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from types import CodeType, ModuleType
from typing import Protocol

import pytest

from tests.mutants import profile
from tests.mutants.profile import Nearest

# A list that grows for ever ends here, before it takes the machine's memory from the others.
_MEMORY = 4 << 30
_STILLBORN = 70


class Faulty(Protocol):
    """What is tried: a file, and its text with the fault in it."""

    @property
    def path(self) -> Path: ...
    @property
    def source(self) -> str: ...


class Verdict(StrEnum):
    """What became of a mutant. One that cannot even be imported proves nothing of the tests and is not counted."""

    KILLED = "killed"
    SURVIVED = "survived"
    STILLBORN = "stillborn"


def preload() -> None:
    """Import what all tests need and no mutant can be in, so that a trial does not have to."""
    for name in ("hypothesis.strategies", "tests.harness.suite", "tests.harness.parts"):
        importlib.import_module(name)
    early = [name for name in sys.modules if name.partition(".")[0] in ("plan", "services")]
    if early:
        raise RuntimeError(f"imported before any mutant could be put in their place: {early}")


def start(fault: Faulty | None, tests: str, cpu_seconds: float) -> int:
    """Fork a trial (None: of the files as they are) and return the process's id.

    `cpu_seconds`: what an endless loop gets; of processor time, so that it does not matter how busy the machine is.
    """
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _silence()
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(cpu_seconds), math.ceil(cpu_seconds)))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        os._exit(_run(fault, tests))
    finally:
        os._exit(_STILLBORN)


def verdict(status: int) -> Verdict:
    """What the status of an ended trial says (`os.waitpid`)."""
    if os.WIFSIGNALED(status):
        return Verdict.KILLED
    code = os.waitstatus_to_exitcode(status)
    if code == pytest.ExitCode.OK:
        return Verdict.SURVIVED
    return Verdict.KILLED if code == pytest.ExitCode.TESTS_FAILED else Verdict.STILLBORN


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _run(fault: Faulty | None, tests: str) -> int:
    if fault is not None:
        name = ".".join(fault.path.with_suffix("").parts).removesuffix(".__init__")
        sys.meta_path.insert(0, _Finder(name, fault.path, fault.source))
        try:
            importlib.import_module(name)
        except Exception:
            return _STILLBORN
    quickly = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*quickly, tests], plugins=[profile, Nearest(fault.path)] if fault else [profile]))


class _Finder(importlib.abc.MetaPathFinder):
    """Gives the mutant for the module that it is one of."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        inside = [str(self.path.parent.resolve())] if self.path.name == "__init__.py" else None
        loader = _Loader(fullname, str(self.path.resolve()), self.source)
        return importlib.util.spec_from_file_location(fullname, self.path.resolve(), loader=loader, submodule_search_locations=inside)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec")
