"""The world of December 2023: run its six visits, and hold the outcome against its truth."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.objects import Whole, whole_documents
from pipeline.run import Account, Pass, run_pass
from storage.database import Database
from storage.ids import posting_id
from storage.queries.changes import find_changes
from storage.queries.documents import Wanted, find_documents
from storage.records import Change
from storage.settings import Settings
from tests.e2e.homes import Facts, facts

VISITS = 6
END = datetime(2023, 12, 31, 16, tzinfo=UTC)
"""Of the month, in China."""
ROLES = {"text": "amended", "text_reverted": "amended", "attachment_replaced": "attachment"}
EXPECTED = {**ROLES, "gone_confirmed": "withdrawn"}


def moments(truth: dict) -> list[datetime]:
    return [datetime.fromisoformat(tick["at"]).astimezone(UTC) for tick in truth["ticks"]]


def load_truth(world: Path) -> dict:
    return json.loads((world / "truth.json").read_text(encoding="utf-8"))


def visit(settings: Settings, world: Path, at: datetime) -> Account:
    """One pass over the archive as it was at that moment."""
    return run_pass(settings, Pass(now=at, replay=(world / "captures.warc.gz",)))


def documents_of_the_month(db: Database) -> list[Whole]:
    wanted = Wanted(since=date(2023, 12, 1), until=date(2023, 12, 31), relevant=("yes", "person"))
    with db.connect() as conn:
        return whole_documents(conn, find_documents(conn, wanted), END)


def all_documents(db: Database) -> list[Whole]:
    with db.connect() as conn:
        return whole_documents(conn, find_documents(conn, Wanted()), END)


def item_faults(db: Database, truth: dict) -> Iterator[str]:
    """Every field of the month's fourteen documents that is not as in the truth."""
    by_posting = {
        posting.posting_id: whole
        for whole in documents_of_the_month(db)
        for posting in whole.postings
    }
    seen: dict[str, str] = {}
    for item in truth["issue"]["items"]:
        name = item["item"]
        found = {
            by_posting[key].document.document_id: by_posting[key]
            for url in item["urls"]
            if (key := posting_id(url["url"])) in by_posting
        }
        if len(found) != 1:
            yield f"{name}: {len(found)} documents of its postings among the relevant ones"
            continue
        whole = next(iter(found.values()))
        document = whole.document
        if document.document_id in seen:
            yield f"{name} and {seen[document.document_id]} are one document"
        seen[document.document_id] = name
        yield from _field_faults(item, whole)


PARTS = {1: "central", 2: "mee", 3: "ministry", 4: "province"}


def _field_faults(item: dict, whole: Whole) -> Iterator[str]:
    document = whole.document
    expected = {
        "title": item["title"],
        "document_number": item["document_number"],
        "signed_on": item["signed_on"],
        "published_on": item["published_on"],
        "issuing_bodies": item["issuing_bodies"],
        "part": PARTS[item["part"]],
    }
    for name, value in expected.items():
        found = getattr(document, name)
        shown = list(found) if isinstance(found, tuple) else found and str(found)
        if shown != value:
            yield f"{item['item']} {name}: {shown!r}, not {value!r}"


def joining_faults(db: Database, truth: dict) -> Iterator[str]:
    """Postings of one document that were parted, and of two that were joined."""
    document_of = {
        posting.posting_id: whole.document
        for whole in all_documents(db)
        for posting in whole.postings
    }
    truths: dict[str, set[str]] = {}
    for posting in truth["postings"]:
        key = posting_id(posting["url"])
        document = document_of.get(key)
        if document is None:
            yield f"never read: {posting['title']} {posting['url']}"
        elif "doc" in posting:
            truths.setdefault(posting["doc"], set()).add(document.document_id)
    owners: dict[str, str] = {}
    for name, ids in truths.items():
        if len(ids) > 1:
            yield f"parted: {name} is {len(ids)} documents"
        for one in ids:
            if owners.setdefault(one, name) != name:
                yield f"joined: {name} and {owners[one]}"


def field_faults(db: Database, truth: dict) -> Iterator[str]:
    """Titles, numbers and dates of postings' documents that are no posting's of theirs."""
    said: dict[str, list[dict]] = {}
    for posting in truth["postings"]:
        said.setdefault(posting_id(posting["url"]), []).append(posting)
    for whole in all_documents(db):
        rows = [row for one in whole.postings for row in said.get(one.posting_id, [])]
        if not rows:
            yield f"unknown posting: {whole.document.title}"
            continue
        document = whole.document
        if document.title not in {row["title"] for row in rows}:
            yield f"title {document.title!r}, not {rows[0]['title']!r}"
        numbers = {row.get("number") for row in rows}
        if document.document_number not in numbers:
            yield f"number {document.document_number!r}, not {numbers} ({document.title})"
        if str(document.published_on) not in {row["date"] for row in rows}:
            yield f"date {document.published_on}, not {rows[0]['date']} ({document.title})"


def change_faults(db: Database, truth: dict) -> Iterator[str]:
    """Expected changes that were not found, and changes that nothing explains, visit by visit."""
    with db.connect() as conn:
        found = find_changes(conn)
    for tick, at in zip(truth["ticks"], moments(truth), strict=True):
        mine = [change for change in found if change.detected_at == at]
        wanted = {
            (EXPECTED[change["kind"]], posting_id(change.get("page", change["url"])))
            for change in tick["changes"]
            if change["kind"] in EXPECTED
        }
        told = [c for c in mine if c.kind not in ("added", "baseline")]
        got = {(change.kind, change.posting_id) for change in told}
        yield from (f"{at:%m-%d} missed: {kind}" for kind, _ in wanted - got)
        for change in told:
            if (change.kind, change.posting_id) not in wanted:
                yield f"{at:%m-%d} unexplained: {change.kind} {change.summary} {change.url}"
        yield from _news_faults(tick, at, mine, db)


def _news_faults(tick: dict, at: datetime, mine: list[Change], db: Database) -> Iterator[str]:
    """What is new at a visit is what the truth says: each document once, nothing of the base."""
    news = [change for change in mine if change.kind == "added"]
    if tick["baseline"]:
        yield from (f"{at:%m-%d} base line told: {change.summary}" for change in news)
        return
    shown = tick["postings_new"] + tick.get("postings_if_redesign_understood", [])
    new = {posting_id(posting["url"]) for posting in shown}
    for change in news:
        if change.posting_id not in new:
            yield f"{at:%m-%d} false news: {change.summary} {change.url}"
    yield from (f"{at:%m-%d} late: {change.summary}" for change in news if change.late)


@dataclass(frozen=True, kw_only=True)
class Lived:
    """A home that made the visits, one after the other."""

    settings: Settings
    truth: dict
    accounts: list[Account]
    facts: list[Facts]
    """After each visit: what the home held."""

    def states(self, visit: int, prefix: str) -> set[str | None]:
        """Of the sources of one agency, at one visit (1 to 6)."""
        runs = self.accounts[visit - 1].runs
        return {run.state for run in runs if run.source_id.startswith(prefix)}


def live(settings: Settings, world: Path, visits: int) -> Lived:
    """Make the first visits of the world."""
    truth = load_truth(world)
    lived = Lived(settings=settings, truth=truth, accounts=[], facts=[])
    for at in moments(truth)[:visits]:
        lived.accounts.append(visit(settings, world, at))
        lived.facts.append(facts(settings))
    return lived
