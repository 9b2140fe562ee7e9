"""What is learned from, what is held back, and that learning helps on titles not seen before."""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.classify import load_rules
from pipeline.classifying.facts import Facts
from pipeline.desk import decide
from pipeline.learning.adopting import objections
from pipeline.learning.candidate import LearnError, Lesson, lesson, train_candidate
from pipeline.learning.comparing import compare, is_held_back, is_worse, sign_test
from pipeline.learning.rows import Label, Row, RowFile, read_rows
from pipeline.learning.spoken import spoken
from pipeline.learning.words import figure_rows, held_lines, spoiled_lines
from pipeline.questions.amending import Speaker, amend
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.records import Decision, HeldBack, Respect, Source, StoredModel
from tests.homes import open_home
from tests.pipeline.learned import NOW, SOURCE, hold, shifted
from tests.pipeline.scene import SOURCES

TEXT = "各地要在2026年底前完成重点用能单位节能改造，逐步降低能耗。"
EXTRA = frozenset({"env", "water"})
"""What another office takes as well."""


def row(key: str, relevant: Label | None, title: str, **said: object) -> Row:
    facts = Facts(title=title)
    return Row(key=key, facts=facts, kind=None, relevant=relevant, **said)  # type: ignore[arg-type]


# -- rows -----------------------------------------------------------------------------------------


def test_what_people_said_becomes_rows_and_nothing_else_does(db: Database) -> None:
    taken = hold(db, "关于开展节能改造工作的通知", TEXT, issuing_bodies=("澄江省能源局",))
    corrected = hold(db, "关于公布先进单位名单的通知", TEXT)
    hold(db, "关于推进碳排放权交易的通知", TEXT)  # the program is sure; nobody spoke
    decide(db, taken.document_id, "reject", "李青", "", NOW)
    decide(db, taken.document_id, "approve", "王敏", "看错了", NOW + timedelta(minutes=1))
    values = {"kind": "publicity_list", "topics": "energy.grid"}
    later = NOW + timedelta(hours=1)
    amend(db, corrected.document_id, values, Speaker(person="王敏"), later)  # type: ignore[arg-type]
    with db.connect() as conn:
        said = spoken(conn, SOURCES)
    rows = {one.key: one for one in said.rows.rows}
    assert rows.keys() == {taken.document_id, corrected.document_id}
    one, other = rows[taken.document_id], rows[corrected.document_id]
    assert (one.relevant, one.kind, one.topics) == ("yes", None, None)
    assert one.facts.text == TEXT
    assert one.facts.issuing_bodies == ("澄江省能源局",)
    assert one.facts.source_agency == SOURCES[SOURCE].agency
    assert (other.relevant, other.kind, other.topics) == (None, "publicity_list", ("energy.grid",))
    assert said.decided_until == later


def test_of_a_page_that_is_not_taken_nobody_says_whether_it_belongs() -> None:
    said = {"taken_for": "news"}
    assert not row("a", "no", "某地召开节能工作会议", **said).is_taken
    assert row("a", "yes", "某地召开节能工作会议", **said).is_taken  # a person took it
    assert row("a", "no", "某地召开节能工作会议", taken_for="document").is_taken


def test_a_draft_left_out_though_it_has_a_topic_says_nothing_of_its_subject() -> None:
    title = "关于征求《绿证管理办法》意见的通知"
    left_out = replace(row("a", "no", title, topics=("energy",)), kind="consultation")
    assert not left_out.is_taken
    assert replace(left_out, relevant="yes").is_taken
    assert replace(left_out, topics=()).is_taken


def test_no_row_is_both_learned_and_held_back(db: Database) -> None:
    keys = [f"t{n}" for n in range(200)]
    assert 30 < sum(map(is_held_back, keys)) < 70
    rows = tuple(row(key, "yes", "关于节能的通知") for key in keys)
    made_of = lesson(
        db,
        SOURCES,
        files=[RowFile(name="own.tsv", sha256="0" * 64, rows=rows)],
        office=DEFAULT_OFFICE,
    )
    learned = {one.key for file in made_of.learned for one in file.rows}
    held = {one.key for one in made_of.held_back}
    assert not learned & held
    assert len(learned | held) == 200


def test_rows_that_the_model_in_use_has_seen_compare_nothing(db: Database) -> None:
    rules = load_rules(office=DEFAULT_OFFICE)
    assert rules.model
    seen = rules.model.seen[0]
    rows = tuple(row(key, "yes", "关于节能的通知") for key in seen.keys)
    again = RowFile(name=seen.name, sha256="0" * 64, rows=rows)
    renamed = RowFile(name="own.tsv", sha256=seen.sha256, rows=rows)
    for file in (again, renamed):
        made_of = lesson(db, SOURCES, files=[file], office=DEFAULT_OFFICE)
        assert made_of.held_back == []
        (line,) = spoiled_lines(made_of.spoiled)
        assert f"另有 {sum(map(is_held_back, keys_of(made_of)))} 行本应留作检验" in line
    assert spoiled_lines(lesson(db, SOURCES, office=DEFAULT_OFFICE).spoiled) == []


def keys_of(made_of: Lesson) -> list[str]:
    return [one.key for file in made_of.files for one in file.rows]


def test_what_was_not_compared_has_no_figures_and_says_why() -> None:
    none = HeldBack(rows=0, drawn=0, respects=(), candidate={}, in_use={})
    assert figure_rows(none) == []
    (line,) = held_lines(none)
    assert line.startswith("没有比过：")


def test_too_little_to_learn_from_is_said_in_a_line(db: Database) -> None:
    with pytest.raises(LearnError, match="可学的只有 0 行"):
        train_candidate(db, lesson(db, SOURCES, office=DEFAULT_OFFICE), "王敏", NOW)


def test_a_missing_library_is_said_in_a_line(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipeline.learning.training", None)
    rows = tuple(row(f"t{n}", "yes", "关于节能的通知") for n in range(60))
    made_of = lesson(
        db,
        SOURCES,
        files=[RowFile(name="own.tsv", sha256="0" * 64, rows=rows)],
        office=DEFAULT_OFFICE,
    )
    with pytest.raises(LearnError, match="scikit-learn 装坏了或没有装"):
        train_candidate(db, made_of, "王敏", NOW)


# -- comparing ------------------------------------------------------------------------------------


def test_noise_is_told_from_worse() -> None:
    assert sign_test(5, 0) == 1 / 32
    assert sign_test(0, 0) == 1
    one = Respect(field="kind", rows=50, candidate=0.8, in_use=0.9, better=0, worse=5)
    assert is_worse(one)
    assert not is_worse(replace(one, worse=4))
    assert not is_worse(replace(one, better=5, worse=0))


def test_both_are_held_against_what_people_said() -> None:
    rules = load_rules(office=DEFAULT_OFFICE)
    timid = load_rules(
        model=shifted(0.999, 0.001), office=DEFAULT_OFFICE
    )  # leaves everything to people
    titles = ("关于做好碳排放权交易配额清缴工作的通知", "关于推进清洁能源消纳的通知")
    rows = [row(f"y{n}", "yes", title) for n, title in enumerate(titles)]
    rows += [
        row("n", "no", "关于做好春运工作的通知", drawn=True),
        row("t", None, titles[0], topics=()),
    ]
    found = compare(rows, timid, rules)
    assert (found.rows, found.drawn, found.by_chance) == (4, 1, None)
    assert (found.drawn_candidate, found.drawn_in_use) == (0, 1)
    relevance = found.respects[0]
    assert (relevance.field, relevance.rows) == ("relevance", 3)
    assert relevance.worse >= 2
    assert found.in_use["relevance F1"] == 1
    assert found.candidate["relevance F1"] == 0


# -- learning -------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Database]:
    """On SQLite; what asks the database alone is tried on both."""
    db = open_home(tmp_path)
    yield db
    db.close()


@pytest.fixture
def titles(shared: Path) -> list[Row]:
    rows = [one for one in read_rows(shared / "titles-dev.tsv").rows if one.is_taken]
    extra = [one for one in rows if one.tops & EXTRA and one.relevant != "yes"]
    return extra + [one for one in rows if one not in extra and one.relevant != "borderline"][:110]


def taught(db: Database, titles: list[Row], answers: list[bool]) -> StoredModel:
    """A candidate from what a person said of documents of these titles."""
    for one, answer in zip(titles, answers, strict=True):
        facts = one.facts
        said = {"issuing_bodies": facts.issuing_bodies, "document_number": facts.document_number}
        document = hold(db, facts.title, **said)
        decision: Decision = "approve" if answer else "reject"
        decide(db, document.document_id, decision, "王敏", "", NOW)
    sources: dict[str, Source] = {}
    return train_candidate(db, lesson(db, sources, office=DEFAULT_OFFICE), "王敏", NOW)


def test_an_office_that_takes_more_is_understood_after_it_said_so(
    home: Database, titles: list[Row]
) -> None:
    answers = [bool(one.tops & EXTRA) or one.relevant == "yes" for one in titles]
    made = taught(home, titles, answers)
    relevance = made.held_back.respects[0]
    assert relevance.candidate >= relevance.in_use + 0.04
    assert relevance.better > relevance.worse
    with home.connect() as conn:
        assert objections(conn, made) == []


def test_what_is_said_at_random_is_not_adopted(home: Database, titles: list[Row]) -> None:
    luck = random.Random(7)
    made = taught(home, titles, [luck.random() < 0.5 for _ in titles])
    with home.connect() as conn:
        assert objections(conn, made)
