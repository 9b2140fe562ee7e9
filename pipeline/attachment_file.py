"""The file behind an attachment's address: another one with other words is a change."""

from dataclasses import replace

from sqlalchemy import Connection

from crawlers.filetypes import AttachmentText
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from pipeline.change import new_change
from pipeline.reading import Reading, Recording
from storage.ids import sha256
from storage.queries import changes, processing
from storage.records import AttachmentFile, Posting, Snapshot
from storage.text import fold

LEAST_SIGNIFICANCE = 0.5


def record_attachment(to: Recording, reading: Reading) -> Posting:
    """An attachment's file: another one under the same address, with other words, is a change.

    Returns its page's posting, as it was.
    """
    posting = reading.posting
    assert posting is not None
    if reading.file is not None and reading.snapshot.body_sha256 is not None:
        _record_file(to, posting, reading.snapshot, reading.file, reading.snapshot.body_sha256)
    return posting


def _record_file(
    to: Recording, posting: Posting, snapshot: Snapshot, file: AttachmentText, body_sha256: str
) -> None:
    stood = processing.attachment_file(to.conn, posting.posting_id, snapshot.url)
    if stood is not None and (stood.body_sha256 == body_sha256 or _is_stand_in(file)):
        return
    name = _name_of(to.conn, posting, snapshot.url)
    stands = AttachmentFile(
        posting_id=posting.posting_id,
        url=snapshot.url,
        name=name,
        media_type=file.media_type,
        body_sha256=body_sha256,
        text_sha256=sha256(fold(file.text).encode()) if file.text else None,
        text=file.text,
        problem=file.problem,
        seen_at=snapshot.fetched_at,
    )
    processing.put_attachment_file(to.conn, stands)
    if stood is None or posting.document_id is None or _is_stand_in(stood):
        return
    if stood.text_sha256 is not None and stood.text_sha256 == stands.text_sha256:
        return  # saved again with the same words
    _attachment_change(to, posting, stood, stands)


def _is_stand_in(file: AttachmentText | AttachmentFile) -> bool:
    """A web page came in the place of a file: an error or a wall, and no edition of the file."""
    return file.media_type == "text/html" and bool(file.problem)


def _attachment_change(
    to: Recording, posting: Posting, old: AttachmentFile, new: AttachmentFile
) -> None:
    found = compare_blocks(blocks_of(old.text), blocks_of(new.text))
    record = new_change(to, posting, "attachment", old.body_sha256, new.body_sha256)
    summary = f"附件已替换：{new.name}"
    changes.add_change(
        to.conn,
        replace(
            record,
            significance=max(found.significance, LEAST_SIGNIFICANCE),
            summary=f"{summary}（{found.summary}）" if found.summary else summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )


def _name_of(conn: Connection, posting: Posting, url: str) -> str:
    version = processing.version(conn, posting.version_id) if posting.version_id else None
    names = {item.url: item.name for item in version.content.attachments} if version else {}
    return names.get(url) or url.rsplit("/", 1)[-1]
