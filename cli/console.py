"""Terminal output: wide enough where it goes to a file, and tables that fold long texts instead of cutting them."""

import sys

from rich.console import Console
from rich.table import Table

_FILE_WIDTH = 150


def console() -> Console:
    """The console for results; a file or a pipe counts as wide."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)


def table(title: str, *columns: str) -> Table:
    """An empty table with these columns."""
    made = Table(title=title, title_justify="left")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
