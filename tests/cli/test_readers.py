"""``policywatch readers``: what is kept of an address, and its deletion."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from cli import main
from tests.homes import open_home
from tests.telling_home import subscribe
from tests.telling_samples import subscription


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    status = main(["--home", str(home), "readers", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_who_cannot_have_the_file_alone_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", ("busy_timeout=1", "secure_delete=ON"))
    db = open_home(tmp_path)
    subscribe(db, subscription(address="reader@example.org"))
    with db.connect() as reading:
        reading.execute(text("SELECT count(*) FROM subscriptions"))
        status, out, err = said(capsys, tmp_path, "forget", "reader@example.org")
        assert (status, out.count("\n"), err.count("\n")) == (2, 1, 1)
        assert "已删除 1 个订阅" in out
        assert "readers scrub" in err
    db.close()
    assert said(capsys, tmp_path, "scrub")[0] == 0
    assert b"reader@example.org" not in (tmp_path / "policywatch.db").read_bytes()


def test_show_and_forget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = open_home(tmp_path)
    subscribe(db, subscription(address="reader@example.org"))
    db.close()
    assert said(capsys, tmp_path, "show", "Reader@example.org")[:2] == (
        0, "Reader@example.org：1 个订阅。\n",
    )  # fmt: skip
    status, out, _ = said(capsys, tmp_path, "show", "reader@example.org", "--json")
    assert (status, json.loads(out)["subscriptions"]) == (0, 1)
    status, out, _ = said(capsys, tmp_path, "forget", "reader@example.org")
    assert (status, "已删除 1 个订阅" in out) == (0, True)
    status, out, err = said(capsys, tmp_path, "forget", "reader@example.org")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "没有它的任何记录" in said(capsys, tmp_path, "show", "reader@example.org")[1]
