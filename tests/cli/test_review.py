"""policywatch review list, approve, reject, amend, spot."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli import main
from pipeline.classifying.model import load_model
from pipeline.questions.doubt import Doubt
from tests.homes import open_home
from tests.pipeline.rejected import put, work
from tests.web.desk_world import fill


class Shell:
    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *words: str, status: int = 0) -> str:
        assert main(["--home", str(self._home), "review", *words]) == status
        out, err = self._capsys.readouterr()
        return out or err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    db = open_home(tmp_path)
    fill(db)
    last_week = datetime.now(UTC) - timedelta(days=7)
    day = last_week.date()
    put(db, *(work(f"第{n}次", detected_at=last_week, published_on=day) for n in range(12)))
    db.close()
    return Shell(tmp_path, capsys)


def test_the_most_doubtful_stand_first_and_say_why(shell: Shell) -> None:
    lines = shell("list").splitlines()
    assert len(lines) == 4
    doubt = Doubt(relevance=0.5, line=load_model().lines.yes)
    assert {line.split("\t")[3] for line in lines} == {doubt.words}
    objects = [json.loads(line) for line in shell("list", "--json").splitlines()]
    assert [one["document_id"] for one in objects] == [line.split("\t")[0] for line in lines]
    days = [one["published_on"] for one in objects]
    assert days == sorted(days, reverse=True)  # equally doubtful: the newest first
    assert objects[0]["doubt"] == {"line": doubt.line, "distance": doubt.distance}
    shell("approve", objects[0]["document_id"])
    assert len(shell("list").splitlines()) == 3


def test_amended_shown_and_taken_back(shell: Shell) -> None:
    words = ("--topic", "energy", "--topic", "energy.storage", "--part", "mee", "--kind", "law")
    said = shell("amend", "煤电容量电价", *words, "--person", "李编辑", "--reason", "错了")
    assert said.splitlines()[1] == (
        "关于完善煤电容量电价机制有关事项的补充通知："
        "归编改为“第二编 生态环境部文件”（程序当时：“第三编 国家各部委文件”）（李编辑）"
    )
    shown = next(
        one
        for one in map(json.loads, shell("list", "--json").splitlines())
        if "煤电" in one["title"]
    )
    assert (shown["part"], shown["page_kind"]) == ("mee", "law")
    assert [one["id"] for one in shown["topics"]] == ["energy", "energy.storage"]
    assert [one["field"] for one in shown["amended"]] == ["kind", "part", "topics"]
    assert "没有变化" in shell("amend", "煤电容量电价", "--part", "mee")
    assert shell("amend", "煤电容量电价", "--reset").count("恢复程序的判断") == 3
    assert "没有变化" in shell("amend", "煤电容量电价", "--reset")
    said = shell("amend", "煤电容量电价", "--topic", "none", "--part", "none")
    assert "主题改为“无”" in said
    assert "归编改为“未归编”" in said


@pytest.mark.parametrize("words", [(), ("--reset", "--part", "mee")])
def test_what_is_amended_must_be_said_and_said_alone(shell: Shell, words: tuple[str, ...]) -> None:
    assert "请写明改定什么" in shell("amend", "煤电容量电价", *words, status=2)


def test_spot_checks_are_drawn_answered_and_told(shell: Shell) -> None:
    drawn = json.loads(shell("spot", "--json"))
    assert len(drawn["drawn"]) == 10
    assert {(one["pool"], one["missed"]) for one in drawn["drawn"]} == {(12, None)}
    assert drawn["estimates"][0]["share"] is None
    assert "都还没有答，不能估计漏判的比例。" in shell("spot", "--week", drawn["week"])
    for at, one in enumerate(drawn["drawn"]):
        shell("reject" if at else "approve", one["document_id"], "--person", "李编辑")
    told = json.loads(shell("spot", "--json"))
    assert [one["missed"] for one in told["drawn"]] == [True, *[False] * 9]
    (estimate,) = told["estimates"]
    assert (estimate["answered"], estimate["missed"], estimate["open"]) == (10, 1, 0)
    assert estimate["interval"] == pytest.approx([1 / 12, 3 / 12])
    lines = shell("spot").splitlines()
    assert lines[0].split("\t")[1:3] == ["该收", "被拒文件"]
    assert lines[-1].startswith("抽查 1 周 10 件，漏判 1 件；被拒文件中漏判的比例估计 10.0%")


def test_a_week_that_is_not_over_is_not_drawn_of(shell: Shell) -> None:
    assert "还没有过完" in shell("spot", "--week", "2099-W01", status=2)
    assert "不是周" in shell("spot", "--week", "去年", status=2)
