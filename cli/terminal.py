"""What the commands print is Chinese, whatever the terminal was told to be."""

import codecs
import io
import sys


def speak_chinese() -> None:
    """Let standard output and error print everything: in their encoding where that has Chinese, else in UTF-8.

    A character that the encoding lacks, as GBK lacks rare ones of people's names, is printed as its number: better than a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if _has_chinese(stream.encoding) else "utf-8", errors="backslashreplace")


def visible(text: str) -> str:
    """A text of others in one line as it is: nothing in it moves the cursor, hides what stands after it, or begins a line of its own."""
    return "".join(each if each.isprintable() or each == "\u3000" else "\ufffd" for each in text)


def _has_chinese(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
        return bool("中文".encode(encoding))
    except (LookupError, UnicodeEncodeError):
        return False
