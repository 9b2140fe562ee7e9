"""What all tests share: where the real pages are, and what an absent helper program means."""

import os
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def needed(what: str, present: bool) -> None:
    """Skip with the reason where something is absent; fail where everything must be there."""
    if present:
        return
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{what} is absent, and REQUIRE_ALL is set")
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages, beside the checkout (or POLICYWATCH_TEST_DATA)."""
    data = Path(os.environ.get("POLICYWATCH_TEST_DATA", DATA))
    needed("the folder of real pages (../shared/data)", (data / "README.md").is_file())
    return data


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    needed("Chromium", False)
    raise AssertionError
