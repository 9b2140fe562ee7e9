"""policywatch review merge, split, apart, undo, doubles, decisions."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.homes import open_home
from tests.pipeline.ruled import COPY, GREY, ONE, TWO
from tests.pipeline.scene import Scene


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_home(tmp_path)
    scene = Scene(db)
    scene.visit("energy", one=ONE, two=TWO)
    scene.visit("library", copy=COPY, grey=GREY)
    db.close()
    return tmp_path


class Shell:
    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *words: str, status: int = 0) -> str:
        assert main(["--home", str(self._home), *words]) == status
        out, err = self._capsys.readouterr()
        assert bool(err) == bool(status)
        return out or err

    def objects(self, *words: str) -> list[dict]:
        return [json.loads(line) for line in self(*words, "--json").splitlines()]

    def urls(self) -> list[list[str]]:
        works = self.objects("documents")
        return sorted(sorted(p["url"][8:-5] for p in work["postings"]) for work in works)


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(home, capsys)


APART = [["energy.example/one", "library.example/copy"], ["energy.example/two"]]
APART.append(["library.example/grey"])


def test_a_question_and_its_answers(shell: Shell) -> None:
    (asked,) = shell.objects("review", "doubles")
    assert 0.7 <= asked["likeness"] < 0.9
    assert "标题相同" in asked["reasons"][0]
    ids = [one["document_id"] for one in asked["documents"]]
    said = shell("review", "merge", *ids, "--person", "甲", "--reason", "同一件")
    assert "决定 1（合并为一件，甲）" in said
    assert shell.objects("review", "doubles") == []
    assert len(shell.urls()) == 2
    shell("review", "undo", "1", "--person", "乙")
    assert shell.urls() == APART
    shell("review", "apart", *ids)
    assert shell.objects("review", "doubles") == []
    kinds = [(one["kind"], one["undone_by"]) for one in shell.objects("review", "decisions")]
    assert kinds == [("apart", ""), ("same", "乙")]


def test_a_split_and_back(shell: Shell) -> None:
    shell("review", "split", "https://library.example/copy.html")
    assert ["library.example/copy"] in shell.urls()
    shell("review", "undo", "1")
    assert shell.urls() == APART


@pytest.mark.parametrize(
    "words",
    [
        ("review", "undo", "9"),
        ("review", "merge", "澄能〔2026〕7号", "没有"),
        ("review", "split", "https://none.example/"),
    ],
)
def test_a_wrong_call_is_one_line(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words, status=2).count("\n") == 1


def test_a_day_that_is_not_known_is_said_so(home: Path, shell: Shell) -> None:
    db = open_home(home)
    with db.begin() as conn:
        conn.exec_driver_sql("UPDATE documents SET published_on = NULL")
    db.close()
    said = shell("review", "doubles")
    assert "日期不详" in said
    assert "None" not in said
