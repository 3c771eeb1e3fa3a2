"""The stack as its users start it: a process that is told to stop, is killed, or whose service dies."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from aiokafka.admin import AIOKafkaAdminClient

from chassis.messaging.kafka import Kafka
from cli.stack.probe import serves
from cli.target import running_stack
from tests.harness.suite import PATIENCE

RUN = """
import json
import sys
from pathlib import Path
from cli.stack.problem import StackProblem
from cli.stack.stack import Stack, Wanted
from cli.stack.supervisor import Ended, supervised, watch
from cli.stack.settings import RunningStack
settings, told = json.loads(sys.argv[3]), RunningStack.for_service
RunningStack.for_service = lambda self, name: told(self, name) | settings
stack = Stack(Wanted(Path(sys.argv[1]), port=0, services=(sys.argv[2],)), lambda line: print(line, flush=True))
try:
    with supervised(stack):
        print("READY", flush=True)
        watch(stack, restart=True)
except Ended:
    print("ENDED", flush=True)
except StackProblem as problem:
    print(problem, flush=True)
    sys.exit(1)
"""


@contextmanager
def stack(data: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    # An office machine: a proxy where nobody listens, a language that has no Chinese, an open umask.
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "grpc_proxy", "all_proxy"), "http://127.0.0.1:9")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SANZHI_")}
    environment = inherited | proxies | {"LC_ALL": "C", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", RUN, str(data), "evaluation", json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, umask=0) as process:
        yield process
        process.kill()


def lines_up_to(process: subprocess.Popen[str], wanted: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if wanted in line:
            return lines
    raise AssertionError(f"no {wanted!r} in {lines}")


def pids(data: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((data / "stack.json").read_text())["pids"]
    return found


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def processes_with(data: Path) -> list[list[str]]:
    lines = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if any(str(data) in word for word in line)]


def told(data: Path) -> str:
    command = [sys.executable, "-m", "cli.main", "status", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=os.environ | {"COLUMNS": "200"}).stdout


async def delete_topic(kafka: Kafka, topic: str) -> None:
    admin = AIOKafkaAdminClient(**kafka.arguments())
    await admin.start()
    try:
        await admin.delete_topics([topic])
    finally:
        await admin.close()


def test_sigterm_stops_all_in_order_and_a_restart_goes_on(tmp_path: Path) -> None:
    with stack(tmp_path) as process:
        lines_up_to(process, "READY")
        assert set(pids(tmp_path)) == {"mongod", "kafka", "evaluation"}
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir() and path.stat().st_mode & 0o077) == []
        assert (tmp_path / "stack.json").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGTERM)
        lines_up_to(process, "ENDED")
        assert process.wait(PATIENCE) == 0
    assert processes_with(tmp_path) == []
    assert not (tmp_path / "stack.json").exists()
    assert '"message": "evaluation serves' in (tmp_path / "logs" / "evaluation.log").read_text()
    with stack(tmp_path) as again:
        assert not any("没有正常结束" in line for line in lines_up_to(again, "READY"))


def test_a_killed_stack_leaves_no_orphans_and_the_next_says_so(tmp_path: Path) -> None:
    with stack(tmp_path) as process:
        lines_up_to(process, "READY")
        children = pids(tmp_path).values()
        process.kill()
        process.wait()
    until(lambda: all(map(gone, children)))
    until(lambda: processes_with(tmp_path) == [])
    with stack(tmp_path) as again:
        assert any(f"上次的进程 {process.pid} 没有正常结束" in line for line in lines_up_to(again, "READY"))


def test_a_killed_service_is_started_again_and_what_is_away_is_seen_from_outside(tmp_path: Path) -> None:
    with stack(tmp_path) as process:
        lines_up_to(process, "READY")
        before = pids(tmp_path)["evaluation"]
        os.kill(before, signal.SIGKILL)
        assert "evaluation 退出（代码 -9），1 秒后重新启动" in lines_up_to(process, "退出")[-1]
        until(lambda: pids(tmp_path)["evaluation"] != before)
        # What does not die is seen all the same: a database that stands still, a topic that somebody deleted.
        running, mongod = running_stack(tmp_path), pids(tmp_path)["mongod"]
        host, _, port = running.state.services["evaluation"].rpartition(":")
        until(lambda: serves(host, int(port)))
        asyncio.run(delete_topic(running.kafka, "sanzhi.evaluation.internal"))
        os.kill(mongod, signal.SIGSTOP)
        try:
            until(lambda: not serves(host, int(port)))
            assert not serves(host, int(port), name="readiness") and serves(host, int(port), name="liveness")
        finally:
            os.kill(mongod, signal.SIGCONT)
        until(lambda: serves(host, int(port)) and serves(host, int(port), name="readiness"))
        until(lambda: "✗ evaluation：Kafka 上没有主题 sanzhi.evaluation.internal" in told(tmp_path))
        assert mongod == pids(tmp_path)["mongod"] and not gone(mongod)


def test_a_damaged_key_ends_the_start_before_anything_runs(tmp_path: Path) -> None:
    key = tmp_path / "issuer" / "services" / "evaluation.jwk"
    key.parent.mkdir(parents=True)
    key.write_text(json.dumps({"kty": "OKP", "crv": "Ed25519", "kid": "evaluation", "x": "AA", "d": "AA"}))
    with stack(tmp_path) as process:
        assert "evaluation.jwk 已损坏" in lines_up_to(process, "已损坏")[-1]
        assert process.wait(PATIENCE) == 1
    assert processes_with(tmp_path) == []


def test_a_service_that_dies_at_its_start_shows_its_log_and_nothing_stays(tmp_path: Path) -> None:
    key = tmp_path / "other.jwk"
    key.write_text(json.dumps({"kty": "OKP", "crv": "Ed25519", "kid": "evaluation", "x": "AA", "d": "AA"}))
    with stack(tmp_path, SANZHI_SERVICE_KEY=str(key)) as process:
        lines = lines_up_to(process, "evaluation 启动后退出")
        assert process.stdout is not None
        assert "other.jwk" in process.stdout.read()
        assert process.wait(PATIENCE) == 1
    assert not any("READY" in line for line in lines)
    assert processes_with(tmp_path) == []


def test_a_second_stack_on_the_same_data_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    with stack(tmp_path) as first:
        lines_up_to(first, "READY")
        with stack(tmp_path) as second:
            lines_up_to(second, f"正由进程 {first.pid} 使用")
            assert second.wait(PATIENCE) == 1
        assert not any(gone(pid) for pid in pids(tmp_path).values())
