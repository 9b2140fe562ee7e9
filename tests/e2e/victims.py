"""Processes that are started to be killed, each with its children in a group of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
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

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def comes_to(self, point: Callable[[], bool], after: float = 0.0) -> bool:
        """Wait for the point and ``after`` seconds more; False if the process ended before."""
        for _ in range(int(_DEADLINE / _GLANCE)):
            if point():
                return not self._ended_within(after)
            if self._ended_within(_GLANCE):
                return False
        self.send(signal.SIGKILL, whole=True)
        raise AssertionError(f"never came to the point: {self.said()}")

    def _ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def send(self, number: signal.Signals, *, whole: bool) -> None:
        """The signal to the process alone, or to all of its group."""
        with suppress(ProcessLookupError):
            (os.killpg if whole else os.kill)(self.process.pid, number)

    def said(self, seconds: float = _DEADLINE) -> str:
        """What was said until the process and its children had all ended."""
        return self.process.communicate(timeout=seconds)[0]


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
