"""The benchmark's simulated sites: the same for the same seed, and true to what they claim."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SIZES = ["--documents", "160", "--edits", "12", "--noise", "14", "--new", "5"]


class Site:
    """A running site: what its port file says, and how to ask it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def get(self, url: str, etag: str = "") -> tuple[int, bytes, str]:
        request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, response.read(), response.headers.get("ETag", "")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, b"", ""

    def control(self, path: str) -> Any:
        return json.loads(self.get(self.told["control"] + path)[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port_file = tmp_path_factory.mktemp("site") / "ports.json"
    arguments = ["--port-file", str(port_file), "--today", "2026-11-20", *SIZES]
    with subprocess.Popen([sys.executable, str(BENCHMARKS / "site.py"), *arguments]) as process:
        until = time.monotonic() + 60
        while not port_file.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        yield Site(json.loads(port_file.read_text("utf-8")))
        process.terminate()


@pytest.fixture(autouse=True)
def _first_phase(site: Site) -> None:
    site.control("/phase/1")


def listed(site: Site) -> set[str]:
    """The documents that the lists of all hosts show."""
    found = set()
    for base in site.told["hosts"]:
        body = site.get(base)[1].decode()
        pages = re.search(r"createPageHTML\((\d+), 0,", body)
        assert pages
        names = ["", *(f"index_{n}.html" for n in range(1, int(pages[1])))]
        for name in names:
            page = site.get(base + name)[1].decode()
            found |= {base + link for link in re.findall(r'<li><a href="\./(20[^"]+)"', page)}
    return found


def words(page: bytes) -> str:
    """The words of the article: no markup, no counter."""
    body = re.search(r'<div class="TRS_Editor">(.*?)</div>', page.decode(), re.S)
    assert body
    return re.sub(r"<[^>]*>|\s", "", body[1])


def test_the_new_documents_appear_on_the_lists_in_the_second_phase(site: Site) -> None:
    truth = site.control("/truth")
    before = listed(site)
    assert len(before) == truth["documents"] == 160
    site.control("/phase/2")
    assert listed(site) - before == set(truth["new"])


def test_edits_change_the_words_and_noise_does_not(site: Site) -> None:
    truth = site.control("/truth")
    assert (len(truth["edited"]), len(truth["noise"])) == (12, 14)
    before = {url: site.get(url) for url in truth["edited"] + truth["noise"]}
    site.control("/phase/2")
    for url, (_, body, etag) in before.items():
        status, now, fresh = site.get(url, etag)
        assert (status, fresh != etag) == (200, True), url
        assert (words(now) == words(body)) == (url in truth["noise"]), url


def test_what_was_not_touched_is_confirmed_by_304(site: Site) -> None:
    truth = site.control("/truth")
    touched = {*truth["edited"], *truth["noise"]}
    same = sorted(listed(site) - touched)[:20]
    tags = {url: site.get(url)[2] for url in same}
    site.control("/phase/2")
    assert {site.get(url, etag)[0] for url, etag in tags.items()} == {304}
    assert site.control("/counters")["304"] == len(same)


def test_pages_weigh_about_forty_kilobytes_and_unknown_ones_are_404(site: Site) -> None:
    assert 36_000 < site.control("/truth")["mean_bytes"] < 46_000
    assert site.get(site.told["hosts"][0] + "202611/t20261101_1.html")[0] == 404


def test_the_declared_sources_are_the_served_lists(site: Site) -> None:
    entries = site.get(site.told["control"] + "/sources")[1].decode()
    assert re.findall(r'start_urls = \["(.*?)"\]', entries) == site.told["hosts"]
