"""Rows of list pages against the truth: saved pages (recall, precision) and the world of 2023-12.

    python benchmarks/lists.py [DATA] [--no-families] [--perturb | --selectors]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default. Families are
recognised by address and markup, without a source entry, as ``policywatch extract --list`` does.
``--perturb`` makes the pages over in every way of ``list_perturb``; ``--selectors`` proves the
selectors that ``sources detect`` proposes.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.list_markup import MARKUP  # noqa: E402
from benchmarks.list_perturb import NAMES, furniture, made_over, no_names, tabs  # noqa: E402
from crawlers.detect import detect  # noqa: E402
from crawlers.families import read_list  # noqa: E402
from crawlers.families.recognise import recognise  # noqa: E402
from crawlers.families.rows import select_rows  # noqa: E402
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


def truth_rows(truth: dict[str, object]) -> list[dict[str, str]]:
    rows = truth["rows"]
    assert isinstance(rows, list)
    return rows


@dataclass
class Score:
    """Rows wanted, found, and right in address, title and date."""

    wanted: int = 0
    got: int = 0
    right: int = 0
    pages_wrong: int = 0

    def add(self, expected: Counter[Key], found: Counter[Key]) -> tuple[int, int, int]:
        one = expected.total(), found.total(), (expected & found).total()
        self.wanted, self.got, self.right = (
            sum(pair) for pair in zip((self.wanted, self.got, self.right), one, strict=True)
        )
        self.pages_wrong += expected != found
        return one

    def __str__(self) -> str:
        recall, precision = self.right / max(1, self.wanted), self.right / max(1, self.got)
        return f"recall {recall:.4f} precision {precision:.4f}"


def report_saved(data: Path, families: bool) -> None:
    score, seconds = Score(), 0.0
    fields: Counter[str] = Counter()
    for truth, page in saved_pages(data):
        began = time.perf_counter()
        rows = read_list(page, families=families).rows
        seconds += time.perf_counter() - began
        expected, found = keys(truth_rows(truth)), found_keys(rows)
        one = score.add(expected, found)
        fields.update(field_hits(truth_rows(truth), rows))
        mark = "" if expected == found else "  <--"
        family = (recognise(page) or "-") if families else "-"
        print(f"{truth['file']:44} {family:13} {one[0]:5} {one[1]:5} {one[2]:5}{mark}")
    print(f"saved pages: {score}", end=" ")
    print(f"({score.wanted} rows wanted, {score.got} found, {score.right} right", end=" ")
    print(f"in address, title and date; {seconds:.2f} s)")
    for name in ("document_number", "signed_on", "index_number"):
        told, hit = fields[f"{name} told"], fields[f"{name} right"]
        print(f"  {name}: {hit} of {told} that the truth names, {fields[f'{name} else']} beside")


def report_perturbed(data: Path, families: bool) -> None:
    """The saved pages made over in every way, alone, without names, and beside other lists."""
    pages = [(truth, page) for truth, page in saved_pages(data) if truth_rows(truth)]
    ways = {name: (way,) for name, way in (NAMES | MARKUP).items()}
    ways |= {f"{name}, no names": (way, no_names) for name, way in MARKUP.items()}
    ways |= {
        f"{name}, no names, other lists": (way, furniture, tabs, no_names)
        for name, way in MARKUP.items()
    }
    total = Score()
    for name, steps in ways.items():
        score = Score()
        for truth, page in pages:
            rows = truth_rows(truth)
            made = made_over(page.url, page.text, rows, steps)
            if made is None:
                continue
            found = read_list(Page(url=page.url, body=made.encode()), families=families).rows
            score.add(keys(rows), found_keys(found))
            total.add(keys(rows), found_keys(found))
        print(f"{name:44} {score}  pages wrong {score.pages_wrong}")
    print(f"perturbed pages: {total} ({total.wanted} rows)")


def report_selectors(data: Path) -> None:
    """On how many saved list pages the proposed selector finds just the rows that were found."""
    exact, tried = 0, 0
    for truth, page in saved_pages(data):
        if page.body.lstrip()[:1] in (b"{", b"[") or not truth_rows(truth):
            continue
        found = detect([page])
        again = select_rows(page.tree, page.url, found.select) if found.select else ()
        same = found_keys(again) == found_keys(found.rows) == keys(truth_rows(truth))
        exact, tried = exact + same, tried + 1
        print(f"{truth['file']:44} {found.select}{'' if same else '  <--'}")
    print(f"selectors: {exact} of {tried} pages whose rows the proposed selector reproduces")


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
        shut = {p["site"] for p in tick["problems"] if p["state"] == "blocked"}
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
    print(f"  ({unread} of them blocked, as the world says: none); of {rows_total}")
    print(f"  rows {known} are known postings, {titled} with its title, {dated} with its date")


def main() -> None:
    call = argparse.ArgumentParser(description=__doc__)
    call.add_argument("data", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    call.add_argument("--no-families", action="store_true", help="general rules only")
    call.add_argument("--perturb", action="store_true", help="the saved pages made over")
    call.add_argument("--selectors", action="store_true", help="what sources detect proposes")
    wanted = call.parse_args()
    if wanted.perturb:
        report_perturbed(wanted.data, not wanted.no_families)
    elif wanted.selectors:
        report_selectors(wanted.data)
    else:
        report_saved(wanted.data, not wanted.no_families)
        report_world(wanted.data / "worlds" / "2023-12")


if __name__ == "__main__":
    main()
