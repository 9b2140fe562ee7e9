"""``policywatch learn`` and ``policywatch reclassify``."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.homes import open_home
from tests.pipeline.learned import hold, shifted, store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_home(tmp_path)
    hold(db, "关于做好碳排放权交易配额清缴工作的通知")
    store(db, shifted(0.9999, 0.0001))
    db.close()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    status = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_candidate_is_looked_at_adopted_and_judges_what_is_stored(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert said(capsys, home, "learn", "status")[1].startswith("现用：程序自带的模型")
    compared = json.loads(said(capsys, home, "learn", "compare", "1", "--json")[1])
    assert compared["counts"]["relevant"] == {"收录→待定": 1}
    assert "已采用：模型 1" in said(capsys, home, "learn", "adopt", "1", "--person", "王敏")[1]
    listed = json.loads(said(capsys, home, "learn", "list", "--json")[1])
    assert (listed["model_id"], listed["in_use"]) == (1, True)
    first = json.loads(said(capsys, home, "reclassify", "--dry-run", "--json")[1])
    assert (first["dry_run"], first["judged"]) == (True, 1)
    assert "收录判断有变 1 件（收录→待定 1）" in said(capsys, home, "reclassify")[1]
    assert json.loads(said(capsys, home, "reclassify", "--json")[1])["judged"] == 0
    assert "已换回：程序自带的模型" in said(capsys, home, "learn", "back", "--person", "王敏")[1]


def test_wrong_calls_are_answered_in_one_line(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    for words in (
        ("learn", "compare", "9"),
        ("learn", "adopt", "9"),
        ("learn", "back"),
        ("learn", "train"),
        ("learn", "train", "--rows", str(home / "none.tsv")),
    ):
        status, out, err = said(capsys, home, *words)
        assert (status, out) == (2, "")
        assert err.startswith("policywatch：")
        assert err.count("\n") == 1
