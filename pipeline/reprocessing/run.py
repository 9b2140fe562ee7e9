"""Everything stored read again by the extractor and the rules of now: technical, alerting nobody.

    a few documents | their pages' versions read again | files read again | document said anew
                    | stored in one transaction

No change is recorded, so no digest and no message knows of it; what people decided stays. What is
done carries the fingerprint of the extractor: a run that was killed goes on where it was, and one
that comes after finds nothing to do.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pipeline.pages.attachment_file import reread
from pipeline.pages.extractor import file_extractor, page_extractor
from pipeline.reprocessing.account import Tally
from pipeline.reprocessing.documents import renew_documents, shown_by
from pipeline.reprocessing.holding import holding
from pipeline.reprocessing.judging import store_judged
from pipeline.reprocessing.rebuilt import Rebuilt
from pipeline.reprocessing.renewal import Judge, ShownVersion, reclassified, renewed
from pipeline.reprocessing.versions import rebuild, take_over
from pipeline.run import all_sources, chosen
from pipeline.stating import state
from storage.bodies import BodyError
from storage.database import Database
from storage.queries import processing, rebuilding
from storage.records import (
    AttachmentFile,
    Document,
    Posting,
    Snapshot,
    Source,
    Version,
)
from storage.settings import Settings

BATCH = 8
"""Documents a transaction: with their versions and files they are held in memory at once."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is to be read again."""

    source_ids: tuple[str, ...] = ()
    """Only pages of these; all if empty."""
    dry_run: bool = False
    gate: float | None = None
    """The largest share of pages, or of files, that may change: if more would, nothing does."""


def reprocess(settings: Settings, wanted: Scope, told: Told = lambda done, total: None) -> Tally:
    """Read everything again; returns the account. ``told`` hears how many documents are done.

    Raises ``SettingError`` (a pass is under way, no such source), ``DeclarationError``,
    ``OfficeError``, ``TopicError``.
    """
    began = time.monotonic()
    sources = all_sources(settings)
    if wanted.source_ids:
        chosen(sources, wanted.source_ids)
    with holding(settings, sources) as (db, judge):
        tally = reread_all(db, judge, wanted, told)
    tally.seconds = time.monotonic() - began
    return tally


def reread_all(
    db: Database, judge: Judge, wanted: Scope, told: Told = lambda done, total: None
) -> Tally:
    """Read everything of an open database again; with a gate, first see how much would change."""
    work = _Rereading(db, judge, wanted.source_ids)
    if wanted.dry_run or wanted.gate is not None:
        tally = work.run(Tally(dry_run=True, gate=wanted.gate), told)
        if wanted.dry_run or not tally.passed:
            tally.dry_run = wanted.dry_run
            return tally
    tally = work.run(Tally(dry_run=False, gate=wanted.gate, written=True), told)
    state(db)
    return tally


@dataclass(frozen=True, kw_only=True)
class _Batch:
    """Some documents with all that is read again of them."""

    documents: Sequence[Document]
    shown: Mapping[str, list[ShownVersion]]
    stale: Mapping[str, list[tuple[Version, Snapshot]]]
    files: Mapping[tuple[str, str], AttachmentFile]


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What is to be stored of a batch."""

    rebuilt: Mapping[str, tuple[Rebuilt, ...]]
    """By posting."""
    files: tuple[AttachmentFile, ...]
    judged: tuple[tuple[Document, Document], ...]
    """Documents that other rules had judged, and whose pages say what they said."""


class _Rereading:
    """One walk over the documents of a home."""

    def __init__(self, db: Database, judge: Judge, source_ids: Sequence[str]) -> None:
        self._db = db
        self._judge = judge
        self._wanted = frozenset(source_ids)
        self._files_by = file_extractor()

    def run(self, tally: Tally, told: Told) -> Tally:
        """Walk to the end; writes unless the tally is of a dry run."""
        with self._db.connect() as conn:
            total = rebuilding.count_documents(conn, self._wanted)
        done, last = 0, ""
        while batch := self._next(last):
            outcome = self._outcome(batch, tally)
            if not tally.dry_run:
                with self._db.begin() as conn:
                    _store(conn, outcome, self._judge)
            done += len(batch.documents)
            last = batch.documents[-1].document_id
            told(done, total)
        return tally

    def _next(self, after: str) -> _Batch | None:
        with self._db.connect() as conn:
            documents = rebuilding.documents_after(conn, after, BATCH, self._wanted)
            if not documents:
                return None
            shown = shown_by(conn, [one.document_id for one in documents])
            mine = [one.posting for many in shown.values() for one in many]
            mine = [one for one in mine if not self._wanted or one.source_id in self._wanted]
            readers = {one.posting_id: page_extractor(self._source(one)) for one in mine}
            return _Batch(
                documents=documents,
                shown=shown,
                stale=rebuilding.stale_versions(conn, readers),
                files=rebuilding.files_at(conn, readers),
            )

    def _source(self, posting: Posting) -> Source | None:
        return self._judge.sources.get(posting.source_id)

    # -- pure, but for the reading of bodies ------------------------------------------------------

    def _outcome(self, batch: _Batch, tally: Tally) -> _Outcome:
        rebuilt: dict[str, tuple[Rebuilt, ...]] = {}
        judged = []
        for document in batch.documents:
            shown, differs = [], False
            for one in batch.shown[document.document_id]:
                made = self._reread(one, batch, tally)
                rebuilt[one.posting.posting_id] = made
                differs |= any(not version.same for version in made)
                shown.append(_as_rebuilt(one, made))
            anew = self._anew(document, shown, differs)
            tally.document(document, anew)
            if not differs:
                judged.append((document, anew))
        return _Outcome(rebuilt=rebuilt, files=self._files(batch, tally), judged=tuple(judged))

    def _reread(self, one: ShownVersion, batch: _Batch, tally: Tally) -> tuple[Rebuilt, ...]:
        """The posting's versions that another extractor made, read again, and counted."""
        posting, source = one.posting, self._source(one.posting)
        tally.pages += not self._wanted or posting.source_id in self._wanted
        found = []
        for version, snapshot in batch.stale.get(posting.posting_id, ()):
            made = self._rebuilt((version, snapshot), posting, source)
            if version.version_id == posting.version_id:
                tally.page(made, posting.url, posting.source_id)
            else:
                tally.older_version(made)
            found.append(made)
        return tuple(found)

    def _rebuilt(
        self, stale: tuple[Version, Snapshot], posting: Posting, source: Source | None
    ) -> Rebuilt:
        version, snapshot = stale
        try:
            return rebuild(self._db.bodies, version, snapshot, posting, source)
        except Exception as error:  # noqa: BLE001 - the snapshot loop: one bad page stops no other
            fault = f"{snapshot.url}：读取失败（{type(error).__name__}: {error}）"
            return Rebuilt(before=version, after=version, fault=fault, damaged=True)

    def _anew(self, document: Document, shown: Sequence[ShownVersion], reread: bool) -> Document:
        if reread:
            return renewed(document, shown, self._judge)[0]
        if self._is_judged_otherwise(document):
            return reclassified(document, shown, self._judge)
        return document

    def _is_judged_otherwise(self, document: Document) -> bool:
        return document.classification.rules != self._judge.rules.fingerprint

    def _files(self, batch: _Batch, tally: Tally) -> tuple[AttachmentFile, ...]:
        found = []
        tally.files += len(batch.files)
        for file in batch.files.values():
            if file.extractor == self._files_by:
                continue
            try:
                after = reread(file, self._db.bodies.get(file.body_sha256))
            except BodyError as error:
                tally.damaged.append(str(error))
                continue
            tally.file(file, after)
            found.append(after)
        return tuple(found)


def _as_rebuilt(one: ShownVersion, rebuilt: Sequence[Rebuilt]) -> ShownVersion:
    """What the posting shows when this is stored."""
    for made in rebuilt:
        if made.before.version_id == one.version.version_id:
            posting = replace(one.posting, version_id=made.after.version_id)
            return ShownVersion(posting=posting, version=made.after)
    return one


def _store(conn: Connection, outcome: _Outcome, judge: Judge) -> None:
    # A person may have merged or split documents since the batch was read.
    stand = processing.postings_by_id(conn, outcome.rebuilt)
    reread: set[str] = set()
    for key, made in outcome.rebuilt.items():
        posting = stand[key]
        after = take_over(conn, posting, made)
        if after.version_id != posting.version_id:
            processing.update_posting(conn, key, version_id=after.version_id)
        if any(not one.same for one in made):
            reread.add(posting.document_id or "")
    for file in outcome.files:
        processing.put_attachment_file(conn, file)
    renew_documents(conn, reread, judge)
    store_judged(conn, outcome.judged)
