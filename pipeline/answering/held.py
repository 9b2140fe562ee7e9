"""Why a held document stands where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from pipeline.answering.answers import Answer, Mend, Reason, Verdict
from pipeline.answering.arrived import arrival
from pipeline.answering.asked import Asked
from pipeline.answering.issued import in_issues
from pipeline.answering.judged import Judged, judgement
from pipeline.answering.meant import Meant
from pipeline.answering.places import in_place_of, joined, standing_places
from pipeline.answering.told import Tellable, telling
from pipeline.classifying.facts import facts_of
from pipeline.desk import topic_names
from pipeline.relations.shown import lines_of
from pipeline.relations.standings import Ties, name_of, ties_of
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of
from storage.queries.changes import find_changes
from storage.queries.issues import printings_of
from storage.queries.processing import postings_of, version
from storage.queries.reviews import said_of
from storage.records import (
    PROPOSAL_WORDS,
    SPEAKING,
    VERDICT_WORDS,
    Change,
    Content,
    Document,
    Posting,
    Said,
)

_STANDS: Mapping[bool | None, Verdict] = {True: "found", None: "undecided", False: "rejected"}


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A document with what is stored of it."""

    document: Document
    """As the program judged it."""
    said: Said
    """What people said of it."""
    postings: tuple[Posting, ...]
    changes: tuple[Change, ...]
    content: Content | None
    ties: Ties

    @property
    def decided(self) -> Document:
        """As people decided it."""
        return as_decided(self.document, self.said)


def held_answer(conn: Connection, asked: Asked, meant: Meant) -> Answer:
    """The answer on the one document that is meant."""
    held = _held(conn, meant.documents[0], asked.now)
    verdict, headline = _verdict(held, asked, meant)
    return Answer(
        key=asked.key,
        verdict=verdict,
        headline=headline,
        document_id=held.document.document_id,
        reasons=tuple(_reasons(conn, held, asked, meant)),
        mend=tuple(_mend(held, verdict, meant, asked)),
    )


def _held(conn: Connection, document: Document, now: datetime) -> _Held:
    key = document.document_id
    shown = version(conn, document.version_id)
    content = shown.content if shown else None
    return _Held(
        document=document,
        said=said_of(conn, (key,)).get(key, NOTHING),
        postings=tuple(postings_of(conn, (key,)).get(key, ())),
        changes=tuple(find_changes(conn, document_id=key)),
        content=content,
        ties=ties_of(conn, (document,), {key: content}, day_of(now))[key],
    )


# -- the verdict ----------------------------------------------------------------------------------


def _verdict(held: _Held, asked: Asked, meant: Meant) -> tuple[Verdict, str]:
    document, review = held.decided, held.said.review
    named = name_of(document.title, document.document_number)
    belongs, titled = document.relevant, asked.world.office.title_of
    stands = f"{review.person}已决定{VERDICT_WORDS[belongs]}" if review else _proposed(belongs)
    if asked.part and document.part != asked.part:
        return "other_part", f"在别的编：{named}归{titled(document.part)}（{stands}）"
    if meant.former:
        return "duplicate", f"已并入别的文件：编号 {meant.former} 现在是{named}（{stands}）"
    if meant.posting and _is_copy(document, meant):
        return "duplicate", f"是已有文件的另一处：{named}（{stands}）"
    return _STANDS[belongs], f"{stands}：{named}"


def _proposed(belongs: bool | None) -> str:
    words = PROPOSAL_WORDS[belongs]
    return f"{words}，要人决定" if belongs is None else words


def _is_copy(document: Document, meant: Meant) -> bool:
    page = meant.posting
    return bool(page and page.posting_id != document.lead_posting_id and not meant.file_of)


# -- the reasons ----------------------------------------------------------------------------------


def _reasons(conn: Connection, held: _Held, asked: Asked, meant: Meant) -> Iterator[Reason]:
    document = held.decided
    key = document.document_id
    by = f"按{meant.how}找到，编号 {key}"
    yield Reason(code="identified", text=by, document_id=key)
    if meant.file_of and meant.posting:
        text = f"这个网址是它的附件或正文所在，列于 {meant.posting.url}"
        yield Reason(code="file_of", text=text, url=meant.posting.url)
    elif meant.posting:
        yield from in_place_of(conn, document, held.postings, meant.posting)
    if asked.part and document.part != asked.part:
        titled = asked.world.office.title_of
        text = f"问的是{titled(asked.part)}，它归{titled(document.part)}"
        yield Reason(code="other_part", text=text)
    printings = printings_of(conn, (key,)).get(key, [])
    tellable = Tellable(
        document=held.document,
        said=held.said,
        changes=held.changes,
        postings=held.postings,
        office=asked.world.office,
    )
    yield from chain(
        judgement(_judged(held, asked), topic_names()),
        in_issues(conn, document, printings, asked),
        arrival(conn, document, held.changes, asked.sources),
        telling(conn, tellable, asked.now),
        standing_places(document, held.postings, asked.sources),
        joined(conn, document, held.postings),
        _ties(held),
    )


def _ties(held: _Held) -> Iterator[Reason]:
    """How it hangs together with others; of what only speaks of one, that nobody knows of which."""
    for line in lines_of(held.ties):
        yield Reason(code="tie", text=line)
    kinds = {one.relation.kind for one in held.ties.related.to}
    if held.decided.page_kind in SPEAKING and "interprets" not in kinds:
        yield Reason(code="tie", text="没有认出它讲的是哪一份文件")


def _judged(held: _Held, asked: Asked) -> Judged:
    document = held.document
    lead = next((p for p in held.postings if p.posting_id == document.lead_posting_id), None)
    source = asked.sources.get(lead.source_id) if lead else None
    return Judged(
        document=held.document,
        said=held.said,
        facts=facts_of(held.content, source) if held.content else None,
        rules=asked.rules,
        office=asked.world.office,
    )


# -- what to do -----------------------------------------------------------------------------------


def _mend(held: _Held, verdict: Verdict, meant: Meant, asked: Asked) -> Iterator[Mend]:
    key = held.document.document_id
    if verdict == "other_part" and asked.part:
        said = f"编归错了：policywatch issue part 月份 {key} {asked.part}"
        yield Mend(code="part", text=said)
    if verdict == "duplicate" and meant.posting:
        url = meant.posting.url
        yield Mend(code="split", text=f"不是同一件：policywatch review split {url}", url=url)
    belongs = held.decided.relevant
    if belongs is None:
        said = f"请决定：policywatch review approve 或 reject {key}"
        yield Mend(code="decide", text=said)
    elif not belongs:
        yield Mend(code="take", text=f"应当收录：policywatch review approve {key}")
    if held.document.classification.rules != asked.rules.fingerprint:
        said = "按现行规则重新判断存下的全部文件：policywatch reclassify（先看：--dry-run）"
        yield Mend(code="anew", text=said)
