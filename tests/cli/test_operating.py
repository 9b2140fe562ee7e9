"""policywatch canary, bounces."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import main
from pipeline.operating.canary import begin
from storage.database import open_database
from tests.homes import migrated_home
from tests.imap_server import imap_server
from tests.pipeline.telling import returns


def test_the_mailbox_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    migrated_home(tmp_path)
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path))
    assert main(["bounces", "read"]) == 2
    assert "POLICYWATCH_BOUNCES" in capsys.readouterr().err
    with imap_server() as box:
        box.put(returns.dsn())
        monkeypatch.setenv("POLICYWATCH_BOUNCES", box.url)
        assert main(["bounces", "read"]) == 0
    assert capsys.readouterr().out.startswith(
        "新邮件 1 封，退信和投诉 1 件（1 件不是本处发出的邮件），停用 0 个"
    )
    assert main(["bounces", "read"]) == 2  # it is gone
    assert "读不到" in capsys.readouterr().err
    assert main(["bounces", "list"]) == 0
    assert "无此邮箱（不是本处的） 1 件" in capsys.readouterr().out


def test_how_far_the_canary_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICYWATCH_HOME", str(tmp_path))
    assert main(["canary", "run"]) == 2
    assert "POLICYWATCH_CANARY_MINUTES" in capsys.readouterr().err
    db = open_database(migrated_home(tmp_path))
    begin(db, datetime.now(UTC))
    db.close()
    assert main(["canary", "status"]) == 0
    assert "走到“自检页改动”" in capsys.readouterr().out


def test_the_secret_stays_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert main(["--home", str(tmp_path), "bounces", "secret"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0].startswith("whsec_")
