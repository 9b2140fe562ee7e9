"""The model beside the rules: what it sees, its file, and what the two say together."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.classify import Facts, ModelError, Rules, classify, explain, load_rules
from pipeline.classifying import combining
from pipeline.classifying.combining import KindRuled
from pipeline.classifying.features import features, pieces
from pipeline.classifying.model import (
    BUNDLED,
    Lines,
    Model,
    contributions,
    dump_model,
    load_model,
    margins,
    parse_model,
)
from pipeline.classifying.scoring import Relevance
from pipeline.classifying.strongest import strongest
from pipeline.pages import fields
from storage.office import DEFAULT_OFFICE
from storage.records import TopicScore

TITLE = "某某市发展改革委关于印发《2025年碳足迹核算方案》的通知"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(office=DEFAULT_OFFICE)


def small(**changes: object) -> Model:
    """A model of three heads, written by hand."""
    model = Model(
        heads=("relevant", "kind:document", "kind:news", "topic:water"),
        bias=(-1.0, 1.0, -1.0, -2.0),
        weights={"s1:碳": ((0, 4.0),), "t2:印发": ((1, 2.0), (2, -2.0)), "s2:河湖": ((3, 9.0),)},
        combination={
            "relevance": {"const": 0.0, "model": 1.0, "rule:title.strong": 2.0},
            "kind": {"model": 1.0, "rule": 1.0},
            "topic": {"const": 0.0, "model": 1.0, "rule": 2.0},
        },
        lines=Lines(yes=0.8, no=0.2, topic=0.5),
    )
    return replace(model, **changes)


def seen(facts: Facts, rules: Rules) -> dict[str, float]:
    reading = fields.read(facts, rules)
    return features(facts, reading, pieces(reading), rules)


# -- features ---------------------------------------------------------------------------------


def test_the_subject_is_without_issuers_companies_and_accidental_words(rules: Rules) -> None:
    found = seen(Facts(title="关于同意低碳能源股份有限公司生产碳酸饮料的批复"), rules)
    assert {"s2:生产", "s2:饮料", "t2:低碳"} <= found.keys()
    assert not {"s1:碳", "s2:低碳", "s2:碳酸"} & found.keys()


def test_each_block_is_as_long_as_one(rules: Rules) -> None:
    body = "推进节能。\n" * 50
    facts = Facts(title=TITLE, text=body, issuing_bodies=("某某市发展改革委", "某某市财政局"))
    lengths: dict[str, float] = {}
    for name, value in seen(facts, rules).items():
        lengths[name[0:2]] = lengths.get(name[0:2], 0.0) + value**2
    assert lengths.keys() >= {"s1", "s2", "s3", "t1", "t2", "e:", "i:", "n:", "b:", "p:"}
    assert all(length == pytest.approx(1) for length in lengths.values())


def test_figures_are_one_character_and_pieces_stand_where_they_say(rules: Rules) -> None:
    reading = fields.read(Facts(title=TITLE), rules)
    found = {piece.name: piece for piece in pieces(reading)}
    year = found["s2:0年"]
    assert TITLE[year.start : year.end] == "2025年"
    assert found["e:的通知"].end == len(TITLE)


def test_a_body_says_how_dense_and_of_what(rules: Rules) -> None:
    passing = "各地要完善县域商业网络。\n" * 60
    found = seen(Facts(title="通知", text=passing + "推进碳达峰。\n"), rules)
    assert "b:none" in seen(Facts(title="通知", text=passing), rules)
    assert "b:some" in found or "b:few" in found
    assert not [
        name for name in seen(Facts(title="通知", text="碳达峰"), rules) if name[0] in "bhp"
    ]


# -- the file ---------------------------------------------------------------------------------


def test_a_model_is_the_same_after_its_file() -> None:
    text = dump_model(small())
    again = parse_model(text, "model.json")
    assert replace(again, fingerprint="") == small()
    assert dump_model(again) == text


def test_the_bundled_model_says_what_it_rests_on(rules: Rules) -> None:
    model = load_model(BUNDLED)
    assert model.figures["relevance F1"] > 0.9
    assert all(len(one.sha256) == 64 and one.keys for one in model.seen)
    assert {"relevant", "kind:document", "topic:energy"} <= set(model.heads)
    assert BUNDLED.stat().st_size < 3_000_000
    assert rules.model is model


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{", "JSON"),
        ("[]", "格式"),
        ({"format": 99}, "格式"),
        ({"heads": None}, "写错"),
        ({"lines": {"yes": 1}}, "no"),
        ({"lines": {"yes": float("nan"), "no": 0, "topic": 0}}, "写错"),
        ({"combination": {}}, "relevance"),
    ],
)
def test_a_broken_model_is_one_line(change: object, words: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    whole = json.loads(dump_model(small()))
    path.write_text(change if isinstance(change, str) else json.dumps(whole | change))
    with pytest.raises(ModelError, match=words) as raised:
        load_rules(model=path, office=DEFAULT_OFFICE)
    assert "other.json" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_absent_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.json"):
        load_rules(model=tmp_path / "none.json", office=DEFAULT_OFFICE)


def test_rules_and_model_are_both_in_the_fingerprint(rules: Rules) -> None:
    alone, other = (
        load_rules(model=None, office=DEFAULT_OFFICE),
        load_rules(model=small(fingerprint="other"), office=DEFAULT_OFFICE),
    )
    prints = {rules.fingerprint, alone.fingerprint, other.fingerprint}
    assert len(prints) == 3
    assert classify(Facts(title=TITLE), alone).rules == alone.fingerprint


def test_judging_needs_no_numpy() -> None:
    code = (
        "import sys; from pipeline.classify import *; from storage.office import DEFAULT_OFFICE;"
        "classify(Facts(title='关于碳足迹的通知'), load_rules(office=DEFAULT_OFFICE));"
        "sys.exit(bool({'numpy', 'scipy', 'sklearn'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- together ---------------------------------------------------------------------------------


def test_margins_are_sums_and_contributions_their_parts() -> None:
    found = {"s1:碳": 0.5, "t2:印发": 1.0, "s1:无": 1.0}
    assert margins(small(), found)["relevant"] == pytest.approx(1.0)
    assert margins(small(), {"s1:碳": 99.0})["relevant"] == 12.0
    assert contributions(small(), "kind:news", found) == {"t2:印发": -2.0}


def belongs(rule: str, margin: float, **more: object) -> float:
    ruled = Relevance(None, 0.5, "", (), rule, **more)
    return combining.belongs(ruled, None, margin, small())


def test_rules_and_model_add_up() -> None:
    assert belongs("title.silent", 0.0) == 0.5
    assert (
        belongs("title.strong", 0.0) > belongs("title.strong", -2.0) > belongs("title.strong", -4.0)
    )


def test_a_rule_that_the_model_never_met_counts_as_it_says() -> None:
    assert belongs("title.new", 0.0) == pytest.approx(0.5)
    ruled = Relevance(True, 0.95, "", (), "title.new")
    assert combining.belongs(ruled, None, 0.0, small()) == pytest.approx(0.95)


def test_a_body_lifts_and_lowers_a_title() -> None:
    dense = belongs("title.silent", 0.0, text_rule="text.dense")
    bare = belongs("title.silent", 0.0, text_rule="text.bare")
    assert dense > 0.9
    assert bare < 0.2
    lifted = belongs("title.silent", -9.0, text_rule="text.dwells")
    assert combining.decided(lifted, small().lines) is None


def test_the_model_overrules_a_kind_only_if_it_is_surer() -> None:
    ruled = KindRuled("news", "标题以文种“通知”结尾")
    sure = {"kind:document": 3.0, "kind:news": -3.0}
    unsure = {"kind:document": 0.2, "kind:news": 0.0}
    assert ruled.rule == "标题以文种结尾"
    assert combining.kind_of(ruled, sure, small()) == "document"
    assert combining.kind_of(ruled, unsure, small()) == "news"
    assert combining.kind_of(KindRuled("speech", ""), sure, small()) == "speech"


def test_topics_by_rules_by_model_and_unknown_to_either() -> None:
    ruled = {t: TopicScore(id=t, score=0.9) for t in ("water.saving", "sponge", "old")}
    model = small(heads=("topic:water", "topic:gone", "topic:new"))
    known = {"water", "water.saving", "sponge", "old", "new"}
    found = combining.title_topics(
        ruled, {"topic:water": 1.0, "topic:gone": 9.0, "topic:new": 4.0}, model, known
    )
    assert found.keys() == {"water.saving", "sponge", "old", "new"}
    assert found["sponge"] == ruled["sponge"]
    assert found["new"].score <= 0.75 < found["water.saving"].score
    dropped = combining.title_topics(ruled, {"topic:water": -9.0}, model, known)
    assert "water.saving" not in dropped


def test_a_new_topic_of_the_rules_works_beside_an_older_model(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(
        '[[topic]]\nid = "sponge"\nname = "海绵城市"\nname_en = "Sponge"\nany_of = ["海绵城市"]\n'
        'should_match = ["关于海绵城市建设的意见"]\n',
        encoding="utf-8",
    )
    verdict = classify(
        Facts(title="关于推进海绵城市建设的指导意见"), load_rules(path, office=DEFAULT_OFFICE)
    )
    assert [topic.id for topic in verdict.topics] == ["sponge"]


# -- why --------------------------------------------------------------------------------------


def test_the_strongest_words_are_words_with_their_share(rules: Rules) -> None:
    reading = fields.read(Facts(title=TITLE), rules)
    added = {
        "s1:碳": 2.0,
        "e:的通知": -1.2,
        "i:某某市发展改革委": 0.5,
        "s1:方": 0.1,
    }
    words = strongest(TITLE, pieces(reading), added)
    assert [(one.field, one.weight > 0) for one in words] == [
        ("title", True),
        ("title", False),
        ("issuing_bodies", True),
    ]
    assert words[0].text in "碳足迹"
    assert all(TITLE[one.start : one.end] == one.text for one in words if one.field == "title")


def test_why_is_one_line_with_few_words(rules: Rules) -> None:
    verdict = classify(Facts(title=TITLE), rules)
    reason = next(line for line in verdict.reasons if line.startswith("收录"))
    assert "标题讲碳足迹" in reason
    assert "（规则+" in reason
    assert "；模型倾向收录（+" in reason
    assert reason.count("“") <= 3
    assert {one.rule for one in verdict.evidence} == {"title.strong", "model"}
    assert "模型" in explain(verdict, rules)


def test_verdicts_do_not_depend_on_what_was_judged_before(rules: Rules) -> None:
    first = classify(Facts(title=TITLE), rules)
    classify(Facts(title="关于某某同志任职的通知"), rules)
    assert classify(Facts(title=TITLE), rules) == first
