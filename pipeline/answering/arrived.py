"""How a document came: as news, late, or as what a source had when it was first read."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from pipeline.answering.answers import Reason
from pipeline.review import change_line
from storage.clock import day_of, day_words
from storage.queries import answering as queries
from storage.queries.processing import last_complete_pass, runs_by_id
from storage.records import Change, Document, Source

_ANNOUNCING = ("added", "baseline")


def arrival(
    conn: Connection,
    document: Document,
    changes: Sequence[Change],
    sources: Mapping[str, Source],
) -> Iterator[Reason]:
    """When and by which source it was met, and what that means for telling; then its changes."""
    first = next((one for one in changes if one.kind in _ANNOUNCING), None)
    if first is None:
        day = day_words(day_of(document.detected_at))
        yield Reason(code="detected", text=f"{day}起在册，没有单独的首次发现记录")
    else:
        yield _met(conn, first, sources)
        if first.late:
            yield _late(conn, document, first)
    for one in changes:
        if one.kind not in _ANNOUNCING:
            yield Reason(code=one.kind, text=change_line(one), url=one.url)


def _met(conn: Connection, first: Change, sources: Mapping[str, Source]) -> Reason:
    source = sources.get(first.source_id)
    name = f"“{source.name}”" if source else first.source_id
    day = day_words(day_of(first.detected_at))
    if first.kind == "added":
        text = f"{day}由{name}首次发现，算新文件"
    elif _was_backfilled(conn, first):
        text = f"{day}回溯{name}的旧列表时读到：从不当作新文件告知"
    else:
        text = f"{day}首轮读取{name}时已在列表上：从不当作新文件告知"
    return Reason(code=first.kind, text=text, source_id=first.source_id, url=first.url)


def _was_backfilled(conn: Connection, first: Change) -> bool:
    listed = queries.listings_of(conn, first.posting_id)
    runs = runs_by_id(conn, [one.first_run_id for one in listed])
    mine = [one for one in listed if one.source_id == first.source_id]
    return any(
        one.backfilled and not ((run := runs.get(one.first_run_id)) and run.baseline)
        for one in mine
    )


def _late(conn: Connection, document: Document, first: Change) -> Reason:
    last = last_complete_pass(conn, first.source_id, first.detected_at)
    dated = day_words(document.published_on) if document.published_on else "日期不详"
    before = f"，而这个来源{day_words(day_of(last))}就已完整读过一遍" if last else ""
    text = f"标为迟到：发布于{dated}{before}；不当作新文件告知，只列入摘要的“补发”"
    return Reason(code="late", text=text)
