"""Citations of the issue of December 2023, found and typed: the bars that the project promises."""

import re
from pathlib import Path

import pytest

from benchmarks.citations import Verdict, verdict, works
from benchmarks.stated_texts import TextSet, contents, folded, rows
from storage.records import Relation


@pytest.fixture(scope="module", params=["dev", "official"])
def said(request: pytest.FixtureRequest, shared: Path) -> Verdict:
    which: TextSet = request.param
    return verdict(shared, which)


def test_titles_and_numbers_are_found(said: Verdict) -> None:
    assert said.named.precision >= 0.97, said.faults
    assert said.named.recall >= 0.97, said.faults


def test_citations_are_of_the_right_kind(said: Verdict) -> None:
    assert said.typed.precision >= 0.97, said.faults
    assert said.typed.recall >= 0.97, said.faults


@pytest.mark.parametrize("which", ["dev", "held"])
def test_each_row_of_the_truth_stands_in_its_text(shared: Path, which: TextSet) -> None:
    texts = {item: folded(text.text) for item, text in contents(shared, which).items()}
    for row in rows("citations.tsv", which):
        if not row["optional"]:
            assert folded(row["title"]) in texts[row["item"]], row


@pytest.mark.parametrize("which", ["dev", "held"])
def test_the_truth_has_every_title_of_the_texts_but_forms(shared: Path, which: TextSet) -> None:
    known = {(row["item"], folded(row["title"])) for row in rows("citations.tsv", which)}
    for item, text in contents(shared, which).items():
        for block in text.blocks:
            for title in re.findall("《([^》]+)》", block.text):
                assert (item, folded(title)) in known or title.endswith("表"), (item, title)


def test_mentions_of_one_work_are_one_with_the_strongest_kind() -> None:
    first = Relation(kind="cites", title="甲 办法", document_number=None, sentence="")
    second = Relation(
        kind="implements", title="甲办法", document_number="甲〔2020〕1号", sentence=""
    )
    (work,) = works((first, second))
    assert (work.kind, work.numbers) == ("implements", {"甲[2020]1号"})
