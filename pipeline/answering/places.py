"""At which addresses a document stands, which text leads, and with what it was or may be joined."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from pipeline.answering.answers import Reason
from pipeline.identity.doubles import open_doubles
from pipeline.identity.rulings import RULING_WORDS, decided
from pipeline.relations.standings import name_of
from pipeline.review import ROLE_WORDS, day
from storage.queries.identity import links_of
from storage.queries.rulings import rulings_on
from storage.records import SPEAKING, Document, Posting, Source

_MOST_PLACES, _MOST_DOUBLES = 8, 3


def in_place_of(
    conn: Connection, document: Document, postings: Sequence[Posting], typed: Posting
) -> Iterator[Reason]:
    """What the page that was typed is to the document, and by what the two were joined."""
    if typed.posting_id == document.lead_posting_id:
        yield Reason(code="leads", text="这个网址就是它的正本，文字以此为准", url=typed.url)
        return
    role = ROLE_WORDS[typed.role] if typed.role else "另一处发布"
    named = name_of(document.title, document.document_number)
    if typed.role in SPEAKING:
        text = f"这个网址是{named}的{role}，不是文件本身，不另收"
    else:
        text = f"这个网址是{named}的{role}，与它是同一件，不另收"
    yield Reason(code="posting_of", text=text, document_id=document.document_id, url=typed.url)
    if because := _joined_by(conn, postings, typed):
        yield Reason(code="joined", text=f"认作同一件的依据：{because}")


def _joined_by(conn: Connection, postings: Sequence[Posting], typed: Posting) -> str:
    """What links the page to another one of the document, in Chinese."""
    mine = {one.posting_id for one in postings}
    found = [
        one
        for one in links_of(conn, [typed.posting_id])
        if one.kind != "doubt" and {one.posting_id, one.other_id} <= mine
    ]
    best = max(found, key=lambda one: (one.likeness, one.reason), default=None)
    return best.reason if best else ""


def standing_places(
    document: Document, postings: Sequence[Posting], sources: Mapping[str, Source]
) -> Iterator[Reason]:
    """Every address, the leading one first."""
    ordered = sorted(postings, key=lambda one: one.posting_id != document.lead_posting_id)
    for one in ordered[:_MOST_PLACES]:
        marks = ["以此为准"] if one.posting_id == document.lead_posting_id else []
        marks = [*([ROLE_WORDS[one.role]] if one.role else []), *marks]
        marks += ["已撤下"] if one.withdrawn else []
        source = sources.get(one.source_id)
        marks += [source.name] if source else []
        text = f"见于：{one.url}（{'，'.join(marks)}）" if marks else f"见于：{one.url}"
        yield Reason(code="place", text=text, url=one.url, source_id=one.source_id)
    if len(ordered) > _MOST_PLACES:
        yield Reason(code="place", text=f"另有 {len(ordered) - _MOST_PLACES} 处")


def joined(conn: Connection, document: Document, postings: Sequence[Posting]) -> Iterator[Reason]:
    """What people decided of its pages being one document, and what is still asked."""
    for one in decided(conn, rulings_on(conn, [page.posting_id for page in postings])):
        made = one.ruling
        because = f"，理由：{made.reason}" if made.reason else ""
        undone = f"；已由{made.undone_by}撤销" if made.undone_at else ""
        text = f"{made.person}于{day(made.decided_at)}{RULING_WORDS[made.kind]}{because}{undone}"
        yield Reason(code="ruling", text=text)
    for double in open_doubles(conn, document.document_id)[:_MOST_DOUBLES]:
        other = double.other if double.one.document_id == document.document_id else double.one
        named = name_of(other.title, other.document_number)
        because = "；".join(double.reasons)
        text = f"疑与{named}（编号 {other.document_id}）重复，还没有人决定：{because}"
        yield Reason(code="doubt", text=text, document_id=other.document_id)
