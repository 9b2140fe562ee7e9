"""The bundled sources: complete, consistent, and right on the pages that they were checked with."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.declarations import FACTS, load_sources
from crawlers.families import FAMILIES, read_list
from crawlers.families.base import ListReading, ListRequest
from crawlers.page import Page
from storage.records import Row, Source

SOURCES = load_sources()
AGENCIES = {
    *("国务院", "生态环境部", "国家发展改革委", "工业和信息化部", "市场监管总局", "认监委"),
    *("中国证监会", "国务院国资委", "住房城乡建设部", "交通运输部", "财政部", "国家能源局"),
    *("国家邮政局", "商务部", "最高人民检察院", "教育部", "中国人民银行", "税务总局"),
    *("金融监管总局", "科技部", "河北省人民政府", "河北省生态环境厅", "河北省发展改革委"),
    *(
        "河北省工业和信息化厅",
        "河北省住房城乡建设厅",
        "河北省科技厅",
        "邢台市",
        "河北雄安新区管理委员会",
    ),
}
# Systems of one house, and those that stand ready for an operator's own sources.
SINGLE = {"gov_cn", "nfra", "general", "rss", "hanweb_jcms", "columns_uuid"}

Address = tuple[str, str, tuple[tuple[str, str], ...]]
Archive = dict[Address, list[tuple[datetime, Page]]]


def test_every_agency_has_entries() -> None:
    agencies = {source.agency for source in SOURCES.values()}
    assert agencies >= AGENCIES
    assert {source.region for source in SOURCES.values()} >= {"全国", "河北", "邢台", "雄安"}


def test_no_two_sources_start_at_one_address() -> None:
    starts = [url for source in SOURCES.values() for url in source.start_urls]
    assert len(starts) == len(set(starts))


def test_a_family_has_two_sites_unless_it_is_of_one_house() -> None:
    hosts = defaultdict(set)
    for source in SOURCES.values():
        hosts[source.family].update(urlsplit(url).hostname for url in source.start_urls)
    assert {name for name, found in hosts.items() if len(found) < 2} <= SINGLE


def test_verified_sources_have_facts_and_facts_have_a_source() -> None:
    facts = {path.stem for path in FACTS.glob("*.json")}
    assert {source.source_id for source in SOURCES.values() if source.verified} <= facts
    assert facts <= set(SOURCES)


def fact_of(row: Row) -> dict[str, str | None]:
    day = row.published_on.isoformat() if row.published_on else None
    return {
        "title": row.title,
        "url": row.url,
        "published_on": day,
        "document_number": row.document_number,
    }


def of_saved_pages() -> list[Path]:
    """Facts of pages among the saved ones; those kept from a live site name no file."""
    return [path for path in sorted(FACTS.glob("*.json")) if "file" in json.loads(path.read_text())]


@pytest.mark.parametrize("path", of_saved_pages(), ids=lambda path: path.stem)
def test_verified_sources_read_their_saved_page(shared: Path, path: Path) -> None:
    facts, source = json.loads(path.read_text()), SOURCES[path.stem]
    page = Page(url=facts["url"], body=(shared / "pages" / facts["file"]).read_bytes())
    assert facts["url"] in source.start_urls
    reading = FAMILIES[source.family].read(source, ListRequest(url=page.url), page)
    assert len(reading.rows) == facts["rows"] >= source.expect.min_rows
    assert fact_of(reading.rows[0]) == facts["first"]
    assert fact_of(reading.rows[-1]) == facts["last"]
    assert (reading.next_page.url if reading.next_page else None) == facts["next_page"]


def saved_lists(shared: Path) -> Iterator[tuple[dict[str, list[dict[str, str]]], Page]]:
    pages = shared / "pages"
    for name in ("lists", "json"):
        for line in (pages / "truth" / f"{name}.jsonl").read_text().splitlines():
            truth = json.loads(line)
            if truth.get("kind", "list-api") != "list-api":
                continue
            rows = truth["rows"]
            known = truth.get("base_url") or (rows[0]["url"] if rows else "https://x.example/")
            yield truth, Page(url=known, body=(pages / truth["file"]).read_bytes())


def test_saved_list_pages_give_their_rows(shared: Path) -> None:
    wanted = got = right = 0
    for truth, page in saved_lists(shared):
        expected = {(r["url"], r["title"], str(r.get("published_on"))) for r in truth["rows"]}
        found = {(r.url, r.title, str(r.published_on)) for r in read_list(page).rows}
        wanted, got, right = wanted + len(expected), got + len(found), right + len(expected & found)
    assert wanted > 1900
    assert right / wanted >= 0.99
    assert right / got >= 0.99


# -- the world of December 2023 ---------------------------------------------------------------


def address(url: str) -> Address:
    parts = urlsplit(url)
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return parts.netloc, parts.path, tuple(query)


@pytest.fixture(scope="module")
def archive(shared: Path) -> Archive:
    found: Archive = defaultdict(list)
    with (shared / "worlds" / "2023-12" / "captures.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            url = record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type != "response" or "/art/" in url or "/content_" in url:
                continue
            at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            status = int(record.http_headers.get_statuscode())
            page = Page(url=url, body=record.content_stream().read(), status=status)
            found[address(url)].append((at, page))
    return found


def newest(archive: Archive, url: str, at: datetime) -> Page | None:
    held = [page for when, page in archive.get(address(url), []) if when <= at]
    return held[-1] if held and held[-1].status == 200 else None


def walk(source: Source, archive: Archive, at: datetime) -> list[Row]:
    """The rows of a whole pass over a source."""
    due, rows = list(FAMILIES[source.family].start(source)), []
    for request in due:
        page = newest(archive, request.url, at)
        if page is None:
            continue
        reading: ListReading = FAMILIES[source.family].read(source, request, page)
        rows += reading.rows
        due += reading.follow
        if reading.next_page and reading.next_page.page <= source.pages:
            due.append(reading.next_page)
    return rows


def test_the_lists_of_the_world_have_their_rows(shared: Path, archive: Archive) -> None:
    truth = json.loads((shared / "worlds" / "2023-12" / "truth.json").read_text())
    wrong = []
    for tick in truth["ticks"]:
        at = datetime.fromisoformat(tick["at"])
        walled = {p["site"] for p in tick["problems"] if p["state"] == "blocked"}
        for listed in tick["lists"]:
            page = newest(archive, listed["url"], at)
            rows = read_list(page).rows if page else ()
            wanted = 0 if listed["site"] in walled else listed["rows"]
            if len(rows) != wanted:
                wrong.append((tick["at"], listed["url"], len(rows), wanted))
    assert wrong == []


def test_the_sources_find_every_posting_of_the_world(shared: Path, archive: Archive) -> None:
    truth = json.loads((shared / "worlds" / "2023-12" / "truth.json").read_text())
    wanted = {p["url"] for p in truth["postings"] if p["first_found"]}
    found: set[str] = set()
    for tick in truth["ticks"]:
        at = datetime.fromisoformat(tick["at"])
        for source in SOURCES.values():
            found.update(row.url for row in walk(source, archive, at))
    assert wanted - found == set()
    assert found - {p["url"] for p in truth["postings"]} == set()
