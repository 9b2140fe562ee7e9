"""The labelled set of changed values: that it is sound, and that the program keeps to it."""

import hashlib
from pathlib import Path

import pytest

from benchmarks.value_facts import Change, Row, rows_of, span_of
from benchmarks.values import Verdict, score, verdicts
from storage.text import fold

# Words of scope apart: readers differ over which of them says something of itself.
PRECISION, RECALL = 0.97, 0.97
APART = {"scope": (0.85, 0.9), "attachment": (1.0, 1.0)}


@pytest.fixture(scope="module")
def judged(shared: Path) -> list[Verdict]:
    return verdicts(shared, rows_of())


def test_a_third_is_held_back_by_the_places_alone() -> None:
    rows = rows_of()
    assert len({row.place for row in rows}) == len(rows) >= 150
    for row in rows:
        place = f"{row.pair} {row.before} {row.after}"
        assert row.held == (hashlib.sha256(place.encode()).digest()[0] % 3 == 0)


def test_what_truth_calls_changed_stands_at_the_places_it_names(shared: Path) -> None:
    for row in rows_of():
        old, new = (_text(shared, row, side) for side in ("old", "new"))
        for change in _required(row):
            assert any(spelling in old for spelling in change.before), (row.place, change.shown)
            assert any(spelling in new for spelling in change.after), (row.place, change.shown)


def _text(shared: Path, row: Row, side: str) -> str:
    text = (shared / "pairs" / row.pair / f"{side}.txt").read_text()
    span = span_of(text, row.before if side == "old" else row.after)
    return fold(text[span.start : span.stop])


def _required(row: Row) -> list[Change]:
    return [change for readings in row.required for reading in readings for change in reading]


def test_values_are_lifted_out_as_an_editor_would(judged: list[Verdict]) -> None:
    found = score(judged)
    assert found.precision >= PRECISION, found
    assert found.recall >= RECALL, found


@pytest.mark.parametrize("kind", APART)
def test_words_of_scope_and_lists_of_attachments(judged: list[Verdict], kind: str) -> None:
    found = score(judged, [kind])
    precision, recall = APART[kind]
    assert found.precision >= precision, found
    assert found.recall >= recall, found


def test_a_value_in_the_wrong_place_or_shape_is_wrong_and_missed(shared: Path) -> None:
    row = next(row for row in rows_of() if row.place.endswith("第九十七条 → 第一百二十四条"))
    elsewhere = Row(
        pair=row.pair, before=row.before, after="第一百二十三条", held=False,
        required=row.required, optional=(),
    )  # fmt: skip
    right, missed = verdicts(shared, [row, elsewhere])
    assert score([right]) == (1, 0, 0)
    assert score([missed]) == (0, 1, 0)
