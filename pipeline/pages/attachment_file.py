"""The file behind an attachment's address: another one with other words is a change.

What cannot be compared is told as that, and never as a text that was deleted or inserted: the text
of the edition before stays with the file until there is one that can be read.
"""

from dataclasses import replace

from sqlalchemy import Connection

from crawlers.capture import by_status
from crawlers.filetypes import HTML, AttachmentText
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from pipeline.pages.change import new_change
from pipeline.pages.extractor import file_extractor
from pipeline.pages.reading import Reading, Recording
from storage.ids import sha256
from storage.queries import changes, processing
from storage.records import GONE, AbsentFile, AttachmentFile, Difference, Posting, Snapshot
from storage.text import fold

LEAST_SIGNIFICANCE = 0.5
UNREAD_SIGNIFICANCE = 0.3
"""Of a replaced file whose words nobody can compare."""
_WORDED = GONE | set(range(200, 300))
"""Statuses with which a wall may come as well: then the snapshot's error says so."""
_PLAIN = Difference(significance=LEAST_SIGNIFICANCE, summary="")
_UNREAD = Difference(significance=UNREAD_SIGNIFICANCE, summary="")


def record_attachment(to: Recording, reading: Reading) -> Posting:
    """An attachment's file: another one under the same address, with other words, is a change.

    Returns its page's posting, as it was.
    """
    posting, snapshot, file = reading.posting, reading.snapshot, reading.file
    assert posting is not None
    if file is not None and snapshot.body_sha256 is not None and not _is_stand_in(file):
        if reading.former is not None:
            _take_over(to.conn, reading.former)
        _record_file(to, posting, snapshot, _stored(to.conn, posting, snapshot, file))
    else:
        _record_absent(to.conn, posting, snapshot, file)
    return posting


def _take_over(conn: Connection, former: AttachmentFile) -> None:
    """Let the file that stands say what the readers of now say of it: like is compared to like."""
    stood = processing.attachment_file(conn, former.posting_id, former.url)
    if stood is not None and stood.body_sha256 == former.body_sha256:
        processing.put_attachment_file(conn, former)


def reread(stood: AttachmentFile, body: bytes) -> AttachmentFile:
    """What the reader of now says of a stored file."""
    from crawlers.attachments import read

    file = read(body, name=stood.url, media_type=stood.media_type)
    again = _with_text(stood, file)
    return again if file.text else _carried(again, stood)


def _with_text(stands: AttachmentFile, file: AttachmentText) -> AttachmentFile:
    return replace(
        stands,
        media_type=file.media_type,
        text_sha256=sha256(fold(file.text).encode()) if file.text else None,
        text=file.text,
        problem=file.problem,
        partial=file.partial,
        text_of=None,
        extractor=file_extractor(),
    )


def _stored(
    conn: Connection, posting: Posting, snapshot: Snapshot, file: AttachmentText
) -> AttachmentFile:
    empty = AttachmentFile(
        posting_id=posting.posting_id,
        url=snapshot.url,
        name=_name_of(conn, posting, snapshot.url),
        media_type=file.media_type,
        body_sha256=snapshot.body_sha256 or "",
        text_sha256=None,
        text="",
        problem="",
        seen_at=snapshot.fetched_at,
    )
    return _with_text(empty, file)


def _record_file(
    to: Recording, posting: Posting, snapshot: Snapshot, stands: AttachmentFile
) -> None:
    stood = processing.attachment_file(to.conn, posting.posting_id, snapshot.url)
    absent = processing.absent_file(to.conn, posting.posting_id, snapshot.url)
    if absent:
        processing.drop_absent_file(to.conn, posting.posting_id, snapshot.url)
    if stood is not None and stood.body_sha256 == stands.body_sha256:
        if stands.text and not stood.own_text:  # today's reader reads what another could not
            processing.put_attachment_file(to.conn, stands)
        return
    kept = stands if stands.text or stood is None else _carried(stands, stood)
    processing.put_attachment_file(to.conn, kept)
    if posting.document_id is None or _is_its_text(to.conn, posting, snapshot.url):
        return
    if stood is None:
        if absent and absent.answered:
            _tell(to, posting, (None, stands), f"附件已到：{stands.name}", _PLAIN)
    elif not _same_words(stood, stands):
        _replaced(to, posting, stood, stands)


def _is_its_text(conn: Connection, posting: Posting, url: str) -> bool:
    """Whether the page has no other text than the file: then its edits are the page's own."""
    version = processing.version(conn, posting.version_id) if posting.version_id else None
    return version is not None and version.content.text_url == url


def _same_words(old: AttachmentFile, new: AttachmentFile) -> bool:
    whole = not (old.partial or new.partial)
    return whole and old.text_sha256 is not None and old.text_sha256 == new.text_sha256


def _carried(stands: AttachmentFile, stood: AttachmentFile) -> AttachmentFile:
    """The file with the text of the edition before, until there is another one to compare."""
    if stood.text_sha256 is None:
        return stands
    of = stood.text_of or stood.body_sha256
    return replace(
        stands,
        text_sha256=stood.text_sha256,
        text=stood.text,
        partial=stood.partial,
        text_of=of if of != stands.body_sha256 else None,
    )


def _record_absent(
    conn: Connection, posting: Posting, snapshot: Snapshot, file: AttachmentText | None
) -> None:
    """That no file came: told of a link that never had one."""
    answered = snapshot.says_gone
    walled = _is_wall(snapshot.status) or (snapshot.error and snapshot.status in _WORDED)
    if not (answered or walled or file is not None):
        return  # a fault of the way there, or of ours, says nothing of the file
    if processing.attachment_file(conn, posting.posting_id, snapshot.url) is not None:
        return
    before = processing.absent_file(conn, posting.posting_id, snapshot.url)
    if before is None or (answered and not before.answered):
        since = before.since if before else snapshot.fetched_at
        record = AbsentFile(
            posting_id=posting.posting_id, url=snapshot.url, since=since, answered=answered
        )
        processing.put_absent_file(conn, record)


def _is_wall(status: int) -> bool:
    """Whether the answer keeps us out; one that asks to come later is none."""
    said = by_status(status)
    return status != 429 and said is not None and said[0] == "blocked"


def _is_stand_in(file: AttachmentText) -> bool:
    """A web page came in the place of a file: an error or a wall, and no edition of the file."""
    return file.media_type == HTML and bool(file.problem)


def _replaced(to: Recording, posting: Posting, old: AttachmentFile, new: AttachmentFile) -> None:
    said = f"附件已替换：{new.name}"
    if why := _incomparable(old, new):
        _tell(to, posting, (old, new), f"{said}（{why}）", _UNREAD)
        return
    found = compare_blocks(blocks_of(old.text), blocks_of(new.text))
    summary = f"{said}（{found.summary}）" if found.summary else said
    weight = max(found.significance, LEAST_SIGNIFICANCE)
    _tell(to, posting, (old, new), summary, replace(found, significance=weight))


def _incomparable(old: AttachmentFile, new: AttachmentFile) -> str:
    """Why the words of two editions say nothing of what changed, in Chinese; empty if they do."""
    if not new.text:
        reason = new.problem or "读不出文字"
        return f"新文件：{reason}；未作比较"
    if not old.text:
        return "先前的文件没有读出文字，未作比较"
    if old.partial or new.partial:
        return "文件只读出一部分，未作比较"
    return ""


def _tell(
    to: Recording,
    posting: Posting,
    editions: tuple[AttachmentFile | None, AttachmentFile],
    summary: str,
    found: Difference,
) -> None:
    old, new = editions
    record = new_change(
        to, posting, "attachment", old.body_sha256 if old else None, new.body_sha256
    )
    changes.add_change(
        to.conn,
        replace(
            record,
            significance=found.significance,
            summary=summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )


def _name_of(conn: Connection, posting: Posting, url: str) -> str:
    version = processing.version(conn, posting.version_id) if posting.version_id else None
    names = {item.url: item.name for item in version.content.attachments} if version else {}
    return names.get(url) or url.rsplit("/", 1)[-1]
