"""Rows of list pages against the truth: saved pages (recall, precision) and the world of 2023-12.

    python benchmarks/lists.py [DATA]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default. Families are
recognised by address and markup, without a source entry, as ``policywatch extract --list`` does.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawlers.families import read_list, recognise  # noqa: E402
from crawlers.page import Page  # noqa: E402
from storage.records import Row  # noqa: E402
from storage.text import title_key  # noqa: E402

Key = tuple[str, str, str]
FIELDS = ("url", "title", "published_on")


def keys(rows: list[dict[str, str]]) -> Counter[Key]:
    return Counter((r["url"], r["title"], str(r.get("published_on"))) for r in rows)


def found_keys(rows: tuple[Row, ...]) -> Counter[Key]:
    return Counter((row.url, row.title, str(row.published_on)) for row in rows)


def saved_pages(data: Path) -> Iterator[tuple[dict[str, object], Page]]:
    """(truth, page) of every saved list page and list interface."""
    pages = data / "pages"
    known = {}
    for line in (pages / "INDEX.tsv").read_text().splitlines()[1:]:
        file, _, _, url, *_ = line.split("\t")
        known[file] = url
    for name in ("lists", "json"):
        for line in (pages / "truth" / f"{name}.jsonl").read_text().splitlines():
            truth = json.loads(line)
            if name == "json" and truth["kind"] != "list-api":
                continue
            url = truth.get("base_url") or known[truth["file"]] or guessed(truth)
            yield truth, Page(url=url, body=(pages / truth["file"]).read_bytes())


def guessed(truth: dict[str, object]) -> str:
    """An address for a saved answer whose own is not known: the host of its first row."""
    rows = truth["rows"]
    assert isinstance(rows, list)
    return "/".join(rows[0]["url"].split("/")[:3]) + "/" if rows else "https://example.invalid/"


def report_saved(data: Path) -> None:
    wanted, got, right, seconds = 0, 0, 0, 0.0
    fields: Counter[str] = Counter()
    for truth, page in saved_pages(data):
        began = time.perf_counter()
        rows = read_list(page).rows
        seconds += time.perf_counter() - began
        truth_rows = truth["rows"]
        assert isinstance(truth_rows, list)
        expected, found = keys(truth_rows), found_keys(rows)
        both = (expected & found).total()
        wanted, got, right = wanted + expected.total(), got + found.total(), right + both
        fields.update(field_hits(truth_rows, rows))
        mark = "" if expected == found else "  <--"
        family = recognise(page) or "-"
        print(
            f"{truth['file']:44} {family:13} {expected.total():5} {found.total():5} {both:5}{mark}"
        )
    print(f"saved pages: recall {right / wanted:.4f} precision {right / got:.4f}", end=" ")
    print(f"({wanted} rows wanted, {got} found, {right} right in address, title and date;", end=" ")
    print(f"{seconds:.2f} s)")
    for name in ("document_number", "signed_on", "index_number"):
        told, hit = fields[f"{name} told"], fields[f"{name} right"]
        print(f"  {name}: {hit} of {told} that the truth names, {fields[f'{name} else']} beside")


def field_hits(truth_rows: list[dict[str, str]], rows: tuple[Row, ...]) -> Counter[str]:
    """How often the optional fields of a row agree with the truth."""
    by_url = {row.url: row for row in rows}
    hits: Counter[str] = Counter()
    for row in truth_rows:
        found = by_url.get(row["url"])
        for name in ("document_number", "signed_on", "index_number"):
            value = getattr(found, name, None)
            hits[f"{name} told"] += name in row and bool(row[name])
            hits[f"{name} right"] += bool(row.get(name)) and str(value) == row.get(name)
            hits[f"{name} else"] += value is not None and not row.get(name)
    return hits


def world_pages(world: Path) -> dict[str, list[tuple[datetime, Page]]]:
    """Of each address: its captures, oldest first."""
    captures: dict[str, list[tuple[datetime, Page]]] = defaultdict(list)
    with (world / "captures.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
            media, _, rest = (record.http_headers.get_header("Content-Type") or "").partition(";")
            charset = rest.partition("charset=")[2].strip() or None
            page = Page(
                url=url,
                body=record.content_stream().read(),
                media_type=media,
                charset=charset,
                status=int(record.http_headers.get_statuscode()),
            )
            captures[url].append((at, page))
    return captures


def report_world(world: Path) -> None:
    captures = world_pages(world)
    postings = {p["url"]: p for p in json.loads((world / "truth.json").read_text())["postings"]}
    lists, right, unread, rows_total, known, titled, dated = 0, 0, 0, 0, 0, 0, 0
    for tick in json.loads((world / "truth.json").read_text())["ticks"]:
        at = datetime.fromisoformat(tick["at"])
        shut = {p["site"] for p in tick["problems"] if p["state"] in ("blocked", "redesigned")}
        for listed in tick["lists"]:
            page = [page for when, page in captures[listed["url"]] if when <= at][-1]
            rows = read_list(page).rows
            wanted = 0 if listed["site"] in shut else listed["rows"]
            lists, right = lists + 1, right + (len(rows) == wanted)
            unread += wanted < listed["rows"]
            if len(rows) != wanted:
                print(f"{tick['at'][:10]} {listed['url']}: {len(rows)} rows, not {wanted}")
            for row in rows:
                rows_total += 1
                if posting := postings.get(row.url):
                    known += 1
                    titled += title_key(row.title) == title_key(posting["title"])
                    dated += str(row.published_on) == posting["date"]
    print(f"world: {right} of {lists} lists with exactly their number of rows")
    print(f"  ({unread} of them blocked or redesigned, as the world says: none); of {rows_total}")
    print(f"  rows {known} are known postings, {titled} with its title, {dated} with its date")


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    report_saved(data)
    report_world(data / "worlds" / "2023-12")


if __name__ == "__main__":
    main()
