"""The child process that captures: started, waited for, and ended whatever happens."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from storage.settings import Settings

_POLL_SECONDS = 0.05
_END_SECONDS = 10


@contextmanager
def capturing(command: Sequence[str], settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The capturing child; it has ended when this ends, asked to if need be."""
    with begin(command, os.environ | settings.environment()) as child:
        try:
            yield child
        except BaseException:
            _end(child)
            raise


def begin(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The child, which ends when its input is closed."""
    return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)


def wait(child: subprocess.Popen[bytes]) -> None:
    """A moment, or until the child has ended."""
    try:
        child.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the child to end, and see that it does: nothing may write to the home after us."""
    child.terminate()
    try:
        child.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
