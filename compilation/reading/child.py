"""The process that reads a Word or PDF file: its bytes on the input, its paragraphs on the output.

    python -m compilation.reading.child pdf

Native code reads these files, and whoever made them may mean harm: what it takes is bounded here,
and a crash is one line about the file.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from compilation.reading.limits import LIMITS
from compilation.reading.pieces import Sheet
from crawlers.attachments.bounds import confine
from crawlers.attachments.lines import FAULTS, Budget, StopReadingError
from crawlers.filetypes import UnreadableError


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the file says, or why it says nothing."""

    sheet: Sheet | None = None
    problem: str = ""


def main() -> None:
    """Read the one file."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print goes nowhere
    confine(LIMITS.memory)
    answer = read_here(sys.stdin.buffer.read(), sys.argv[1])
    with os.fdopen(out, "wb") as pipe:
        pipe.write(msgspec.msgpack.encode(answer))


def read_here(body: bytes, kind: str) -> Answer:
    """The paragraphs of a file of that kind (``docx``, ``pdf``), read in this process."""
    try:
        return Answer(sheet=_reader(kind)(body, Budget(LIMITS)))
    except UnreadableError as error:
        return Answer(problem=str(error))
    except StopReadingError as error:
        return Answer(problem=f"太长，没有读完（{error}）")
    except MemoryError:
        return Answer(problem="读取所需内存超过上限")
    except FAULTS:
        return Answer(problem="文件可能已损坏：请重新取得，或另存后再导入")


def _reader(kind: str) -> Callable[[bytes, Budget], Sheet]:
    """Loaded when there is a file of the kind to read."""
    if kind == "pdf":
        from compilation.reading.pdf.document import read_pdf

        return read_pdf
    from compilation.reading.word.document import read_word

    return read_word


if __name__ == "__main__":
    main()
