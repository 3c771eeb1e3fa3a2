import json
from pathlib import Path

from cli.stack.problem import tail


def test_the_end_of_a_json_log_reads_as_text(tmp_path: Path) -> None:
    log = tmp_path / "log"
    entries = [{"level": "INFO", "message": f"line {number}"} for number in range(30)]
    entries.append({"level": "ERROR", "message": "failed", "exception": "Traceback\n  here"})
    log.write_text("\n".join(["not JSON", "{broken", "[1]", *map(json.dumps, entries)]))
    assert tail(log, 2) == "line 29\nfailed\nTraceback\n  here"
    assert tail(log, 100).startswith("not JSON\n{broken\n[1]\nline 0\n")


def test_no_log_has_no_end(tmp_path: Path) -> None:
    assert tail(tmp_path / "none") == ""
