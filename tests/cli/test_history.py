"""policywatch history and diff of stored documents, as a shell calls them."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.homes import open_home
from tests.pipeline.scene import Scene, page

TITLE = "关于做好澄江省储能设施核查工作的通知"
END = ["二、逾期的，处十万元罚款。", "澄江省能源局", "2026年3月2日"]
OLD = ["一、各单位应当于2026年5月31日前报送核查表。", *END]
NEW = ["一、各单位应当于2026年6月30日前报送核查表。", *END]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    db = open_home(folder)
    scene = Scene(db)
    for text in (OLD, NEW):
        scene.visit("energy", a=page(TITLE, text))
        scene.later(7)
    db.close()
    return folder


def call(home: Path, *words: str) -> int:
    return main(["--home", str(home), *words])


def test_history_in_lines_and_as_an_object(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "history", "储能设施核查") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == TITLE
    assert "2026-03-02 09:00 至 2026-03-09 09:00 之间" in lines[3]
    assert call(home, "history", "储能设施核查", "--json", "--at", "2026-03-05") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["title"] == TITLE
    first, second = found["versions"]
    assert second["since"] == {
        "not_before": "2026-03-02T01:00:00Z",
        "not_after": "2026-03-09T01:00:00Z",
    }
    assert (first["until"], second["until"]) == (second["since"], None)
    assert "2026年6月30日" in second["summary"]
    assert found["as_of"]["version_id"] == first["version_id"]
    assert found["as_of"]["certainty"] == "open"


def test_the_text_of_a_day(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "history", "储能设施核查", "--at", "2026-03-10") == 0
    assert "2026年6月30日前报送" in capsys.readouterr().out
    assert call(home, "history", "储能设施核查", "--at", "2026-02-01") == 0
    said = capsys.readouterr().out
    assert "此前的文字不得而知" in said
    assert "报送" not in said


def test_diff_of_a_document_at_two_days(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(home, "history", "储能设施核查", "--json")
    key = json.loads(capsys.readouterr().out)["document_id"]
    assert call(home, "diff", f"{key}@2026-03-05", key, "--format", "json") == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert [(one["before"], one["after"]) for one in values] == [("2026年5月31日", "2026年6月30日")]
    then = f"{TITLE}@2026-03-05T00:00:00.5+08:00"  # a point makes no path of it
    assert call(home, "diff", then, TITLE, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["values"] == values


def test_a_wrong_day_is_said_in_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call(home, "history", "储能设施核查", "--at", "昨天")
    assert stopped.value.code == 2
    assert "不是日期或时刻：昨天" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call(home, "history", "储能设施核查", "--at", "9999-12-31")
    assert "不是日期或时刻：9999-12-31" in capsys.readouterr().err
