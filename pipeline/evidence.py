"""The raw captures of one document in one file that anyone can replay and check offline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from crawlers.wacz import Pack, PageEntry, write
from pipeline.adding.told import BY_HAND
from pipeline.evidence_account import Dossier, account_of
from storage.bodies import Bodies, BodyError
from storage.clock import day_of
from storage.database import Database
from storage.faults import WrongError
from storage.file_errors import why
from storage.queries import evidence
from storage.queries.changes import find_changes
from storage.queries.desk import versions_of
from storage.queries.processing import attachment_files_of, postings_of
from storage.records import Document, Posting, Snapshot, Version


class EvidenceError(WrongError):
    """No evidence can be given: what, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written."""

    document: Document
    path: Path
    captures: int
    manifest_sha256: str


def export(db: Database, document: Document, out: Path, *, every: bool = False) -> Exported:
    """Write the captures of the document, as a WACZ.

    They are those that its versions rest on, its files, and the lists that showed it first; with
    ``every``, all observations of its pages. Raises ``EvidenceError`` if nothing is stored, a
    stored body is damaged, or the file cannot be written.
    """
    if out.suffix != ".wacz":
        raise EvidenceError(f"存证文件名应以 .wacz 结尾：{out}。请改名再导出。")
    with db.connect() as conn:
        dossier = _dossier(conn, document)
        chosen = _chosen(conn, dossier, db.bodies, every)
    # What somebody handed in was not captured: it is evidence of nothing.
    snapshots = _in_order(one for one in chosen if one.source_id != BY_HAND)
    if not snapshots:
        by_hand = "（手工补入的文件不是抓取来的）" if chosen else ""
        raise EvidenceError(f"{document.title}：没有存下任何抓取记录{by_hand}，无从导出。")
    pack = Pack(
        document_id=document.document_id,
        title=document.title,
        description=f"policywatch 的抓取存档，含各页面、附件和列表页：{document.title}",
        snapshots=snapshots,
        pages=_pages(dossier, snapshots),
        account=lambda records: account_of(dossier, snapshots, records),
    )
    try:
        manifest = write(out, pack, db.bodies.get)
    except BodyError as error:
        raise EvidenceError(str(error)) from error
    except OSError as error:
        raise EvidenceError(f"写不了 {out}（{why(error)}）。") from error
    return Exported(document=document, path=out, captures=len(snapshots), manifest_sha256=manifest)


def _dossier(conn: Connection, document: Document) -> Dossier:
    postings = postings_of(conn, [document.document_id]).get(document.document_id, [])
    lead = document.lead_posting_id
    postings.sort(key=lambda one: (one.posting_id != lead, one.first_listed_at, one.posting_id))
    ids = [one.posting_id for one in postings]
    files = attachment_files_of(conn, ids)
    return Dossier(
        document=document,
        postings=tuple(postings),
        versions=tuple(versions_of(conn, ids)),
        files=tuple(file for one in ids for file in files.get(one, ())),
        changes=tuple(find_changes(conn, document_id=document.document_id)),
    )


def _chosen(conn: Connection, dossier: Dossier, bodies: Bodies, every: bool) -> list[Snapshot]:
    pages = {one.url for one in dossier.postings}
    rest = evidence.snapshots_by_id(conn, {one.snapshot_id for one in dossier.versions})
    urls = pages | {one.url for one in dossier.files} | _named(dossier.versions)
    urls |= {lead.url for one in rest for lead in one.led_by}
    seen = evidence.snapshots_at(conn, urls, pages)
    if not every:
        resting = {one.snapshot_id for one in rest}
        leads = {lead.body_sha256 for one in rest for lead in one.led_by}
        seen = [
            one
            for one in _firsts(seen)
            if one.kind == "attachment"
            or one.snapshot_id in resting
            or one.body_sha256 in leads
            or one.says_gone
        ]
    lists = [one for posting in dossier.postings for one in _lists(conn, posting, bodies)]
    found = [*rest, *seen, *lists]
    originals = [evidence.original_of(conn, one) for one in found if one.status == 304]
    return [*found, *(one for one in originals if one)]


def _named(versions: Iterable[Version]) -> set[str]:
    """The addresses of files, and of texts that stand apart from their page."""
    contents = [one.content for one in versions]
    return {file.url for one in contents for file in one.attachments} | {
        one.text_url for one in contents if one.text_url
    }


def _firsts(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """The first of the observations of one answer at one address."""
    found: dict[tuple[str, str, str | None, int, str | None], Snapshot] = {}
    for one in _in_order(snapshots):
        if one.kind != "attachment" or (one.body_sha256 and not one.error):
            key = (one.kind, one.url, one.body_sha256, one.status, one.parent_url)
            found.setdefault(key, one)
    return list(found.values())


def _lists(conn: Connection, posting: Posting, bodies: Bodies) -> list[Snapshot]:
    """The list pages that showed the posting first: those that hold its address."""
    lists = [one for one in evidence.first_lists(conn, posting) if one.body_sha256]
    tail = posting.url.rstrip("/").rpartition("/")[2].encode()
    naming = [one for one in lists if tail in bodies.get(one.body_sha256 or "")]
    return naming or lists


def _in_order(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Each once, by time."""
    distinct = {one.snapshot_id: one for one in snapshots}
    return sorted(distinct.values(), key=lambda one: (one.fetched_at, one.snapshot_id))


def _pages(dossier: Dossier, snapshots: Sequence[Snapshot]) -> list[PageEntry]:
    """What people would open: the present text first, then older ones, files, lists."""
    names = {file.url: file.name for file in dossier.files}
    current = {one.version_id for one in dossier.postings}
    resting = [
        *(one for one in dossier.versions if one.version_id == dossier.document.version_id),
        *(one for one in dossier.versions if one.version_id in current),
        *dossier.versions,
    ]
    by_id = {one.snapshot_id: one for one in snapshots}
    found = {
        one.snapshot_id: f"{one.content.title}（{day_of(by_id[one.snapshot_id].fetched_at)} 抓取）"
        for one in reversed(resting)
        if one.snapshot_id in by_id
    }
    pages = [PageEntry(snapshot_id=key, title=found[key]) for key in dict.fromkeys(
        one.snapshot_id for one in resting if one.snapshot_id in found)]  # fmt: skip
    for one in snapshots:
        if one.kind == "attachment":
            name = names.get(one.url) or one.url.rpartition("/")[2]
            pages.append(PageEntry(snapshot_id=one.snapshot_id, title=f"附件：{name}"))
        elif one.kind == "list":
            pages.append(PageEntry(snapshot_id=one.snapshot_id, title=f"列表页：{one.source_id}"))
    return pages
