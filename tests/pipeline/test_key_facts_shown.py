"""Key facts in one line, in order, and as objects."""

from datetime import date
from typing import Any

import pytest

from pipeline.keyfacts.shown import gist_of, in_order, key_fact_object
from storage.records import KeyFact


def target(**values: Any) -> KeyFact:
    given = {"what": "成品率", "value": "达到90%", "by": "到2025年", "by_date": date(2025, 12, 31)}
    return KeyFact(kind="target", sentence="到2025年，成品率达到90%。", **(given | values))


def task(day: date | None, what: str = "报送名单", **values: Any) -> KeyFact:
    by = f"{day.month}月底前" if day else "每年"
    return KeyFact(kind="obligation", what=what, by=by, by_date=day, sentence="略。", **values)


JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)


def test_figures_come_first_then_what_is_due_first() -> None:
    facts = (task(JUNE), target(), task(MAY, who="各市"), target(what="产量", value="达到1万吨"))
    assert gist_of(facts, date(2024, 1, 1)) == (
        "到2025年，成品率 达到90%，产量 达到1万吨；5月底前，报送名单（各市）"
    )


def test_what_is_over_is_not_told() -> None:
    assert gist_of((task(MAY), task(None)), JUNE) == ""
    assert gist_of((task(JUNE),), JUNE) == "6月底前，报送名单"


def test_a_long_task_is_cut_and_a_figure_never() -> None:
    long = "核查" * 60
    assert gist_of((task(JUNE, what=long),), None) == f"6月底前，{long[:40]}…"
    assert "达到90%" in gist_of((target(what=long),), None)


def test_targets_then_tasks_by_date_then_addressees() -> None:
    to = KeyFact(kind="addressee", who="各市", sentence="各市：")
    facts = (to, task(None), task(JUNE), task(MAY), target())
    assert in_order(facts) == [target(), task(MAY), task(JUNE), task(None), to]


def test_as_an_object_what_is_not_said_is_null() -> None:
    said = key_fact_object(task(None))
    assert (said["who"], said["value"], said["by"], said["by_date"]) == (None, None, "每年", None)


@pytest.mark.parametrize(
    ("by", "day", "is_so"),
    [
        ("到2025年", date(2025, 12, 31), False),
        ("二〇二五年底前", date(2025, 12, 31), False),
        ("“十四五”期间", date(2025, 12, 31), False),
        ("每年", None, False),
        ("", date(2025, 12, 31), True),
        ("6月30日前", JUNE, True),
        ("自公布之日起30日内", JUNE, True),
    ],
)
def test_a_day_whose_year_the_words_do_not_name_is_inferred(
    by: str, day: date | None, is_so: bool
) -> None:
    said = key_fact_object(target(by=by, by_date=day))
    assert said["inferred"] == (["by_date"] if is_so else [])


def test_an_addressee_is_sent_the_text_or_held_to_it() -> None:
    to = KeyFact(kind="addressee", who="各市、县", sentence="各市、县：")
    held = KeyFact(kind="addressee", who="本市窑厂", sentence="本办法适用于本市窑厂。")
    roles = [key_fact_object(one)["role"] for one in (to, held, task(JUNE))]
    assert roles == ["sent_to", "applies_to", None]


def test_a_target_of_one_place_is_told_with_it() -> None:
    assert gist_of((target(who="澄江地区"),), None) == "到2025年，澄江地区：成品率 达到90%"
