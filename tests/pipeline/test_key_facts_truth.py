"""Key facts of texts read by hand: the bars that the project promises."""

from pathlib import Path

import pytest

from benchmarks.key_fact_truth import KINDS, Kind, Outcome
from benchmarks.key_facts import outcomes


@pytest.fixture(scope="module")
def said(shared: Path) -> dict[str, dict[Kind, Outcome]]:
    return {which: outcomes(shared, which) for which in ("dev", "held")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["dev", "held"])
def test_facts_are_found(said: dict[str, dict[Kind, Outcome]], which: str, kind: Kind) -> None:
    score = said[which][kind].score
    assert score.precision >= 0.9
    assert score.recall >= 0.8
