"""Which root is trusted: the file that is named, else that of the stack that runs here."""

from pathlib import Path
from typing import Annotated

import typer

from chassis.access.certificates import NotCertified, Root, root_in
from cli.stack.issuer import Issuer
from cli.stack.problem import StackProblem
from cli.target import Target

RootFile = Annotated[
    Path | None,
    typer.Option("--root", help="根证书或其公钥（PEM）：安装时生成的 evidence-root.crt", metavar="FILE", exists=True, dir_okay=False),
]


def read_root(file: Path) -> Root:
    """Raises StackProblem, OSError."""
    try:
        return root_in(file.read_bytes())
    except NotCertified as error:
        raise StackProblem(f"{file}：{error}") from error


def root_of(target: Target, file: Path | None) -> Root:
    """Raises StackProblem where no file is named and there is none here."""
    found = file or (Issuer(target.issuer).root if target.issuer else None)
    if found is None or not found.exists():
        raise StackProblem("不知道根证书在哪里：请用 --root 指明（安装时生成的 evidence-root.crt）")
    return read_root(found)
