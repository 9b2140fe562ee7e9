"""policywatch why."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.homes import open_home
from tests.pipeline.ruled import ONE
from tests.pipeline.scene import Scene

NUMBER = "澄能〔2026〕7号"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_home(tmp_path)
    Scene(db).visit("energy", one=ONE)
    db.close()
    return tmp_path


def call(home: Path, *words: str) -> int:
    return main(["--home", str(home), "why", *words])


def test_verdict_reasons_and_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "澄能2026", "7") == 0
    lines = capsys.readouterr().out.splitlines()
    assert NUMBER in lines[0]
    assert all(line.startswith(("  ", "→ ")) for line in lines[1:])
    assert any("首轮读取" in line for line in lines)


def test_several_keys_and_never_seen_is_no_failure(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(home, NUMBER, "澄能〔2026〕999号", "--json") == 0
    one, other = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one["document_id"]
    assert {"code": "identified", "text": f"按发文字号找到，编号 {one['document_id']}"}.items() <= (
        one["reasons"][0].items()
    )
    assert (other["verdict"], other["document_id"]) == ("unknown", None)
    assert other["mend"][0].startswith("知道它的网址就补入")
    assert set(one) == {"key", "verdict", "headline", "document_id", "reasons", "mend"}


def test_the_part_that_was_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, NUMBER, "--part", "central", "--json") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "other_part"
    assert call(home, NUMBER, "--part", "moon") == 2
    assert "没有编 moon" in capsys.readouterr().err
    assert call(home, " ") == 2
    assert capsys.readouterr().err.count("\n") == 1
