"""How long a search takes, and how long and large the index is, on both databases.

    python -m benchmarks.search [--documents N] [--database sqlite|postgresql] [--home DIR]

Invented documents of 200 to 40,000 characters in the words of real ones, the same on SQLite and on
PostgreSQL; queries of each kind as the desk asks them (the first twenty documents, with snippets),
with and without a filter. Both homes are built first; what reads them is in the memory of the
system then. Exit status 1 if one of the bars is missed.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.search_homes import TODAY, Built, build, homes, texts
from benchmarks.search_texts import PARTS, TOPICS, Writer
from pipeline.searching.search import search
from storage.database import Database, open_database
from storage.records import Filter
from storage.settings import Settings

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SLOWEST_MS, LARGEST = 50.0, 2.0
_QUERIES = 60
_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A query of a kind."""

    kind: str
    typed: str
    filter: Filter


@dataclass(kw_only=True)
class Measured:
    """What one database came to."""

    database: str
    built: Built
    ratio: float = 0.0
    """The index, to the text."""
    times: dict[str, list[float]] = field(default_factory=dict)
    worked: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of the processor in this process: PostgreSQL's are in another."""
    found: dict[str, int] = field(default_factory=dict)


class Queries:
    """What is asked of the documents, by kind."""

    def __init__(self, writer: Writer, said: list[str], seed: int) -> None:
        self._random = random.Random(seed)
        chinese = [word for word in writer.words if len(word) == 2 and not word.isascii()]
        self.common, self.rare = chinese[:80], chinese[1500:4000]
        self.long = [word for word in writer.words[:9000] if 4 <= len(word) <= 8]
        self.numbers = [word for word in writer.words[:4000] if word.isascii()]
        self._texts = said
        self._issuers = writer.issuers

    def all(self) -> Iterator[Asked]:
        kinds = {
            "one term": lambda: self._draw(self.common),
            "two common": lambda: f"{self._draw(self.common)} {self._draw(self.common)}",
            "common + rare": lambda: f"{self._draw(self.common)} {self._draw(self.rare)}",
            "two rare": lambda: f"{self._draw(self.rare)} {self._draw(self.rare)}",
            "4 to 8 characters": lambda: f"{self._draw(self.long)} {self._piece(4, 8)}",
            "phrase": lambda: f'"{self._piece(8, 14)}"',
            "number": self._number,
            "word and not": lambda: f"{self._draw(self.common)} -{self._draw(self.long)}",
        }
        for kind, make in kinds.items():
            for _ in range(_QUERIES):
                typed = make()
                yield Asked(kind=kind, typed=typed, filter=Filter(words=(typed,)))
                chosen = self._filter(typed)
                yield Asked(kind=f"{kind}, filtered", typed=typed, filter=chosen)
        for _ in range(_QUERIES):
            yield Asked(kind="a filter alone", typed="", filter=self._filter(""))

    def _draw(self, words: list[str]) -> str:
        return self._random.choice(words)

    def _piece(self, least: int, most: int) -> str:
        """A piece of a text, wherever its words begin."""
        length = self._random.randint(least, most)
        clauses = self._random.choice(self._texts).replace("。", "，").split("，")
        fit = [one for one in clauses if len(one) > length and not one.isascii()]
        clause = self._random.choice(fit or ["节约能源工作方案实施意见的通知"])
        at = self._random.randrange(len(clause) - length + 1)
        return clause[at : at + length]

    def _number(self) -> str:
        draw = self._random
        return draw.choice(
            (
                f"澄发〔{draw.randint(2012, 2026)}〕{draw.randint(1, 400)}号",
                f"澄发{draw.randint(2012, 2026)} {draw.randint(1, 400)}",
                draw.choice(self.numbers),
                f"{draw.randint(2012, 2030)}年",
            )
        )

    def _filter(self, typed: str) -> Filter:
        draw = self._random
        since = TODAY - timedelta(days=draw.randint(30, 3000))
        words = (typed,) if typed else ()
        return draw.choice(
            (
                Filter(words=words, parts=(draw.choice(PARTS),)),
                Filter(words=words, topics=(draw.choice(TOPICS),)),
                Filter(words=words, issuers=(draw.choice(self._issuers),)),
                Filter(words=words, since=since, until=since + timedelta(days=400)),
                Filter(words=words, validity=("in-force",)),
                Filter(words=words, relevant=("yes", "person"), parts=PARTS[:2], since=since),
            )
        )


def index_bytes(conn: Connection) -> int:
    """What the tables of the index take, their own indexes included."""
    if conn.dialect.name == "sqlite":
        query = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search\\_%' ESCAPE '\\'"
    else:
        query = (
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relkind = 'r' AND relname LIKE 'search\\_%'"
        )
    return int(conn.execute(text(query)).scalar_one())


def measure(settings: Settings, writer: Writer, built: Built) -> Measured:
    """Ask every query once, after one of each kind."""
    db = open_database(settings)
    asked = list(Queries(writer, texts(db, built.documents), built.seed).all())
    for one in {one.kind: one for one in asked}.values():
        _ask(db, one)
    measured = Measured(database=db.engine.dialect.name, built=built)
    for one in asked:
        began, worked = time.perf_counter(), time.process_time()
        hits = _ask(db, one)
        measured.worked.setdefault(one.kind, []).append(1000 * (time.process_time() - worked))
        measured.times.setdefault(one.kind, []).append(1000 * (time.perf_counter() - began))
        measured.found[one.kind] = measured.found.get(one.kind, 0) + bool(hits)
    with db.connect() as conn:
        measured.ratio = index_bytes(conn) / built.text_bytes
    db.close()
    return measured


def _ask(db: Database, asked: Asked) -> int:
    """Search as the desk does; returns how many hits were shown."""
    with db.connect() as conn:
        results = search(conn, asked.filter, limit=_PAGE)
        assert all(hit.snippets for hit in results.hits)
    return len(results.hits)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(one: Measured) -> list[str]:
    """Lines of the table, and what was missed."""
    built = one.built
    rate = built.documents / built.seconds
    lines = [
        f"{one.database}: {built.documents} documents, {built.text_bytes / 1e6:.0f} MB of text",
        f"  index built in {built.seconds:.1f} s ({rate:.0f} documents a second),"
        f" {one.ratio:.2f} x the text",
        f"  {'milliseconds':<28}{'p50':>8}{'p95':>8}{'max':>8}{'CPU p95':>10}   found something",
    ]
    for kind, times in one.times.items():
        shown = (statistics.median(times), percentile(times, 0.95), max(times))
        figures = "".join(f"{value:8.1f}" for value in shown)
        worked = percentile(one.worked[kind], 0.95)
        lines.append(f"  {kind:<28}{figures}{worked:10.1f}   {one.found[kind]} of {len(times)}")
    return lines


def missed(one: Measured) -> list[str]:
    """The bars that were not kept."""
    slow = [
        f"{one.database}: {kind} p95 {percentile(times, 0.95):.0f} ms"
        for kind, times in one.times.items()
        if percentile(times, 0.95) > SLOWEST_MS
    ]
    large = [f"{one.database}: index {one.ratio:.2f} x the text"] if one.ratio > LARGEST else []
    return slow + large


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="keep the homes there; use those that are there")
    parser.add_argument("--json", action="store_true")
    call = parser.parse_args()
    if not (DATA / "README.md").is_file():
        print(f"skipped: the folder of real pages is absent ({DATA})")
        return 0
    wrong: list[str] = []
    with homes(call.database, call.home) as settings:
        homes_of = [(one, Writer(DATA, call.seed)) for one in settings]
        built = [build(one, writer, call.documents, call.seed) for one, writer in homes_of]
        for (one, writer), what in zip(homes_of, built, strict=True):
            measured = measure(one, writer, what)
            wrong += missed(measured)
            lines = [json.dumps(asdict(measured))] if call.json else report(measured)
            print("\n".join(lines), flush=True)
    print("\n".join(wrong or ["every bar kept"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
