"""What the tests of reading pages share."""

from pathlib import Path

import pytest

from tests.crawlers.extracted import Saved


@pytest.fixture(scope="session")
def saved(shared: Path) -> Saved:
    """The saved real pages, read once."""
    return Saved(shared)
