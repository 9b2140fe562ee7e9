"""Which pages are found to be one document, held against which are.

    python -m benchmarks.identity [--data ../shared/data] [--set world|titles|both] [--body …]

The pages are those of the world of December 2023, and a page made of each labelled title with its
number, agency and dates. Such a page has no body (the worst case: a cover for a file), or a cover
note as agencies write them (``--body cover``). Prints the pairs that should be one document and
those that are, by set; wrong ones and missed ones by name; and how long a page takes.
"""

import argparse
import csv
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from crawlers.declarations import load_catalogue
from crawlers.extract import extract
from crawlers.page import Page as Fetched, charset_of
from crawlers.replay import Archive
from pipeline.identity.grouping import Known, groups
from pipeline.identity.identify import judge
from pipeline.identity.pages import Page, sketch, trait_of
from pipeline.normalise import normalise
from storage.ids import posting_id
from storage.records import SPEAKING, Block, Content, Link, Source

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
WORLD = "worlds/2023-12"
LAST_VISIT = datetime(2024, 1, 2, 1, tzinfo=UTC)
SHARED = 2


@dataclass(frozen=True)
class Labelled:
    """A page, and the name of the document that it carries."""

    page: Page
    document: str
    marks: tuple[int, ...]

    @property
    def key(self) -> str:
        return self.page.trait.posting_id


def labelled(key: str, content: Content, document: str, kind: str) -> Labelled:
    """The page as the program would know it, that took its kind for what it is."""
    text = content.text
    trait = trait_of(key, f"v{key}", content, kind in SPEAKING, None)
    return Labelled(Page(trait, lambda: text), document, sketch(text))


# -- the pages ------------------------------------------------------------------------------------


def world_pages(data: Path) -> list[Labelled]:
    """The pages of the world that carry a document of the truth, as its archive shows them last."""
    world = data / WORLD
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    sources = {urlsplit(s.start_urls[0]).netloc: s for s in reversed(load_catalogue().values())}
    with TemporaryDirectory() as cache:
        replay = Archive.open([world / "captures.warc.gz"], Path(cache))
        try:
            found = [_captured(replay, row, sources) for row in truth["postings"]]
        finally:
            replay.close()
    return [one for one in found if one]


def _captured(
    replay: Archive, row: Mapping[str, str], sources: Mapping[str, Source]
) -> Labelled | None:
    url = row["url"]
    got = replay.find(url, LAST_VISIT) or replay.find(url, datetime(2023, 12, 22, 2, tzinfo=UTC))
    if got is None or got.status != 200:
        return None
    fetched = Fetched(
        url=url,
        body=got.body,
        media_type="text/html",
        charset=charset_of({name.lower(): value for name, value in got.headers}),
        status=got.status,
    )
    content = normalise(extract(fetched, source=sources.get(urlsplit(url).netloc), row=None))
    if content.page_state != "ok":
        return None
    name = row.get("doc") or f"alone {url}"
    if row["kind"] in SPEAKING:
        name = _speaker(row)
    content = replace(content, published_on=content.published_on or _day(row["date"]))
    return labelled(posting_id(url), content, name, row["kind"])


def title_pages(data: Path, body: str = "empty") -> list[Labelled]:
    """A page of each labelled title."""
    names = _names(json.loads((data / WORLD / "truth.json").read_text(encoding="utf-8")))
    with (data / "titles-dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        labelled(f"row-{row['id']}", _content(row, body), names.get(key, row["id"]), row["kind"])
        for row in rows
        for key in (_key(row, names),)
    ]


SAME = {"t0361": "t0229", "t0620": "D4.2"}
"""Rows of documents that are named elsewhere too: without their number, or with another space."""


def _key(row: Mapping[str, str], names: Mapping[str, str]) -> str:
    """By which of its names a labelled title is known to the world, or to another row."""
    if row["id"] in SAME:
        return row["id"]
    titled = f"{row['doc_number']} {row['title']}"
    return next((one for one in (row["url"], row["id"], titled) if one in names), "")


def _names(truth: Mapping[str, list[dict[str, str]]]) -> dict[str, str]:
    """The documents of the world, by what a labelled title may name them."""
    names = dict(SAME)
    for row in truth["postings"]:
        if row["kind"] in SPEAKING:
            names[row["url"]] = _speaker(row)
        elif "doc" in row:
            known = row["doc"]
            names |= {row["url"]: known, known[1:]: known}
            names[f"{row.get('number') or ''} {row['title']}"] = known
    return names


def _speaker(row: Mapping[str, str]) -> str:
    return f"of {row.get('doc')} {row['url']}"


def _content(row: Mapping[str, str], body: str) -> Content:
    signed, published = (_day(row[name]) for name in ("written_date", "pub_date"))
    bodies = tuple(row["agency"].replace(",", " ").split())
    blocks = () if body == "empty" else _cover(row["title"], bodies, signed or published)
    return Content(
        title=row["title"],
        document_number=row["doc_number"] or None,
        issuing_bodies=bodies,
        signed_on=signed,
        published_on=published,
        blocks=blocks,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else None


def _cover(title: str, bodies: Sequence[str], day: date | None) -> tuple[Block, ...]:
    lines = (
        "各省、自治区、直辖市人民政府，国务院各部委、各直属机构，各有关单位：",
        f"现将《{title}》印发给你们，请结合实际，认真贯彻执行，执行中的问题请及时报告。",
        f"附件：{title}",
        " ".join(bodies),
        f"{day:%Y年%m月%d日}" if day else "",
    )
    return tuple(Block(kind="paragraph", text=line) for line in lines if line)


# -- what is found, and how it compares -----------------------------------------------------------


def links_among(pages: Sequence[Labelled]) -> list[Link]:
    """The links that the program finds, looking where it looks: number, title, sentences."""
    places: dict[object, list[Labelled]] = defaultdict(list)
    for one in pages:
        trait = one.page.trait
        for place in {("title", trait.title_key), ("number", trait.number_key or one.key)}:
            places[place].append(one)
    pairs = {_pair(a, b): (a, b) for many in places.values() for a, b in combinations(many, 2)}
    shared: dict[tuple[str, str], int] = defaultdict(int)
    by_mark: dict[int, list[Labelled]] = defaultdict(list)
    for one in pages:
        for mark in one.marks:
            for other in by_mark[mark]:
                pair = _pair(one, other)
                shared[pair] += 1
                if shared[pair] == min(SHARED, len(one.marks), len(other.marks)):
                    pairs[pair] = (one, other)
            by_mark[mark].append(one)
    judged = (judge(a.page, b.page) for _, (a, b) in sorted(pairs.items()))
    return [link for link in judged if link]


def _pair(one: Labelled, other: Labelled) -> tuple[str, str]:
    return (one.key, other.key) if one.key < other.key else (other.key, one.key)


@dataclass(frozen=True)
class Score:
    """Pairs of pages under one document: those that should be, those that are, questions."""

    should: frozenset[tuple[str, str]]
    found: frozenset[tuple[str, str]]
    asked: frozenset[tuple[str, str]]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        return sorted(self.found - self.should)

    @property
    def missed(self) -> list[tuple[str, str]]:
        return sorted(self.should - self.found)


def score(pages: Sequence[Labelled]) -> Score:
    """How the program groups the pages."""
    links = links_among(pages)
    traits = {one.key: one.page.trait for one in pages}
    sets = groups(Known(traits=traits, links=links))
    truth: dict[str, list[str]] = defaultdict(list)
    for one in pages:
        truth[one.document].append(one.key)
    found = _pairs(sets)
    asked = frozenset((one.posting_id, one.other_id) for one in links if one.kind == "doubt")
    return Score(should=_pairs(truth.values()), found=found, asked=asked - found)


def _pairs(sets: Iterable[Iterable[str]]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for one in sets for pair in combinations(sorted(one), 2))


def report(name: str, pages: Sequence[Labelled]) -> Score:
    """Print how the pages were grouped."""
    began = time.perf_counter()
    result = score(pages)
    spent = (time.perf_counter() - began) * 1000 / max(1, len(pages))
    right = len(result.found) - len(result.wrong)
    precision = right / len(result.found) if result.found else 1.0
    recall = right / len(result.should) if result.should else 1.0
    print(
        f"{name}: {len(pages)} pages; pairs {len(result.should)}, joined {len(result.found)}, "
        f"wrong {len(result.wrong)}, missed {len(result.missed)}, asked {len(result.asked)}; "
        f"precision {precision:.4f}, recall {recall:.4f}; {spent:.2f} ms a page"
    )
    titles = {one.key: f"{one.page.trait.title} {one.page.trait.number_key or ''}" for one in pages}
    for word, many in (("wrong", result.wrong), ("missed", result.missed)):
        for a, b in many:
            print(f"  {word}: {titles[a]} | {titles[b]}")
    for a, b in sorted(result.asked):
        print(f"  asked: {titles[a]} | {titles[b]}")
    return result


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--data", type=Path, default=DATA)
    call = given.parse_args()
    world = world_pages(call.data)
    report("world", world)
    for body in ("empty", "cover"):
        titles = title_pages(call.data, body)
        report(f"titles, {body}", titles)
        report(f"both, {body}", [*world, *titles])


if __name__ == "__main__":
    main()
