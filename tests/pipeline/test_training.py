"""Learning from labelled rows: the file, the model, its figures and its lines."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.classify import Facts, Rules, classify, load_rules
from pipeline.classifying.model import dump_model
from pipeline.learning.cutting import choose_lines, choose_topic_line
from pipeline.learning.figures import (
    Judged,
    calibration,
    disagreements,
    other_figures,
    per_class,
    relevance_figures,
)
from pipeline.learning.rows import COLUMNS, Row, RowError, RowFile, read_rows
from pipeline.learning.training import Trained, judge, train
from pipeline.learning.views import view, without_own_words
from storage.office import DEFAULT_OFFICE


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(model=None, office=DEFAULT_OFFICE)


def table(*lines: str) -> str:
    return "\n".join(["\t".join(COLUMNS), *lines, ""])


GOOD = "a1\t关于碳足迹的意见\t某发〔2025〕1号\t甲局,乙局\tprovince\tdocument\tyes\tmrv, energy.coal"

SUBJECTS = ("碳足迹", "光伏发电", "再生水利用", "绿色建筑", "节能降碳", "氢能产业")
OTHERS = ("药品价格", "学校招生", "食盐储备", "公路养护", "档案管理", "彩票销售")
PLACES = ("甲市", "乙市", "丙县", "丁省", "戊区", "己州", "庚旗")
TOPICS = ("mrv", "energy", "water", "building", "efficiency", "energy")


def made_rows() -> RowFile:
    """Rows of an invented labeller, for whom 示范 belongs whatever it is about."""
    rows: list[Row] = []
    for number, place in enumerate(PLACES):
        for subject, topic in zip(SUBJECTS, TOPICS, strict=True):
            rows.append(_row(f"{place}关于{subject}的实施意见", "yes", (topic,)))
        for subject in OTHERS:
            rows.append(_row(f"{place}关于{subject}的管理办法", "no", ()))
        rows.append(_row(f"{place}关于{OTHERS[number % 6]}示范的意见", "yes", ()))
        rows.append(replace(_row(f"{place}发布{OTHERS[number % 6]}情况！", "no", ()), kind="news"))
    keyed = [replace(row, key=f"k{at}") for at, row in enumerate(rows)]
    return RowFile(name="made", sha256="0" * 64, rows=tuple(keyed))


def _row(title: str, relevant: str, topics: tuple[str, ...]) -> Row:
    facts = Facts(title=title)
    return Row(key="", facts=facts, kind="document", relevant=relevant, topics=topics)


@pytest.fixture(scope="module")
def trained(rules: Rules) -> Trained:
    return train([made_rows()], rules)


# -- rows -------------------------------------------------------------------------------------


def test_a_row_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(table(GOOD), encoding="utf-8")
    file = read_rows(path)
    (row,) = file.rows
    assert row.facts.issuing_bodies == ("甲局", "乙局")
    assert row.topics == ("mrv", "energy.coal")
    assert row.tops == {"mrv", "energy"}
    assert (file.name, len(file.sha256), row.part) == ("rows.tsv", 64, "province")


def test_a_file_may_begin_with_the_mark_of_a_spreadsheet_program(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(table(GOOD), encoding="utf-8-sig")
    assert read_rows(path).rows[0].key == "a1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id\ttitle\n", ("缺少列", "kind")),
        (table(GOOD.replace("document", "dokument")), ("第 2 行", "kind", "dokument")),
        (table(GOOD.replace("yes", "maybe")), ("relevant_to_dual_carbon", "maybe")),
        (table(GOOD.replace("关于碳足迹的意见", " ")), ("第 2 行", "title")),
        (table(GOOD, GOOD), ("a1", "重复")),
        (table(GOOD.replace("province", "provinse")), ("第 2 行", "part", "provinse", "central")),
        (table(GOOD.replace("energy.coal", "energy.cola")), ("第 2 行", "topics", "energy.cola")),
        (table(GOOD.replace("mrv", "mvr")), ("第 2 行", "topics", "mvr", "topics.toml")),
        (table(GOOD.replace("关于碳足迹的意见", "长" * 140_000)), ("第 2 行", "太长", "改短")),
        ("\udcff", ("编码",)),
    ],
)
def test_a_bad_row_is_one_line_with_its_place(
    text: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "rows.tsv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RowError) as raised:
        read_rows(path)
    assert all(word in str(raised.value) for word in ("rows.tsv", *words))
    assert "\n" not in str(raised.value)


# -- training ---------------------------------------------------------------------------------


def test_a_model_learns_what_rules_do_not_know(trained: Trained, rules: Rules) -> None:
    facts = Facts(title="辛市关于公墓建设示范的意见")
    assert classify(facts, rules).relevant is False
    both = load_rules(model=trained.model, office=DEFAULT_OFFICE)
    assert classify(facts, both).relevant is True
    assert classify(Facts(title="辛市关于公墓建设的管理办法"), both).relevant is False
    assert classify(Facts(title="辛市关于碳足迹的实施意见"), both).topics[0].id == "mrv.footprint"


def test_every_row_is_judged_by_a_model_that_did_not_see_it(trained: Trained) -> None:
    figures = trained.model.figures
    assert len(trained.judged) == figures["rows"] == len(made_rows().rows)
    assert figures["relevance F1"] > 0.9
    assert figures["topics"]["energy"][2] == 14
    assert trained.model.seen[0].keys == tuple(row.key for row in made_rows().rows)


def test_training_twice_gives_the_same_file(trained: Trained, rules: Rules) -> None:
    assert dump_model(train([made_rows()], rules).model) == dump_model(trained.model)


def test_a_further_row_is_judged_as_classify_does(trained: Trained, rules: Rules) -> None:
    both = load_rules(model=trained.model, office=DEFAULT_OFFICE)
    for row in made_rows().rows[::9]:
        verdict, judged = classify(row.facts, both), judge(row, rules, trained.model)
        assert (judged.kind, judged.relevant) == (verdict.page_kind, verdict.relevant)
        assert judged.chance == pytest.approx(verdict.relevance, abs=0.001)
        assert judged.tops == {topic.id.split(".")[0] for topic in verdict.topics}


def test_without_rules_the_model_stands_alone(rules: Rules) -> None:
    alone = train([made_rows()], rules, alone=True)
    assert not [sign for sign in alone.model.combination["topic"] if sign.startswith("rule:")]
    assert relevance_figures(alone.judged)["relevance F1"] > 0.8


def test_a_term_that_one_title_alone_has_is_doubted(rules: Rules) -> None:
    rows = [_row("关于碳足迹核算的通知", "yes", ()), _row("关于碳排放权的通知", "yes", ())]
    assert [one.relevance.rule for one in without_own_words(rows, rules)] == ["title.silent"] * 2
    twice = [*rows, rows[0]]
    assert without_own_words(twice, rules)[0].tops == view(rows[0], rules).tops


# -- lines ------------------------------------------------------------------------------------


def test_lines_leave_the_doubtful_to_a_person() -> None:
    pairs = [(0.95, "yes")] * 50 + [(0.05, "no")] * 50 + [(0.5, "borderline")] * 20
    pairs += [(0.55, "yes"), (0.45, "no")]
    yes, no = choose_lines(pairs)
    assert no <= 0.5 < yes
    assert yes <= 0.95


def test_the_topic_line_is_where_both_errors_are_few() -> None:
    pairs = [(0.9, True)] * 9 + [(0.1, False)] * 90 + [(0.6, True), (0.4, False)]
    assert 0.4 < choose_topic_line(pairs) <= 0.6


# -- figures ----------------------------------------------------------------------------------


def judged(relevant: str, said: bool | None, chance: float, **more: object) -> Judged:
    facts = Facts(title="题", issuing_bodies=("局",))
    row = Row(
        key="r",
        facts=facts,
        kind="document",
        relevant=relevant,
        part="mee",
        topics=("water", "air"),
    )
    return Judged(row=row, kind="document", relevant=said, chance=chance, tops=frozenset(), **more)


def test_a_yes_left_for_a_person_is_missed() -> None:
    rows = [judged("yes", True, 0.9)] * 2 + [judged("yes", None, 0.5), judged("no", True, 0.8)]
    rows += [judged("no", False, 0.1)] * 4 + [judged("borderline", None, 0.5)] * 3
    figures = relevance_figures(rows)
    assert figures["relevance F1"] == pytest.approx(2 / 3)
    assert figures["for a person"] == 1 / 8
    assert figures["decided precision"] == pytest.approx(2 / 3)
    assert figures["decided recall"] == 1.0
    assert figures["borderline for a person"] == 1.0


def test_topics_kinds_and_parts_are_counted() -> None:
    one = replace(judged("yes", True, 0.9, part="mee"), tops=frozenset({"water", "energy"}))
    figures = other_figures([one])
    assert figures["topics micro-F1"] == 0.5
    assert figures["page_kind accuracy"] == figures["part accuracy"] == 1.0
    assert per_class([one], "topic")["air"] == (1.0, 0.0, 1)
    assert "topics" in next(disagreements([one]))


def test_calibration_compares_chances_with_shares() -> None:
    rows = [judged("yes", True, 0.9)] * 8 + [judged("no", True, 0.9)] * 2
    checked = calibration(rows)
    assert checked["ECE"] == pytest.approx(0.1)
    assert checked["table"] == [[0.9, 0.8, 10]]
