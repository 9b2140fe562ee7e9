"""What the compilers' sheet says beside the choice of documents: doubts, dates, gaps, faults."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from compilation.draft import Plan, Text, text_notes
from compilation.drafting.sheet import Facts, Note
from compilation.drafting.window import Window
from pipeline.adding.told import BY_HAND
from pipeline.classifying.explaining import KIND_NAMES
from pipeline.deadlines.shown import KIND_WORDS, gist
from pipeline.history.lineage import lineages_of
from pipeline.identity.doubles import open_doubles
from pipeline.issue.expecting import printed_words, unseen_in
from pipeline.issue.unread import unread, untried
from pipeline.pages.promised import missing_attachments
from pipeline.review import CHANGE_WORDS, verdict_reason
from storage.clock import day_of, day_words, midnight
from storage.queries import issue_drafts as queries
from storage.queries.deadlines import deadlines_from
from storage.queries.processing import absent_files_of, postings_by_id
from storage.records import PROBLEM_WORDS, Change, Document, Posting, Said, Source
from storage.text import squeeze

_VERDICT = re.compile(r"^收录判断为[^：]{1,4}：")
_FIELDS = {
    "title": "标题",
    "document_number": "发文字号",
    "issuing_bodies": "发文机关",
    "signed_on": "成文日期",
    "published_on": "发布日期",
}
_MOVES = ("withdrawn", "restored")
_STILL = "至今"
_LONGEST = 160
_Row = tuple[str, ...]


def program_reason(document: Document) -> str:
    """Why the program would or would not take the document, in Chinese."""
    return _VERDICT.sub("", verdict_reason(document.classification))


def amended_reason(said: Said) -> str:
    """Who said that it is another kind of page, in Chinese; empty: the program's reason holds."""
    kind = said.amendments.get("kind")
    if kind is None or kind.value == kind.proposed:
        return ""
    name = next((words for one, words in KIND_NAMES.items() if one == kind.value), "")
    return f"{kind.person} {day_words(day_of(kind.decided_at))}改定页面类型为{name}"


def facts_of(
    conn: Connection,
    plan: Plan,
    texts: Mapping[str, Text],
    sources: Mapping[str, Source],
    now: datetime,
) -> Facts:
    """What the sheet says of the documents and of the month, as far as it is known."""
    window = plan.frame.window
    until = min(now, midnight(window.end + timedelta(days=1)))
    return Facts(
        notes=tuple(_notes(conn, plan, texts)),
        dates=tuple(_dates(conn, texts, window)),
        unread=tuple(_unread(conn, window, until, sources)),
        expected=tuple(_expected(conn, plan.frame.month, window, until)),
    )


# -- of documents ---------------------------------------------------------------------------------


def _notes(conn: Connection, plan: Plan, texts: Mapping[str, Text]) -> Iterator[Note]:
    yield from text_notes(texts)
    yield from _of_contents(conn, plan, texts)
    yield from _of_changes(conn, plan)
    yield from _of_doubles(conn, texts)
    yield from _of_drafts(conn, [taken.known.document for taken in plan.taken])


def _of_contents(conn: Connection, plan: Plan, texts: Mapping[str, Text]) -> Iterator[Note]:
    """What the pages say twice differently, leave out, or do not say at all."""
    leading = [taken.known.document.lead_posting_id for taken in plan.taken]
    absent, postings = absent_files_of(conn, leading), postings_by_id(conn, leading)
    for taken in plan.taken:
        key, lead = taken.document_id, taken.known.document.lead_posting_id
        content = texts[key].version.content
        for line in content.disagreements:
            yield Note(document_id=key, kind="著录不一", text=line)
        if missing := missing_attachments(content, absent.get(lead, frozenset())):
            yield Note(document_id=key, kind="缺附件", text="、".join(missing))
        if guessed := [_FIELDS[name] for name in content.inferred if name in _FIELDS]:
            words = "、".join(guessed)
            yield Note(document_id=key, kind="推断", text=f"{words}系推断，原文没有写明")
        if words := _origin_words(texts[key], postings[lead]):
            yield Note(document_id=key, kind="来源", text=words)


def _origin_words(text: Text, lead: Posting) -> str:
    """What is odd about where the text is from, in Chinese."""
    if lead.source_id == BY_HAND:
        return "由人补入的文件，没有网址，脚注中写明来件的文件名"
    if text.version.posting_id != lead.posting_id:
        return "原发页没有正文，文本采自转载页"
    return "" if lead.role == "original" else "采自转载页，未见发文机关自己的页面"


def _of_changes(conn: Connection, plan: Plan) -> Iterator[Note]:
    """What happened to the documents since they were met: the draft has the newest text."""
    leads = {taken.known.document.lead_posting_id for taken in plan.taken}
    ids = [taken.document_id for taken in plan.taken]
    found = queries.told_of(conn, ids, midnight(plan.frame.window.start))
    newest = {one.posting_id: one.change_id for one in found if one.kind not in _MOVES}
    for one in found:
        is_newest = newest.get(one.posting_id) == one.change_id
        yield Note(
            document_id=one.document_id,
            kind=CHANGE_WORDS[one.kind],
            text=_change_words(one, leading=one.posting_id in leads, newest=is_newest),
        )


def _change_words(change: Change, *, leading: bool, newest: bool) -> str:
    day = day_words(day_of(change.detected_at))
    if change.kind in _MOVES:
        return f"{day}，{change.url}"
    said = _cut(squeeze(change.summary))
    said = f"{day}发现：{said}" if said else f"{day}发现"
    if not leading:
        return f"{said}；改动在转载页，本稿用的不是那一页（{change.url}）"
    if not newest:
        return said
    return f"{said}；本稿用{'恢复后' if change.reverted else '改动后'}的文本"


def _of_doubles(conn: Connection, texts: Mapping[str, Text]) -> Iterator[Note]:
    for double in open_doubles(conn):
        for one, other in ((double.one, double.other), (double.other, double.one)):
            if one.document_id in texts:
                name = f"《{other.title}》{other.document_number or ''}"
                because = "；".join(double.reasons)
                yield Note(
                    document_id=one.document_id, kind="疑似重复", text=f"与{name}：{because}"
                )


def _of_drafts(conn: Connection, documents: Sequence[Document]) -> Iterator[Note]:
    for key, lineage in lineages_of(conn, documents).items():
        for one in lineage.drafts:
            if one.document_id != key:
                day = f"（{day_words(one.published_on)}）" if one.published_on else ""
                text = f"《{one.title}》{day}是它的征求意见稿，不另收"
                yield Note(document_id=key, kind="征求意见稿", text=text)


def _dates(
    conn: Connection, texts: Iterable[str], window: Window
) -> Iterator[tuple[str, date, str, str]]:
    """The days that the documents set, from the month's beginning on; targets of plans apart."""
    for key, many in deadlines_from(conn, texts).items():
        for one in many:
            said = one.said
            exact = said.precision == "day" and said.kind != "target"
            if said.date and exact and said.date >= window.start:
                yield key, said.date, KIND_WORDS[said.kind], gist(said)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# -- of the month ---------------------------------------------------------------------------------


def _unread(
    conn: Connection, window: Window, until: datetime, sources: Mapping[str, Source]
) -> Iterator[_Row]:
    """Sources that could not be read for some time, then those that were not read at all."""
    since = midnight(window.start)
    for one in unread(conn, sources, since, until):
        state = PROBLEM_WORDS.get(one.state, one.state)
        yield one.name, state, f"{one.since}", f"{one.until or _STILL}"
    others = untried(conn, sources, since, until)
    for name in others.names:
        yield name, "本期没有读过", "", ""
    if others.never:
        yield f"另有 {others.never} 个来源", "从来没有读到过", "", ""


def _expected(conn: Connection, month: str, window: Window, until: datetime) -> Iterator[_Row]:
    """Yearly notices that are due in the month, and numbers passed over in the window."""
    found = unseen_in(conn, month, window, until)
    for one in (*found.due, *found.unsure):
        day = f"上次 {one.last.dated_on}" if one.last.dated_on else ""
        said = (day, printed_words(one.last), one.reason)
        yield "年度文件", one.last.title, "；".join(filter(None, said))
    for gap in found.numbers:
        above = gap.hole.above
        named = f"《{gap.named.title}》" if gap.named and gap.named.title else ""
        fresh = "，可能晚几天公布" if gap.fresh else ""
        seen = f"已见 {above.number}（{above.dated_on}）{fresh}"
        yield "文号", f"{gap.hole.number}{named}", seen
