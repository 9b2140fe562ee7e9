"""A polite trial of one source, and keeping its facts for the tests."""

import json
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.run import Pass, run_pass
from storage.database import open_database
from storage.queries.processing import postings_by_id, versions_by_id
from storage.queries.runs import newest_listed, runs_started
from storage.records import CrawlRun, Posting, Source, Version
from storage.settings import Settings

FACTS = Path("tests/sources")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a trial of a source found."""

    source: Source
    run: CrawlRun | None
    postings: tuple[Posting, ...]
    version: Version | None
    faults: tuple[str, ...]


def try_source(settings: Settings, source: Source, wanted: Pass) -> Trial:
    """Read the source's first list page and one document, into a store that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="policywatch-try-") as folder:
        return _capture(home_in(Path(folder), settings), source, wanted)


def keep_source(settings: Settings, source: Source, wanted: Pass) -> tuple[Trial, Path]:
    """As a trial, but what was fetched stays under the home; its facts go to ``tests/sources``.

    Only facts are written there, for a person to read before they are committed.
    """
    folder = settings.home / "kept" / source.source_id
    folder.mkdir(parents=True, exist_ok=True)
    trial = _capture(home_in(folder, settings), source, wanted)
    FACTS.mkdir(parents=True, exist_ok=True)
    target = FACTS / f"{source.source_id}.json"
    text = json.dumps(_facts(trial), ensure_ascii=False, indent=2)
    target.write_text(text + "\n", encoding="utf-8")
    return trial, target


def home_in(folder: Path, settings: Settings) -> Settings:
    """The settings, with a home and a database of its own in the folder."""
    return replace(settings, home=folder, database_url=f"sqlite:///{folder / 'policywatch.db'}")


def _capture(settings: Settings, source: Source, wanted: Pass) -> Trial:
    now = wanted.now or datetime.now(UTC)
    account = run_pass(
        settings, replace(wanted, source_ids=(source.source_id,), now=now, documents=1, pages=1)
    )
    db = open_database(settings)
    try:
        with db.connect() as conn:
            run = next(iter(runs_started(conn, now)), None)
            ids = [one for one, _ in newest_listed(conn, source.source_id)]
            listed = postings_by_id(conn, ids)
            read = [posting.version_id for posting in listed.values() if posting.version_id]
            version = next(iter(versions_by_id(conn, read).values()), None)
    finally:
        db.close()
    return Trial(
        source=source,
        run=run,
        postings=tuple(listed.values()),
        version=version,
        faults=account.faults,
    )


def _facts(trial: Trial) -> dict[str, object]:
    version = trial.version
    return {
        "source": trial.source.source_id,
        "checked_at": datetime.now(UTC).date().isoformat(),
        "rows": trial.run.rows if trial.run else 0,
        "first_rows": [
            {
                "title": posting.row.title,
                "url": posting.url,
                "published_on": posting.row.published_on and posting.row.published_on.isoformat(),
            }
            for posting in trial.postings[:3]
        ],
        "document": version
        and {
            "title": version.content.title,
            "document_number": version.content.document_number,
            "published_on": version.content.published_on
            and version.content.published_on.isoformat(),
            "characters": len(version.content.text),
            "sha256": version.content_sha256,
        },
    }
