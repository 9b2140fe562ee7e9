"""policywatch issue compare, issue validity, add."""

import json
from pathlib import Path

import pytest

from cli import main
from pipeline.stating import state
from tests.issue_samples import issue, item, keep, sqlite
from tests.pipeline.scene import Scene, page

RULES = item("4.1", "锅炉碳排放管理办法", "澄江省能源局", document_number="澄能〔2025〕5号", page=3)
REPEAL = page(
    "窑炉碳排放管理办法",
    ["第三条 《锅炉碳排放管理办法》（澄能〔2025〕5号）同时废止。"],
    number="澄能〔2026〕9号",
)


class Shell:
    """A home with an issue of March 2025, and a later text that repeals what it prints."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        db = sqlite(folder / "home")
        keep(db, issue("2025-03", province=[RULES]))
        Scene(db).visit("energy", rules=REPEAL)
        state(db)
        db.close()

    def __call__(self, *words: str, status: int = 0) -> str:
        assert main(["--home", str(self.folder / "home"), *words]) == status
        out, err = self._capsys.readouterr()
        return out or err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def test_a_month_is_compared(shell: Shell) -> None:
    said = shell("issue", "compare", "2025-03")
    assert "第四编 河北省文件\t1\t无数据\t无数据" in said
    (line,) = shell("issue", "compare", "2025-03", "--json").splitlines()
    assert json.loads(line)["total"]["now"] == 1


def test_what_no_longer_holds_is_listed(shell: Shell) -> None:
    said = shell("issue", "validity")
    assert said.startswith("2025-03 4.1，第3页\t锅炉碳排放管理办法（澄能〔2025〕5号）\t")
    assert "废止" in said
    (line,) = shell("issue", "validity", "--json").splitlines()
    found = json.loads(line)
    assert (found["happened"], found["by"]["document_number"]) == ("repealed", "澄能〔2026〕9号")
    assert "没有" in shell("issue", "validity", "--month", "2025-04")
    assert "没有" in shell("issue", "validity", "--since", "2026-04-01")
    assert "废止" in shell("issue", "validity", "--since", "2026-03-02")


def test_a_month_that_is_none_is_said_in_one_line(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        shell("issue", "compare", "2025-13")
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_is_added_and_taken(shell: Shell) -> None:
    file = shell.folder / "通知.txt"
    file.write_text("第一条 推进节能降碳。", encoding="utf-8")
    told = ("--title", "关于节能降碳的通知", "--number", "澄能[2026]7号", "--person", "甲")
    assert "已收录：关于节能降碳的通知" in shell("add", str(file), *told)
    assert "甲于" in shell("why", "澄能〔2026〕7号")
    assert "已经有了" in shell("add", str(file), *told, status=2)


def test_an_address_without_a_source_is_refused(shell: Shell) -> None:
    assert "没有 nowhere.example 的来源" in shell("add", "https://nowhere.example/a", status=2)
