"""The reading child as its parent sees it: begun when there is a file, ended when it misbehaves."""

import atexit
import subprocess
import sys
import threading
from dataclasses import replace

from crawlers.attachments.frames import Answer, Request, take, write
from crawlers.filetypes import AttachmentText, Limits

_END_SECONDS = 5
_COMMAND = ("-m", "crawlers.attachments.child")


def read(
    body: bytes, *, name: str, media_type: str = "", limits: Limits | None = None
) -> AttachmentText:
    """The text of a file. Never raises on what a site may send.

    ``name`` is the file's name or address, ``media_type`` what the site declared: both only settle
    what the first bytes leave open, and say what was expected where something else came.
    """
    limits = limits or Limits()
    if len(body) > limits.bytes:
        size = len(body) // 1_000_000
        return AttachmentText(media_type, problem=f"文件过大（{size} MB）", broken=True)
    return WORKER.read(body, Request(name, media_type, len(body), limits))


class Worker:
    """One reading process at a time; a new one after each that was ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, if there is one."""
        return self._child.pid if self._child else None

    def read(self, body: bytes, request: Request) -> AttachmentText:
        """What the child says of the file, or why it says nothing."""
        with self._lock:
            started = self._child is None
            answer, late = self._ask(body, request)
            if answer is None and not late and not started:
                # It may have ended before: told apart by asking a new one.
                answer, late = self._ask(body, request)
        if answer is not None:
            return _clean(answer.file)
        seconds = request.limits.seconds + request.limits.patience
        reason = f"读取超过 {seconds:g} 秒，已中止" if late else "读取程序意外中止，文件可能已损坏"
        return AttachmentText(request.media_type, problem=reason, broken=True)

    def _ask(self, body: bytes, request: Request) -> tuple[Answer | None, bool]:
        """The child's answer, and whether it was ended because none came in time."""
        child = self._child = self._child or _begin()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()
        seconds = request.limits.seconds + request.limits.patience
        timer = threading.Timer(seconds, _end_late, (child, late))
        timer.start()
        try:
            write(child.stdin, request, body)  # type: ignore[arg-type]
            answer = take(child.stdout, Answer)  # type: ignore[arg-type]
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.close()
        return answer, late.is_set()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _shut(pipe)
        child.wait(_END_SECONDS)


def _begin() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the parent to hear
    )


def _end_late(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _shut(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:
        return  # what it still held cannot be sent any more


def _clean(file: AttachmentText) -> AttachmentText:
    return replace(file, problem=" ".join(file.problem.split()))


WORKER = Worker()
"""The one that ``read`` asks."""
atexit.register(WORKER.close)
