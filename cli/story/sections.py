"""Reads mappings of a story: known keys of known kinds, everything else is a problem with its place."""

import difflib
from datetime import datetime

from chassis.calendar import CHINA
from cli.story.marked import MarkedList, MarkedMap
from cli.story.places import Place, Problem


class Section:
    """One mapping of the file. What is wrong with it goes to `problems`; reading goes on."""

    def __init__(self, mapping: MarkedMap, problems: list[Problem]) -> None:
        self.mapping = mapping
        self.problems = problems
        self.place = mapping.place

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the mapping itself."""
        return self.mapping.places.get(key, self.place)

    def wrong(self, key: str, message: str) -> None:
        """Put a problem on record."""
        self.problems.append(Problem(self.place_of(key), message))

    def allow(self, *keys: str) -> None:
        """Every other key is unknown."""
        for key in self.mapping:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"是否想写 {near[0]}？" if near else f"可用：{'、'.join(keys)}"
                self.wrong(key, f"不认识的键 {key}；{hint}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; demanded unless there is a default."""
        if key not in self.mapping:
            if default is None:
                self.wrong(key, f"缺少 {key}")
            return default or ""
        value = self.mapping[key]
        if isinstance(value, str):
            return value
        self.wrong(key, f'{key} 应是文字；请加引号："{value}"' if isinstance(value, int | float) else f"{key} 应是文字")
        return default or ""

    def integer(self, key: str) -> int | None:
        """A count, or None where there is none."""
        value = self.mapping.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.wrong(key, f"{key} 应是非负整数")
        return None

    def map(self, key: str) -> MarkedMap:
        """A mapping; an empty one where there is none."""
        value = self.mapping.get(key)
        if isinstance(value, MarkedMap):
            return value
        if key in self.mapping:
            self.wrong(key, f"{key} 应是映射（键: 值）")
        return MarkedMap(self.place_of(key))

    def maps(self, key: str) -> list[MarkedMap]:
        """A list of mappings; an empty one where there is none."""
        value = self.mapping.get(key)
        if key in self.mapping and not isinstance(value, MarkedList):
            self.wrong(key, f"{key} 应是列表")
        if not isinstance(value, MarkedList):
            return []
        for item, place in value.placed():
            if not isinstance(item, MarkedMap):
                self.problems.append(Problem(place, f"{key} 的每一项应是映射（键: 值）"))
        return [item for item in value if isinstance(item, MarkedMap)]

    def time(self, key: str) -> datetime | None:
        """China's civil time "2026-01-05 09:00", or None where there is none."""
        if key not in self.mapping:
            return None
        value = self.mapping[key]
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
            try:
                return datetime.strptime(value, form).replace(tzinfo=CHINA)
            except (TypeError, ValueError):
                continue
        self.wrong(key, f'{key} 应是中国时间，如 "2026-01-05 09:00"，实为 {value}')
        return None
