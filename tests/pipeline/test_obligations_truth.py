"""Dated obligations of the issue of December 2023: the bars that the project promises."""

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.obligations import Verdict, verdict
from benchmarks.stated_texts import TextSet, contents, folded, rows


@pytest.fixture(scope="module", params=["dev", "official"])
def said(request: pytest.FixtureRequest, shared: Path) -> Verdict:
    which: TextSet = request.param
    return verdict(shared, which)


def test_dates_are_found(said: Verdict) -> None:
    assert said.date.precision >= 0.95, said.faults
    assert said.date.recall >= 0.95, said.faults


def test_dates_are_of_the_right_kind(said: Verdict) -> None:
    assert said.kind_and_date.precision >= 0.95, said.faults
    assert said.kind_and_date.recall >= 0.95, said.faults


@pytest.mark.parametrize("which", ["dev", "held"])
def test_each_row_of_the_truth_stands_in_its_text(shared: Path, which: TextSet) -> None:
    texts = {item: folded(text.text) for item, text in contents(shared, which).items()}
    for row in rows("obligations.tsv", which):
        assert folded(row["written"]) in texts[row["item"]], row


@pytest.mark.parametrize("which", ["dev", "held"])
def test_the_truth_has_every_target_year_of_the_texts(shared: Path, which: TextSet) -> None:
    said = Counter(
        (item, year)
        for item, text in contents(shared, which).items()
        for year in re.findall(r"到(20\d\d)年", folded(text.text))
    )
    truth = Counter(
        (row["item"], row["written"][1:5])
        for row in rows("obligations.tsv", which)
        if row["written"].startswith("到")
    )
    assert said == truth
