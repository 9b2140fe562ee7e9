"""Processes that are started to be killed, each with its children in a group of its own."""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from random import Random
from select import select

from tests.forked import Forked

_GLANCE = 0.01
_DEADLINE = 60.0
"""Seconds after which a process that has neither ended nor come to the point has failed."""
_AFTER = (0.01, 0.1, 1.0)
"""A kill comes at random within one of these of its point: seconds."""


class Victim:
    """``python WORDS`` with the settings of an environment.

    What it says goes through one pipe that its children hold too: the end of that pipe is the end
    of the last of them.
    """

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        *,
        forked_passes: bool = False,
    ) -> None:
        self._said, saying = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        files = (nothing, saying, saying)
        self.process = Forked(
            words,
            os.environ | dict(environment),
            files,
            own_group=True,
            forked_passes=forked_passes,
        )
        os.close(saying)
        os.close(nothing)

    def comes_to(self, point: Callable[[], bool], after: float = 0.0) -> bool:
        """Wait for the point and ``after`` seconds more; False if the process ended before."""
        for _ in range(int(_DEADLINE / _GLANCE)):
            if point():
                return not self.process.ended_within(after)
            if self.process.ended_within(_GLANCE):
                return False
        self.send(signal.SIGKILL, whole=True)
        raise AssertionError(f"never came to the point: {self.said()}")

    def send(self, number: signal.Signals, *, whole: bool) -> None:
        """The signal to the process alone, or to all of its group."""
        with suppress(ProcessLookupError):
            (os.killpg if whole else os.kill)(self.process.pid, number)

    def said(self, seconds: float = _DEADLINE) -> str:
        """What was said until the process and its children had all ended."""
        until = time.monotonic() + seconds
        parts = []
        with os.fdopen(self._said, "rb", buffering=0) as pipe:
            while select([pipe], [], [], until - time.monotonic())[0]:
                if not (part := pipe.read(1 << 16)):
                    assert self.process.ended_within(seconds)
                    return b"".join(parts).decode()
                parts.append(part)
        raise AssertionError(f"not ended within {seconds} seconds: {b''.join(parts).decode()}")


def kill_again_and_again(
    start: Callable[[], Victim],
    count: int,
    *,
    steps: Callable[[], int],
    total: int,
    random: Random,
) -> int:
    """Start and kill so many times, each at a random step of the work; how many were running then.

    ``total`` is about how many steps there are to the end. Half of the kills meet the parent
    alone, and half of the next starts do not wait until its child has ended.
    """
    killed = 0
    left: list[Victim] = []
    begun = steps()
    for goal in sorted(begun + random.randrange(total) for _ in range(count)):
        victim = start()
        left.append(victim)
        after = random.uniform(0, random.choice(_AFTER))
        if victim.comes_to(lambda goal=goal: steps() >= goal, after):
            victim.send(signal.SIGKILL, whole=random.random() < 0.5)
            killed += 1
        if random.random() < 0.5:
            left.pop().said()
    for victim in left:
        victim.said()
    return killed
