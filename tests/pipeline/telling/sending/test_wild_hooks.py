"""Receivers that misbehave in every way and a sender that is killed: each once, or told truly."""

import os

from storage.database import Database
from storage.settings import Settings
from tests.hooks import hook_server
from tests.wild_hooks import ALWAYS, WAYS, behaves, play

RECEIVERS = int(os.environ.get("POLICYWATCH_TEST_RECEIVERS", "42"))
KILLS = int(os.environ.get("POLICYWATCH_TEST_KILLS", "2"))


def test_each_once_or_told_truly(db: Database, settings: Settings) -> None:
    with hook_server(wild=behaves) as hook:
        wrong, ends = play(db, settings, hook, RECEIVERS, min(KILLS, RECEIVERS))
    assert wrong == []
    assert len(ends) == RECEIVERS >= len(WAYS) + len(ALWAYS)
    assert set(ends.values()) == {"accepted", "failed", "given_up"}
