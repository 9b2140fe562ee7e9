"""policywatch search, and what takes its filters."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli import main
from storage.database import Database
from storage.queries.telling import find_subscriptions
from tests.homes import open_home
from tests.pipeline.searching.shelf import shelve

Said = Callable[..., tuple[list[str], str]]
TITLE = "关于氢能产业规划的通知"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    shelve(db, TITLE, ["各市：", "到2030年建成加氢站。"], number="澄能〔2026〕7号")
    shelve(db, "关于供暖的通知", ["供暖工作，见澄能〔2026〕7号。"], part="central")
    yield db
    db.close()


@pytest.fixture
def said(shelf: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*words: str, status: int = 0) -> tuple[list[str], str]:
        assert main(["--home", str(tmp_path), *words]) == status
        out, err = capsys.readouterr()
        return out.splitlines(), err

    return call


def test_what_is_found(said) -> None:
    (line, snippet), count = said("search", "加氢站", "2030年")
    assert TITLE in line
    assert snippet == "\t到【2030年】建成【加氢站】。"
    assert count == "共 1 件。\n"
    found = [json.loads(line) for line in said("search", "澄能2026 7", "--json")[0]]
    assert [(one["tier"], one["document_number"]) for one in found] == [
        ("number", "澄能〔2026〕7号"),
        ("head", None),
    ]
    assert said("search", "澄能〔2026〕8号")[1] == "没有发文字号为 澄能〔2026〕8号 的文件。\n"


def test_a_kept_search_is_a_subscriptions_filter(said, shelf: Database) -> None:
    said("search", "供暖", "--part", "central", "--not", "招聘", "--save", "供暖")
    assert len(said("search", "--saved", "供暖")[0]) == 2
    assert said("search", "--saved", "供暖", "--part", "province")[0] == []
    (listed,) = ["\n".join(said("search", "--list")[0])]
    assert listed.splitlines()[:2] == ["[[search]]", 'name = "供暖"']
    said("subscribe", "email", "a@example.org", "--saved", "供暖", "--kinds", "added")
    with shelf.connect() as conn:
        (subscription,) = find_subscriptions(conn)
    chosen = subscription.filter
    assert (chosen.words, chosen.words_not, chosen.parts) == (("供暖",), ("招聘",), ("central",))
    assert chosen.kinds == ("added",)
    said("search", "--delete", "供暖")
    assert "没有保存过" in said("search", "--saved", "供暖", status=2)[1]


def test_a_word_that_must_not_be_there_needs_no_quotes(said) -> None:
    for words in (["通知", "-氢能"], ["-氢能", "--limit", "5"], ["--part", "central", "-CO2"]):
        lines, count = said("search", *words)
        assert ("关于供暖的" in lines[0].replace("【", "").replace("】", ""), count) == (
            True,
            "共 1 件。\n",
        ), words


def test_a_name_is_not_taken_twice(said) -> None:
    said("search", "供暖", "--save", "我的")
    said("search", "供暖", "--save", "我的")
    assert "已有名为“我的”的检索" in said("search", "氢能", "--save", "我的", status=2)[1]
    assert "名称应为" in said("search", "氢能", "--save", "", status=2)[1]
    assert "没有保存过" in said("search", "--delete", "", status=2)[1]
    assert said("search", "--saved", "我的")[1] == "共 1 件。\n"


def test_wrong_calls_are_answered_in_a_line(said) -> None:
    assert "没有地区“火星”" in said("search", "--region", "火星", status=2)[1]
    assert said("search", "--region", "邢台", "供暖")[1].startswith("没有找到")
    assert "没有要找的" in said("search", status=2)[1]
    assert "没有主题" in said("search", "--topic", "nope", status=2)[1]
    assert "没有编“centrel”，可用：central" in said("search", "--part", "centrel", status=2)[1]
    assert (
        "since 晚于 until"
        in said("search", "--since", "2026-02-01", "--until", "2026-01-01", status=2)[1]
    )


def test_the_index_is_made_anew(said) -> None:
    assert said("search", "--rebuild")[0] == ["检索索引已重建：2 件。"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("氢能", 1), ("澄能[2026]7号", 2), ("澄能〔2026〕 7 号", 2), ("建成加氢站", 1), ("0年", 0)],
)
def test_documents_are_asked_for_by_title_number_and_text(said, query: str, found: int) -> None:
    assert len(said("documents", "--query", query)[0]) == found
