"""Where this machine reaches its own desk."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.own_source import own_site, own_source
from storage.settings import Settings


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("desk.example.org", "http://desk.example.org:8000"),
    ],
)
def test_our_own_page_is_read_where_the_desk_listens(tmp_path: Path, host: str, site: str) -> None:
    settings = replace(Settings.load(tmp_path, {}), serve_host=host)
    assert own_site(settings) == site
    assert own_source(settings) is None
    found = own_source(replace(settings, canary_minutes=60))
    assert found
    assert found.start_urls == (f"{site}/canary/feed.xml",)
    assert not found.enabled
