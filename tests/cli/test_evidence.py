"""policywatch evidence and reprocess, as a shell calls them."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.homes import open_home
from tests.pipeline.scene import Scene, page

TITLE = "澄江省能源局关于印发节能降碳改造实施办法的通知"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    db = open_home(folder)
    Scene(db).visit(
        "energy", new=page(TITLE, ["请各单位遵照执行，并报送总结。"], number="澄能〔2026〕9号")
    )
    db.close()
    return folder


def call(home: Path, *words: str) -> int:
    return main(["--home", str(home), *words])


def test_export_then_verify_then_damage(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.wacz"
    assert call(home, "evidence", "export", "澄能[2026]9号", "--out", str(out)) == 0
    kept = capsys.readouterr().out.rpartition("sha256:")[2].strip()
    assert call(home, "evidence", "verify", str(out)) == 0
    said = capsys.readouterr()
    assert kept in said.out
    assert (said.err, "核验通过" in said.out) == ("", True)
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    assert call(home, "evidence", "verify", str(out)) == 1
    assert "核验不通过" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("evidence", "export", "没有这个", "--out", "x.wacz"),
        ("evidence", "export", "澄能〔2026〕9号", "--out", "x.zip"),
        ("evidence", "verify", "没有这个.wacz"),
        ("reprocess", "--source", "no_such_source"),
    ],
)
def test_a_wrong_call_is_one_line(
    home: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(home, *words) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("share", ["2x", "200%", "-1"])
def test_a_share_that_is_none_is_refused(home: Path, share: str) -> None:
    with pytest.raises(SystemExit) as stop:
        call(home, "reprocess", f"--gate={share}")
    assert stop.value.code == 2


def test_reprocess_tells_people_and_programs_the_same(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(home, "reprocess", "--dry-run", "--gate", "2%", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["pages"]["total"], said["dry_run"], said["gate"]) == (1, True, 0.02)
    assert call(home, "reprocess") == 0
    shown = capsys.readouterr()
    assert "已写入" in shown.out
    assert shown.err == ""
