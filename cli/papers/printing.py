"""A paper as PDF, by typst, in a thread: the same paper gives the same bytes.

The fonts are those of the machine, and those of a folder that is set; without one for Chinese nothing is printed.
"""

import asyncio
import json
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import typst

from chassis.errors import Unavailable
from cli.papers.paper import Paper

_TEMPLATE = "paper.typ"
_FOR_CHINESE = ("CJK SC", "Han Serif", "Han Sans", "SimSun", "SimHei", "FangSong", "STSong", "YaHei", "UMing", "WenQuanYi")


async def pdf(paper: Paper, fonts: Path | None = None) -> bytes:
    """The PDF. fonts: a folder with more fonts. Refuses CHINESE_FONT_MISSING."""
    return await asyncio.to_thread(_printed, json.dumps(asdict(paper), ensure_ascii=False), fonts)


def _printed(paper: str, fonts: Path | None) -> bytes:
    known = _fonts(fonts)
    if not any(mark in family for family in known.families() for mark in _FOR_CHINESE):
        message = "这台机器没有中文字体，打不出 PDF：请安装 Noto CJK（Debian：fonts-noto-cjk），或用 SANZHI_CONSOLE_FONTS 指明字体所在目录"
        raise Unavailable("CHINESE_FONT_MISSING", message)
    with as_file(files(__package__).joinpath(_TEMPLATE)) as template:
        made: bytes = typst.compile(template, root=template.parent, font_paths=known, format="pdf", sys_inputs={"paper": paper})
    return made


@cache
def _fonts(folder: Path | None) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, font_paths=[folder] if folder else [])
