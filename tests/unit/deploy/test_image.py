"""What the image is made of: nothing that is copied into it may be kept out of the build's context."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_what_is_copied_is_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    sources = {source.rstrip("*") for line in copied for source in line.split()}
    assert "console" in sources
    assert {source for source in sources if not any(source == each or source.startswith(f"{each}/") for each in let_in)} == set()
