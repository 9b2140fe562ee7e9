"""Lines as the readers yield them, gathered up to the limits."""

import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from lxml.etree import LxmlError  # type: ignore[import-untyped]

from crawlers.filetypes import CONTROL, Limits, UnreadableError

FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, LxmlError,
    NotImplementedError, OSError, ParseError, RecursionError, TypeError, ValueError, struct.error,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What the libraries raise on damaged files: none of them promises an exception of its own."""
_BLANK = re.compile(r"[ \u3000\xa0]+")


class StopReadingError(Exception):
    """A limit is reached: what was read so far is the text. The message says so, in Chinese."""


@dataclass
class Budget:
    """What is left of the limits while one file (with all that it holds) is read."""

    limits: Limits
    started: float = field(default_factory=time.monotonic)
    chars: int = 0
    unpacked: int = 0
    members: int = 0

    def take_chars(self, count: int) -> None:
        """Account for text. Raises ``StopReadingError``."""
        self.chars += count
        if self.chars > self.limits.chars:
            raise StopReadingError(f"只读了前 {self.limits.chars // 10_000} 万字")
        self.check_time()

    def check_time(self) -> None:
        """Raises ``StopReadingError`` if reading takes too long."""
        if time.monotonic() - self.started > self.limits.seconds:
            raise StopReadingError(f"读取超过 {self.limits.seconds:g} 秒，只读了前面一部分")

    def take_unpacked(self, count: int) -> None:
        """Account for unpacked bytes. Raises ``StopReadingError``."""
        self.unpacked += count
        if self.unpacked > self.limits.unpacked:
            size = self.limits.unpacked // 1_000_000
            raise StopReadingError(f"展开后超过 {size} MB，后面的没有读")


@dataclass
class Gathered:
    """The lines of one file, and what is to be said of them."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Chinese; what is not in the text, and why."""
    partial: bool = False
    pictures: bool = False
    """It holds pictures: without a text, that is why."""
    failed: bool = False
    """Nothing could be read at all."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


Reader = Callable[[bytes, Budget, Gathered], Iterable[str]]
"""Yields the lines of a file; what else is to be said of it is noted in the last argument."""


def gather(
    reader: Reader, body: bytes, budget: Budget, kind: str, *, counted: bool = False
) -> Gathered:
    """The lines of a file up to a limit, or to where it is damaged.

    ``counted``: they were accounted for, as those of an archive's files are.
    """
    found = Gathered()
    try:
        for text in reader(body, budget, found):
            for line in tidy(text):
                budget.take_chars(0 if counted else len(line))
                found.lines.append(line)
    except StopReadingError as stop:
        found.notes.append(str(stop))
        found.partial = True
    except UnreadableError as error:
        _give_up(found, str(error))
    except FAULTS:
        _give_up(found, f"{kind} 打不开，文件可能已损坏")
    return found


def _give_up(found: Gathered, reason: str) -> None:
    if found.lines:
        found.notes.append(f"文件中途损坏，只读了前面一部分（{reason}）")
        found.partial = True
    else:
        found.notes.append(reason)
        found.failed = True


def tidy(text: str) -> list[str]:
    """The lines of a text without control characters, blank ones and runs of spaces."""
    lines = (_BLANK.sub(" ", line).strip(" ") for line in CONTROL.sub("", text).splitlines())
    return [line for line in lines if line.strip()]
