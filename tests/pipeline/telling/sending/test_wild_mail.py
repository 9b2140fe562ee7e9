"""A server that misbehaves in every way and a sender that is killed: each mail once, or told truly.

``POLICYWATCH_TEST_READERS`` (150) and ``POLICYWATCH_TEST_KILLS`` (16) say how many and how often;
``python -m benchmarks.telling --chaos`` does it in full.
"""

import os
from pathlib import Path
from random import Random

from storage.database import Database
from storage.settings import Settings
from tests.wild_world import play, wild_server

READERS = int(os.environ.get("POLICYWATCH_TEST_READERS", "150"))
KILLS = int(os.environ.get("POLICYWATCH_TEST_KILLS", "16"))
SEED = int(os.environ.get("POLICYWATCH_TEST_SEED", "0"))


def test_each_once_or_told_truly(db: Database, settings: Settings, tmp_path: Path) -> None:
    kills = KILLS if KILLS > 20 else 2
    with wild_server(tmp_path) as server:
        result = play(db, settings, server, READERS, kills, Random(SEED))
    assert result.wrong == []
    assert result.killed >= kills * 0.5
    assert sum(result.states.values()) == READERS
    assert set(result.states) == {"accepted", "failed", "given_up", "unknown"}
