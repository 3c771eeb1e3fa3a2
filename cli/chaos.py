"""`sanzhi chaos`: faults under load; its code and the stories that it plays are in the checkout, not in the package."""

from cli.stack.problem import StackProblem

try:
    from chaos.command import app
except ModuleNotFoundError as error:
    raise StackProblem("sanzhi chaos 只能在源码目录中运行（chaos/、examples/ 不在安装包内）") from error

__all__ = ["app"]
