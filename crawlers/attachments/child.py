"""The child process that reads files: requests on its input, texts on its output, until it closes.

    python -m crawlers.attachments.child

It never writes a file, and ends when its parent has: by the end of its input when it waits, by a
glance at its parent while it reads, and by an alarm if native code lets nothing else run.
"""

import os
import signal
import sys
import threading
import time
from typing import BinaryIO

from crawlers.attachments.bounds import confine
from crawlers.attachments.frames import Answer, Request, take, write
from crawlers.filetypes import AttachmentText

_LOOK_SECONDS = 0.5
_GRACE_SECONDS = 5
_MOST_FILES = 500
"""Then a fresh process goes on: what the libraries have leaked is gone."""


def main() -> None:
    """Answer requests until the input ends."""
    requests, answers = sys.stdin.buffer, _own_output()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    for _ in range(_MOST_FILES):
        request = take(requests, Request)
        if request is None:
            return
        body = requests.read(request.size)
        if len(body) < request.size or not _answer(answers, request, body):
            return


def _own_output() -> BinaryIO:
    """The pipe to the parent; what libraries print goes where nobody reads it."""
    own = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is what is wanted
        os.dup2(nowhere.fileno(), 1)
    return own


def _answer(answers: BinaryIO, request: Request, body: bytes) -> bool:
    """Read the file and tell what it says; false if this process should read no other."""
    _alarm(int(request.limits.seconds + request.limits.patience) + _GRACE_SECONDS)
    confine(request.limits.memory)
    fit = True
    try:
        # Loaded under the limits, and not before there is a file to read.
        from crawlers.attachments.reading import read_here

        file = read_here(body, request.name, request.media_type, request.limits)
    except MemoryError:
        file = AttachmentText(request.media_type, problem="读取所需内存超过上限", broken=True)
        fit = False
    _alarm(0)
    write(answers, Answer(file=file))
    return fit


def _alarm(seconds: int) -> None:
    """The system ends this process after so long; 0: never mind."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
