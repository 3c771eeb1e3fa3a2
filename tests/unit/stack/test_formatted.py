from pathlib import Path

from cli.stack.formatted import FILES, format_storage


class Tool:
    """Stands for Kafka's StorageTool, and counts."""

    def __init__(self, data: Path, *files: str) -> None:
        self.data = data
        self.files = files
        self.runs = 0

    def __call__(self) -> None:
        self.runs += 1
        self.data.mkdir(parents=True)
        for name in self.files:
            (self.data / name).write_text(name)


def test_the_tool_runs_once_for_a_version(tmp_path: Path) -> None:
    first, second, newer = (Tool(tmp_path / name, *FILES) for name in ("first", "second", "newer"))
    for tool, version in ((first, "4.3.0"), (second, "4.3.0"), (newer, "4.4.0")):
        format_storage(tool.data, version, tool, tmp_path / "cache")
    assert [tool.runs for tool in (first, second, newer)] == [1, 0, 1]
    assert sorted(path.name for path in second.data.iterdir()) == sorted(FILES)


def test_storage_that_is_formatted_is_left_alone(tmp_path: Path) -> None:
    tool = Tool(tmp_path / "data", *FILES)
    for _ in range(2):
        format_storage(tool.data, "4.3.0", tool, tmp_path / "cache")
    (tool.data / "meta.properties").write_text("its own")
    format_storage(tool.data, "4.3.0", tool, tmp_path / "cache")
    assert (tool.data / "meta.properties").read_text() == "its own"
    assert tool.runs == 1


def test_what_is_not_known_is_not_kept(tmp_path: Path) -> None:
    tools = [Tool(tmp_path / name, *FILES, "something-new") for name in ("a", "b")]
    for tool in tools:
        format_storage(tool.data, "5.0.0", tool, tmp_path / "cache")
    assert [tool.runs for tool in tools] == [1, 1]
