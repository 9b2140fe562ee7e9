"""policywatch issue draft, freeze, leave, take, title, part, order, decisions, template."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import main
from tests.homes import copied_home, open_home
from tests.pipeline.issued import Office

Say = Callable[..., tuple[str, str]]
BOILER, SUN, GREY = (
    f"澄江省能源局关于{subject}的通知" for subject in ("锅炉节能", "光伏发电", "智慧港口建设")
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """March 2024 watched: two documents that belong, and one for a person."""
    home = tmp_path_factory.mktemp("watched")
    db = open_home(home)
    Office(db).visit(
        one=("锅炉节能", "2024-03-02"),
        two=("光伏发电", "2024-03-04"),
        grey=("智慧港口建设", "2024-03-20"),
    )
    db.close()
    return home


@pytest.fixture
def home(watched: Path, tmp_path: Path) -> Path:
    return copied_home(watched, tmp_path / "home")


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def called(*words: str, status: int = 0) -> tuple[str, str]:
        try:
            found = main(["--home", str(home), "issue", *words])
        except SystemExit as ended:
            found = int(str(ended.code))
        assert found == status
        out, err = capsys.readouterr()
        return out, err

    return called


@pytest.fixture
def drafted(say: Say, tmp_path: Path) -> Callable[[], list[str]]:
    """The headings of the draft's items."""

    def made() -> list[str]:
        path = tmp_path / "draft.md"
        say("draft", "2024-03", "--out", str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
        return [line[3:] for line in lines if line.startswith("## ")]

    return made


def test_a_draft_is_written_and_counted(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    out, err = say("draft", "2024-03", "--out", str(path))
    assert out == f"{path}：2024年3月一期，3 件，待定 1 件。\n"
    assert err == ""
    text = path.read_text(encoding="utf-8")
    assert f"\n## 4.1 {BOILER}\n" in text
    assert f"\n## 4.3 {GREY}【待定】\n" in text
    assert "\n# 第一编 中央文件\n" in text


def test_other_days_can_be_asked_for(say: Say, tmp_path: Path) -> None:
    days = ("--window-start", "2024-03-03", "--window-end", "2024-03-10")
    out, _ = say("draft", "2024-03", "--out", str(tmp_path / "draft.md"), *days)
    assert "1 件" in out


def test_an_empty_issue_is_written_and_said(say: Say, tmp_path: Path) -> None:
    out, err = say("draft", "2023-03", "--out", str(tmp_path / "draft.md"))
    assert "0 件" in out
    assert "没有一件文件" in err


def test_decisions_show_in_the_next_draft(say: Say, drafted: Callable[[], list[str]]) -> None:
    assert drafted()[0] == f"4.1 {BOILER}"
    say("leave", "2024-03", "智慧港口", "--reason", "不相关", "--person", "甲")
    say("title", "2024-03", "锅炉节能", "锅炉节能通知")
    say("order", "2024-03", "4.2", "--before", "4.1")
    say("part", "2024-03", "光伏发电", "ministry")
    assert drafted() == [f"3.1 {SUN}", "4.1 锅炉节能通知"]
    say("part", "2024-03", "光伏发电", "")
    assert drafted() == [f"4.1 {SUN}", "4.2 锅炉节能通知"]
    out, _ = say("order", "2024-03", "光伏发电")
    assert out == f"移到编末：{SUN}\n"
    assert drafted() == ["4.1 锅炉节能通知", f"4.2 {SUN}"]


def test_decisions_are_listed(say: Say) -> None:
    assert say("decisions", "2024-03")[0] == "对本期还没有决定。\n"
    say("leave", "2024-03", "智慧港口", "--reason", "不相关", "--person", "甲")
    assert say("take", "2024-03", "智慧港口", "--person", "乙")[0] == f"收入：{GREY}（乙）\n"
    out, _ = say("decisions", "2024-03")
    assert out.splitlines()[0].endswith(f"甲  不收  {GREY}：不相关")
    rows = [json.loads(line) for line in say("decisions", "2024-03", "--json")[0].splitlines()]
    assert [(row["kind"], row["person"]) for row in rows] == [("leave", "甲"), ("take", "乙")]


def test_a_frozen_month_is_written_again_and_said(say: Say, tmp_path: Path) -> None:
    _, err = say("freeze", "2024-03", "--by", "王编辑", status=2)
    assert "还有 1 件待定（4.3）" in err
    out, _ = say("freeze", "2024-03", "--by", "王编辑", "--with-doubts")
    assert out.startswith("2024年3月一期由王编辑定稿：3 件，")
    path = tmp_path / "draft.md"
    days = ("--window-end", "2024-03-10")
    out, err = say("draft", "2024-03", "--out", str(path), *days)
    assert "已于" in err
    assert "起止日期仍是 2024-03-01 至 2024-03-31" in err
    assert "3 件" in out
    for call in (("freeze", "2024-03"), ("leave", "2024-03", "锅炉节能")):
        assert "由王编辑定稿" in say(*call, status=2)[1]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("draft", "2024-13", "--out", "x.md"), "不是月份"),
        (("draft", "2099-01", "--out", "x.md"), "还没有到"),
        (("draft", "2024-03", "--out", "x.txt"), "结尾"),
        (("draft", "2024-03", "--out", "/nowhere/at/all/x.md"), "写不了"),
        (("draft", "2024-03"), "还缺少"),
        (("draft", "2024-03", "--out", "x.md", "--window-end", "2024-02-01"), "颠倒"),
        (("draft", "2024-03", "--out", "x.md", "--window-end", "2024-02-30"), "不是日期"),
        (("draft", "2024-03", "--out", "x.md", "--template", "/nowhere/x.docx"), "模板"),
        (("part", "2024-03", "锅炉节能", "第九编"), "可选"),
        (("leave", "2024-03", "没有这一件"), "没有找到"),
        (("order", "2024-03", "锅炉节能", "--before", "锅炉节能"), "同一编"),
        (("template", "--out", "x.txt"), "docx"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(say: Say, words: tuple[str, ...], fault: str) -> None:
    out, err = say(*words, status=2)
    assert out == ""
    assert fault in err
    assert err.count("\n") == 1


def test_the_template_is_written(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    out, _ = say("template", "--out", str(path))
    assert "--template" in out
    assert path.read_bytes().startswith(b"PK")
