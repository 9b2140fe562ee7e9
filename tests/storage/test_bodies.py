"""Bodies are stored once, whole or not at all."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.bodies import Bodies, BodyError
from storage.ids import sha256

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_body_is_stored_once_and_comes_back(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path)
    digest = bodies.put(b"<html>" * 1000)
    assert digest == sha256(b"<html>" * 1000)
    stored = next(tmp_path.glob("??/*.zst"))
    written = stored.stat().st_mtime_ns
    assert bodies.put(b"<html>" * 1000) == digest
    assert stored.stat().st_mtime_ns == written
    assert bodies.get(digest) == b"<html>" * 1000
    assert digest in bodies
    assert len(bodies) == 1


def test_an_empty_body_is_a_body(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path)
    assert bodies.get(bodies.put(b"")) == b""


def test_damage_and_absence_name_the_file(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path)
    digest = bodies.put(b"text")
    path = next(tmp_path.glob("??/*.zst"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BodyError, match=path.name):
        bodies.get(digest)
    with pytest.raises(BodyError, match="读不出"):
        bodies.get("0" * 64)


def test_no_part_is_left_behind(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path)
    bodies.put(b"one")
    assert not list(tmp_path.rglob("*.part"))


def test_what_killed_writers_left_is_dropped(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path)
    kept = bodies.put(b"whole")
    place = tmp_path / kept[:2]
    old, new = place / "old.part", place / "new.part"
    for path, moment in ((old, MOMENT - timedelta(hours=1)), (new, MOMENT + timedelta(hours=1))):
        path.write_bytes(b"half")
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    assert bodies.drop_left_over(MOMENT) == 1
    assert (old.exists(), new.exists(), kept in bodies) == (False, True, True)
