"""The `sanzhi` command. Each command is a module, imported when it is the one asked for, so that --help comes at once."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, NamedTuple

import typer


class Entry(NamedTuple):
    """A module with an `app` (typer.Typer: a group) or a `command` (a function), and what it is for."""

    module: str
    help: str


COMMANDS = {
    "up": Entry("cli.up", "启动整个系统并保持运行：MongoDB、Kafka、全部服务"),
    "try": Entry("cli.trying", "启动演练系统，把故事演到半途，留着供打开网页试用"),
    "demo": Entry("cli.demo", "启动系统，演示故事，打印经过，停止一切"),
    "status": Entry("cli.status", "各服务的健康、时钟、积压、到期事项、死信"),
    "env": Entry("cli.env", "打印运行中系统的环境变量，供 shell 使用"),
    "token": Entry("cli.token", "为某人签发令牌"),
    "clock": Entry("cli.clock", "演练时钟：查看、设定、前进"),
    "story": Entry("cli.story.command", "演示故事：YAML 写成的项目全程"),
    "project": Entry("cli.project", "看一个项目：各服务所知与经过；导出证据包"),
    "verify": Entry("cli.evidence.command", "核验证据包：不需要任何服务，只需要根证书"),
    "rating": Entry("cli.rating.command", "责任人动态评价：算法与各项，由事实重算"),
    "pay": Entry("cli.pay", "技术总师浮动绩效工资：额度、份额、得分、发放"),
    "policy": Entry("cli.policy", "支持政策：逐项核对条件"),
    "due": Entry("cli.due", "未了的期限"),
    "desk": Entry("cli.desk", "工作台的数据：由事实重建"),
    "tasks": Entry("cli.tasks", "某人的工作台：待办、已办、我发起的、督办"),
    "events": Entry("cli.events", "看事件"),
    "dead": Entry("cli.dead", "死信：永远无法处理而搁置的记录"),
    "audit": Entry("cli.audit.command", "审计记录：谁做过或试过什么；以封印核验"),
    "archive": Entry("cli.archive.command", "审计档案：过去各年的审计记录，导出、离线核验、查看"),
    "exchange": Entry("cli.exchange.command", "数据共享：登记和进度，信息资源目录"),
    "calendar": Entry("cli.calendar", "工作日与期限"),
    "file": Entry("cli.file", "文件：分段上传，下载，断点续传"),
    "contract": Entry("cli.contract", "合同组：导出，离线核验，离线签署"),
    "law": Entry("cli.law", "条款 → 规则 → 代码 → 测试"),
    "chaos": Entry("cli.chaos", "在负载下杀死、暂停、重启各进程，最后核对：不丢、不重"),
    "serve": Entry("cli.serve", "运行一个服务"),
    "backup": Entry("cli.backup.command", "备份与恢复一个服务的数据库，或全部"),
    "fsck": Entry("cli.fsck.command", "核对服务的数据库：损坏的文档、文件、事件序号、定时、索引；只读不写"),
    "provision": Entry("cli.provision.command", "安装前的步骤：密钥与口令、MongoDB 用户、Kafka 用户与权限"),
}


def build(chosen: str) -> typer.Typer:
    """The application with the chosen command in full and all others by name."""
    app = typer.Typer(
        name="sanzhi",
        help="三制：业主、项目经理人、技术总师的科研项目管理系统",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for name, entry in COMMANDS.items():
        if name == chosen:
            _add(app, name, entry)
        else:
            app.command(name, help=entry.help)(_only_listed)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sanzhi {version('sanzhi')}")
        raise typer.Exit


def _options(
    shown: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="打印版本")] = False,
) -> None: ...


def _add(app: typer.Typer, name: str, entry: Entry) -> None:
    module = import_module(entry.module)
    if hasattr(module, "app"):
        app.add_typer(module.app, name=name, help=entry.help)
    else:
        app.command(name)(module.command)


def _only_listed() -> None:
    """Stands for a command that was not asked for."""


def chosen_in(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The command that is asked for, or that a shell wants completed; empty where there is none."""
    # The names are those of typer's completion: zsh, fish and PowerShell, and bash.
    completed = environment.get("_TYPER_COMPLETE_ARGS") or environment.get("COMP_WORDS") if "_SANZHI_COMPLETE" in environment else None
    words = arguments if completed is None else completed.split()
    return next((word for word in words[1:] if not word.startswith("-")), "")


def main() -> None:
    """Runs the command line; what users can do something about is said in one message."""
    from cli.stack.problem import StackProblem, of_the_machine
    from cli.terminal import speak_chinese

    speak_chinese()
    try:
        build(chosen_in(sys.argv, os.environ))()
    except StackProblem as problem:
        sys.exit(f"错误：{problem}")
    except BrokenPipeError:  # who read what we print has left: `sanzhi events | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.exit(f"错误：{of_the_machine(error)}")
    except Exception as error:
        from chassis.access.tls import WrongTls
        from cli.refused import Refused

        if isinstance(error, WrongTls):
            sys.exit(f"错误：TLS 设置有误：{error}")
        if not isinstance(error, Refused):
            raise
        sys.exit(f"被拒绝：{error}" if not error.rule else f"被拒绝（规则 {error.rule}）：{error}")


if __name__ == "__main__":
    main()
