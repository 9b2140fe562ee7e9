"""``policywatch deadlines``: what comes up, from today or between two days."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cli import main
from cli.common import now
from storage.clock import day_of
from storage.database import Database
from tests.deadline_samples import deadline, put
from tests.homes import open_home
from tests.web.desk_world import fill


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    fill(db)
    yield db
    db.close()


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> list[str]:
    assert main(["--home", str(home), *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_days_ahead(
    filled: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = day_of(now())
    soon, later = today + timedelta(days=20), today + timedelta(days=60)
    work = put(filled, "plan", deadline(soon), deadline(later), deadline(None))
    (line,) = map(json.loads, said(capsys, tmp_path, "deadlines", "--json"))
    assert (line["date"], line["document_id"]) == (soon.isoformat(), work)
    assert len(said(capsys, tmp_path, "deadlines", "--since", today.isoformat())) == 2
    assert len(said(capsys, tmp_path, "deadlines", "--until", later.isoformat())) == 2
    assert said(capsys, tmp_path, "deadlines", "--kind", "apply") == ["没有这样的期限。"]
    assert said(capsys, tmp_path, "deadlines", "--kind", "apply", "--json") == []


def test_days_that_end_before_they_begin_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), "deadlines", "--until", "2020-01-01"]) != 0
    assert "要看过去的，请写 --since" in capsys.readouterr().err


def test_documents_tell_their_deadlines(
    filled: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(filled, "plan", deadline(None, "apply"))
    words = ("documents", "--query", "空气质量", "--json")
    (document,) = map(json.loads, said(capsys, tmp_path, *words))
    (one,) = document["deadlines"]
    assert (one["date"], one["kind"], one["label"]) == (None, "apply", "三、")
