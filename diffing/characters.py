"""Edits by diff-match-patch; by its port to C++ where that is installed, with equal results."""

import time

from diff_match_patch import diff_match_patch

from diffing.cleanup import Encoded

try:
    from fast_diff_match_patch import diff as ported
except ImportError:
    ported = None

_OPS = {"=": 0, "-": -1, "+": 1}
_LIMIT = 60


def edits(old: str, new: str) -> Encoded:
    """The fewest edits that lead from ``old`` to ``new``."""
    if ported:
        found = ported(old, new, timelimit=0, checklines=False, cleanup="No", counts_only=False)
        return [(_OPS[op], text) for op, text in found]
    return reference(old, new)


def reference(old: str, new: str) -> Encoded:
    """The same, by diff-match-patch itself."""
    machine = diff_match_patch()
    machine.Diff_Timeout = 0
    found: Encoded = machine.diff_main(old, new, False, time.time() + _LIMIT)
    return found
