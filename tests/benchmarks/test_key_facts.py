"""The scorer of key facts counts what a reader would, and its truth stands in the texts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.key_fact_texts import SETS, contents
from benchmarks.key_fact_truth import Row, Text, measure, outcome, time
from benchmarks.stated_texts import folded

SENTENCE = "到2025年，煤矿瓦斯年利用量达到60亿立方米，各市每年3月31日前报送清单。"
START = "到2025年，煤矿瓦斯年利用量"
TARGET = Row(
    kind="target",
    sentence=START,
    what=("煤矿瓦斯年利用量",),
    value=("达到60亿立方米",),
    by=("2025年",),
)
DUTY = Row(kind="obligation", sentence=START, who="各市", what=("报送清单",), by=("每年3月31日前",))
OPEN = Row(kind="obligation", sentence=START, optional=True)


@dataclass(frozen=True)
class Said:
    """A fact as a program says it."""

    kind: str = "target"
    who: str | None = None
    what: str | None = "煤矿瓦斯年利用量"
    value: str | None = "60亿立方米"
    by: str | None = "2025年"
    sentence: str = SENTENCE


def _text(*rows: Row) -> Text:
    return Text(name="text", path="", read_chars=None, rows=rows)


def test_a_fact_in_other_words_is_found() -> None:
    duty = Said("obligation", "各市", "每年3月31日前报送清单", None, "每年3月31日")
    target, obligation = (
        outcome(_text(TARGET, DUTY), kind, [Said(), duty]) for kind in ("target", "obligation")
    )
    assert (target.score.found, target.score.claimed) == (1, 1)
    assert (obligation.score.found, obligation.who) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        Said(value="6亿立方米"),
        Said(by="2030年"),
        Said(what="油田伴生气集气率"),
        Said(sentence="此后另有规定。"),
    ],
)
def test_another_fact_is_missed_and_not_there(wrong: Said) -> None:
    said = outcome(_text(TARGET), "target", [wrong])
    assert (said.score.found, said.score.wanted, said.score.claimed) == (0, 1, 1)
    assert len(said.faults) == 2


def test_a_row_is_found_once() -> None:
    said = outcome(_text(TARGET), "target", [Said(), Said()])
    assert (said.score.found, said.score.claimed) == (1, 2)


def test_what_a_reader_may_list_or_leave_costs_nothing() -> None:
    duty = Said("obligation", None, "报送清单", None, "每年")
    for found in ([], [duty], [duty, duty]):
        score = outcome(_text(OPEN), "obligation", found).score
        assert (score.wanted, score.claimed) == (0, 0)


def test_words_around_times_and_values_are_no_matter() -> None:
    assert time("到2025年") == time("2025年") != time("2025年底")
    assert time("自受理之日起20个工作日内") == time("受理之日起 20 个工作日内")
    assert measure("达20%左右") == measure("20%左右") != measure("20%")
    assert measure("比2020年分别下降10%") == measure("比2020年下降10%") != measure("下降10%")


@pytest.mark.parametrize("which", SETS)
def test_each_row_of_the_truth_stands_in_its_text(shared: Path, which: str) -> None:
    for text, content in contents(shared, which):
        words = folded(content.text)
        for row in text.rows:
            assert folded(row.sentence) in words, (text.name, row)
            assert folded(row.who) in words, (text.name, row)
            if row.kind == "obligation":
                assert all(folded(what) in words for what in row.what), (text.name, row)
