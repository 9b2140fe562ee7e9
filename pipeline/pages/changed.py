"""Of what kind a change of a page is, and what changed beside its text. Pure."""

from pipeline.pages.promised import missing_attachments
from storage.ids import posting_id
from storage.records import ChangeKind, Content, Difference
from storage.text import fold

WEIGHTY, LIGHT = 0.6, 0.3
"""Significance of what changed beside the text: a repeal or a new number, or anything else."""
_WEIGHTY_FIELDS = ("发文字号", "有效性")


def metadata_weight(summary: str) -> float:
    """The significance of what the summary says changed beside the text."""
    return WEIGHTY if any(name in summary for name in _WEIGHTY_FIELDS) else LIGHT


def kind_of(before: Content, after: Content, found: Difference) -> ChangeKind | None:
    """What kind of change that is; ``None`` if people would see none."""
    if found.hunks or found.gave_up:
        return "amended"
    if _files(before).keys() != _files(after).keys():
        return "attachment"
    return "metadata" if metadata_summary(before, after) else None


_FIELDS = (
    ("title", "标题"),
    ("document_number", "发文字号"),
    ("signed_on", "成文日期"),
    ("published_on", "发布日期"),
    ("validity", "有效性"),
)


def metadata_summary(before: Content, after: Content) -> str:
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
