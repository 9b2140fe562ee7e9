"""What people decide on which pages are one document: the same for the desk and the shell.

A decision speaks of pages, never of documents, so it holds whatever becomes of those: against later
passes, a text read again, a number found later. The newest counts; undone, it is as if never made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.desk import DeskError
from pipeline.identity.announcing import made_id
from pipeline.identity.catching_up import catch_up
from pipeline.identity.regrouping import Regrouping, regroup_pages
from pipeline.identity.roles import age, hosts_of
from pipeline.learning.in_use import rules_in_use
from pipeline.reprocessing.renewal import Judge
from storage.database import Database
from storage.ids import posting_id
from storage.queries import identity, processing, rulings
from storage.queries.desk import find_keyed
from storage.queries.documents import documents_by_id
from storage.queries.regroup import drop_made
from storage.records import SPEAKING, Document, Office, Posting, Ruling, RulingKind, Source
from storage.text import squeeze

RULING_WORDS: dict[RulingKind, str] = {
    "same": "合并为一件",
    "apart": "认定不是同一件",
    "split": "分出为另一件",
}
"""How people are told of it."""
_LONGEST_PERSON, _LONGEST_REASON = 40, 500


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision, and what its pages are now."""

    ruling: Ruling
    documents: tuple[Document, ...]
    """Those that were met first, first."""


def decided(conn: Connection, made: Sequence[Ruling]) -> list[Decided]:
    """The decisions with the documents that their pages are of now."""
    pages = rulings.pages_of_rulings(conn, [one.ruling_id or 0 for one in made])
    named = {key: one.one | one.other for key, one in pages.items()}
    postings = processing.postings_by_id(conn, {page for many in named.values() for page in many})
    works = documents_by_id(conn, {one.document_id or "" for one in postings.values()})
    found = []
    for one in made:
        mine = {postings[page].document_id or "" for page in named.get(one.ruling_id or 0, ())}
        of_one = [works[key] for key in mine & works.keys()]
        of_one.sort(key=lambda work: (work.detected_at, work.document_id))
        found.append(Decided(ruling=one, documents=tuple(of_one)))
    return found


class Rulings:
    """Takes decisions on the documents of an open database."""

    def __init__(self, db: Database, sources: Mapping[str, Source], office: Office) -> None:
        self._db = db
        with db.connect() as conn:
            rules = rules_in_use(conn, office)
        self._judge = Judge(rules=rules, sources=sources, hosts=hosts_of(sources.values()))

    def merge(self, one: str, other: str, person: str, reason: str, now: datetime) -> Ruling:
        """Let two documents be one. Raises ``DeskError``."""
        return self._on_two("same", (one, other), (person, reason, now))

    def part(self, one: str, other: str, person: str, reason: str, now: datetime) -> Ruling:
        """Say that two documents are two: never asked again. Raises ``DeskError``."""
        return self._on_two("apart", (one, other), (person, reason, now))

    def split(self, urls: Sequence[str], person: str, reason: str, now: datetime) -> Ruling:
        """Let these postings be a document of their own. Raises ``DeskError``."""
        with self._db.connect() as conn:
            found = {one.document_id or "" for one in _postings_at(conn, urls)}
        catch_up(self._db, self._judge, now, found)
        with self._db.begin() as conn:
            leaving = _postings_at(conn, urls)
            ids = {one.posting_id for one in leaving}
            document_id = leaving[0].document_id or ""
            every = processing.postings_of(conn, [document_id])[document_id]
            staying = [one for one in every if one.posting_id not in ids]
            if not [one for one in staying if one.role not in SPEAKING]:
                raise DeskError("至少要留下一处载有正文的发布，才能分出其余各处。")
            _leave_id(conn, document_id, ids, staying)
            said = (person, reason, now)
            return self._rule(conn, "split", ([p.posting_id for p in staying], sorted(ids)), said)

    def undo(self, ruling_id: int, person: str, now: datetime) -> Ruling:
        """Take a decision back: documents and ids are as they were. Raises ``DeskError``."""
        person = _named(person)
        with self._db.connect() as conn:
            made = rulings.ruling(conn, ruling_id)
            touched = decided(conn, [made] if made else [])
            found = {work.document_id for one in touched for work in one.documents}
        catch_up(self._db, self._judge, now, found)
        with self._db.begin() as conn:
            stood = rulings.ruling(conn, ruling_id)
            pages = rulings.pages_of_ruling(conn, ruling_id)
            if stood is None or pages is None:
                raise DeskError(
                    f"没有编号为 {ruling_id} 的决定。用 policywatch review decisions 查看。"
                )
            if stood.undone_at is not None:
                raise DeskError(f"决定 {ruling_id} 已由{stood.undone_by}撤销。")
            rulings.undo_ruling(conn, ruling_id, person, now)
            touched_pages = pages.one | pages.other
            drop_made(conn, [made_id(page, ruling_id) for page in touched_pages])
            self._regroup(conn, touched_pages, now)
            return rulings.ruling(conn, ruling_id) or stood

    def _on_two(
        self, kind: RulingKind, keys: tuple[str, str], said: tuple[str, str, datetime]
    ) -> Ruling:
        with self._db.connect() as conn:
            ids = _two(conn, keys)
        catch_up(self._db, self._judge, said[2], ids)
        with self._db.begin() as conn:
            one, other = _two(conn, keys)
            found = processing.postings_of(conn, [one, other])
            pages = [[page.posting_id for page in found.get(key, ())] for key in (one, other)]
            return self._rule(conn, kind, (pages[0], pages[1]), said)

    def _rule(
        self,
        conn: Connection,
        kind: RulingKind,
        pages: tuple[Sequence[str], Sequence[str]],
        said: tuple[str, str, datetime],
    ) -> Ruling:
        person, reason, now = said
        record = Ruling(
            kind=kind,
            person=_named(person),
            reason=squeeze(reason)[:_LONGEST_REASON],
            decided_at=now,
            undone_by="",
        )
        made = rulings.add_ruling(conn, record, *pages)
        self._regroup(conn, {*pages[0], *pages[1]}, now)
        return made

    def _regroup(self, conn: Connection, pages: Iterable[str], now: datetime) -> None:
        to = Regrouping(conn=conn, judge=self._judge, now=now, by_person=True)
        regroup_pages(to, pages)


def _named(person: str) -> str:
    if name := squeeze(person)[:_LONGEST_PERSON]:
        return name
    raise DeskError("请写明由谁决定。")


def _two(conn: Connection, keys: tuple[str, str]) -> tuple[str, str]:
    """The ids of the two documents that the keys mean."""
    one, other = (_document(conn, key) for key in keys)
    if one.document_id == other.document_id:
        raise DeskError(f"两处所指是同一份文件：{one.title}（{one.document_id}）。")
    return one.document_id, other.document_id


def _document(conn: Connection, key: str) -> Document:
    found = find_keyed(conn, key)
    if len(found) == 1:
        return found[0]
    if not found:
        raise DeskError(f"没有找到“{key}”：请写文件编号、发文字号或标题中的词。")
    named = "；".join(f"{one.document_id} {one.title}" for one in found[:5])
    raise DeskError(f"“{key}”对应不止一件，请写得更具体：{named}")


def _postings_at(conn: Connection, urls: Sequence[str]) -> list[Posting]:
    """The postings at the addresses, which must be of one document."""
    wanted = {_posting_at(url): url for url in urls}
    found = processing.postings_by_id(conn, wanted)
    for key, url in wanted.items():
        if key not in found or not found[key].document_id:
            raise DeskError(f"没有读到过 {url}。请从文件页上复制网址。")
    if len({one.document_id for one in found.values()}) > 1:
        raise DeskError("这些网址不属于同一份文件，请分开处理。")
    if not found:
        raise DeskError("请写明要分出的网址。")
    return list(found.values())


def _posting_at(url: str) -> str:
    try:
        return posting_id(url)
    except ValueError as error:
        raise DeskError(f"网址写得不对：{url}。请从文件页上复制网址。") from error


def _leave_id(
    conn: Connection, document_id: str, leaving: set[str], staying: Sequence[Posting]
) -> None:
    """The id stays with what is left, and so do links to it: another page becomes its founder."""
    founder = identity.founder(conn, document_id)
    if founder and founder.posting_id in leaving:
        heir = min((one for one in staying if one.role not in SPEAKING), key=age)
        identity.put_founder(conn, replace(founder, posting_id=heir.posting_id))
