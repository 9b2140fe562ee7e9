"""The pages of December 2023 and the labelled titles: no wrong document, the world's exactly."""

import random
from pathlib import Path

import pytest

from benchmarks.identity import Labelled, score, title_pages, world_pages


@pytest.fixture(scope="module")
def world(shared: Path) -> list[Labelled]:
    return world_pages(shared)


def test_the_world_exactly(world: list[Labelled]) -> None:
    found = score(world)
    assert len(world) >= 660
    assert (found.wrong, found.missed) == ([], [])


@pytest.mark.parametrize("body", ["empty", "cover"])
def test_no_wrong_document_among_all_titles(shared: Path, world: list[Labelled], body: str) -> None:
    titles = title_pages(shared, body)
    assert len(titles) == 497
    assert score(titles).wrong == []
    assert score([*world, *titles]).wrong == []


@pytest.mark.parametrize("seed", range(1))
def test_in_any_order(shared: Path, world: list[Labelled], seed: int) -> None:
    pages = [*world, *title_pages(shared)]
    expected = score(pages)
    random.Random(seed).shuffle(pages)
    assert score(pages) == expected
