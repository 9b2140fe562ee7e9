"""A later version of a page: what changed, and is it told?"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from diffing.compare import compare
from pipeline.change import new_change
from pipeline.promised import missing_attachments
from pipeline.reading import Recording
from storage.ids import posting_id
from storage.queries import changes, documents, processing
from storage.queries.problems import note_flapping
from storage.records import ChangeKind, Content, Difference, Posting, Version
from storage.text import fold

FLAPPING = timedelta(days=30)
WEIGHTY, LIGHT = 0.6, 0.3
"""Significance of what changed beside the text: a repeal or a new number, or anything else."""
_WEIGHTY_FIELDS = ("发文字号", "有效性")


def record_next_version(
    to: Recording, posting: Posting, before_id: str, after: Version, *, reverted: bool
) -> None:
    """The change between two versions of a page, if it is one that people would see."""
    if posting.document_id is None:
        return
    now = to.now
    turns = changes.turns(
        to.conn, posting.posting_id, (before_id, after.version_id), now - FLAPPING
    )
    if turns >= 2:
        note_flapping(to.conn, posting, now)
        return
    before = processing.version(to.conn, before_id)
    if before is None:
        return
    found = compare(before.content, after.content)
    kind = _kind_of(before.content, after.content, found)
    if kind is None:
        return
    summary, weight = found.summary, found.significance
    if kind != "amended":
        summary = _metadata_summary(before.content, after.content)
        weight = WEIGHTY if any(name in summary for name in _WEIGHTY_FIELDS) else LIGHT
    work = documents.document(to.conn, posting.document_id)
    if work and work.lead_posting_id != posting.posting_id:
        summary = f"转载页（{urlsplit(posting.url).hostname}）：{summary}"
    record = new_change(to, posting, kind, before_id, after.version_id)
    changes.add_change(
        to.conn,
        replace(
            record,
            reverted=reverted,
            significance=weight,
            summary=f"恢复为先前文本：{summary}" if reverted else summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )


def _kind_of(before: Content, after: Content, found: Difference) -> ChangeKind | None:
    if found.hunks or found.gave_up:
        return "amended"
    if _files(before).keys() != _files(after).keys():
        return "attachment"
    return "metadata" if _metadata_summary(before, after) else None


_FIELDS = (
    ("title", "标题"),
    ("document_number", "发文字号"),
    ("signed_on", "成文日期"),
    ("published_on", "发布日期"),
    ("validity", "有效性"),
)


def _metadata_summary(before: Content, after: Content) -> str:
    """发文字号：无 → 国发〔2023〕24号; empty if nothing that people see differs."""
    lines = [
        f"{name}：{getattr(before, field) or '无'} → {getattr(after, field) or '无'}"
        for field, name in _FIELDS
        if fold(str(getattr(before, field))) != fold(str(getattr(after, field)))
    ]
    old, new = _files(before), _files(after)
    awaited = set(missing_attachments(before)) - set(missing_attachments(after))
    word = "附件已到" if awaited else "新增附件"
    lines += [f"{word}：{new[key]}" for key in new if key not in old]
    lines += [f"撤去附件：{old[key]}" for key in old if key not in new]
    return "；".join(lines)


def _files(content: Content) -> dict[str, str]:
    """The names of the attachments by address; a site that turns to https has the same files."""
    return {posting_id(item.url): item.name for item in content.attachments}
