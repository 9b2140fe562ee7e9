"""How a command ends when it is asked to: as by Ctrl-C, wherever it is."""

import signal
import sys
from functools import partial
from types import FrameType
from typing import Any

_AGAIN_SECONDS = 0.05


def stop_when_asked() -> None:
    """Have SIGTERM raise ``KeyboardInterrupt``.

    Python drops what is raised while it frees an object: then the interrupt comes once more.
    """
    signal.signal(signal.SIGTERM, _stop)
    if getattr(sys.unraisablehook, "func", None) is not _dropped:
        sys.unraisablehook = partial(_dropped, sys.unraisablehook)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _dropped(otherwise: Any, what: Any) -> None:
    """Of an interrupt, ask again a little later, when the object is gone."""
    if not issubclass(what.exc_type, KeyboardInterrupt):
        otherwise(what)
        return
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
