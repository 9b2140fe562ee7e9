"""What reading everything again came to: counted page by page, told as a table. Pure."""

import heapq
from collections import Counter
from dataclasses import dataclass, field, fields, replace

from rapidfuzz.distance import Indel

from pipeline.reprocessing.rebuilt import Rebuilt
from storage.records import VERDICT_WORDS, AttachmentFile, Content, Document

MOST_LISTED = 10
_MOST_COMPARED = 200_000
"""Characters of a text that are compared; the longest real ones have some 100,000."""
_UNTOLD = frozenset({"page_state", "state_reason", "inferred", "disagreements"})
"""What no reader of a document sees."""
FIELDS = {
    "title": "标题", "document_number": "发文字号", "issuing_bodies": "发文机关",
    "document_type": "文种", "index_number": "索引号", "signed_on": "成文日期",
    "published_on": "发布日期", "effective_on": "施行日期", "validity": "有效性",
    "subject": "主题分类", "source_label": "来源", "text": "正文", "blocks": "段落划分",
    "attachments": "附件", "text_url": "正文所在地址",
}  # fmt: skip
LIKENESS = (("≥99%", 0.99), ("95–99%", 0.95), ("80–95%", 0.80), ("<80%", 0.0))


@dataclass(frozen=True, kw_only=True)
class PageChange:
    """One page that is read otherwise now."""

    title: str
    url: str
    source_id: str
    fields: tuple[str, ...]
    """Names of those that differ; ``text`` for the words, ``blocks`` for how they are cut."""
    likeness: float
    chars_before: int
    chars_after: int
    chars_changed: int


@dataclass(kw_only=True)
class Tally:
    """The account, growing."""

    dry_run: bool
    pages: int = 0
    reread: int = 0
    pages_changed: int = 0
    older: int = 0
    older_changed: int = 0
    chars: int = 0
    chars_changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    likeness: Counter[str] = field(default_factory=Counter)
    files: int = 0
    files_reread: int = 0
    files_changed: int = 0
    documents_renewed: int = 0
    judged: int = 0
    """Documents judged by other rules than before."""
    relevance: Counter[str] = field(default_factory=Counter)
    topics_changed: int = 0
    unread: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    gate: float | None = None
    written: bool = False
    seconds: float = 0.0
    _largest: list[tuple[int, str, PageChange]] = field(default_factory=list)

    def page(self, rebuilt: Rebuilt, url: str, source_id: str) -> None:
        """Count a page's present version, read again."""
        self.reread += 1
        if self._faulty(rebuilt):
            return
        before, after = rebuilt.before.content, rebuilt.after.content
        self.chars += len(before.text)
        names = differing(before, after)
        if not names:
            return
        change = _page_change(before, after, names, (url, source_id))
        self.pages_changed += 1
        self.chars_changed += change.chars_changed
        self.fields.update(names)
        bucket = next(name for name, least in LIKENESS if change.likeness >= least)
        self.likeness[bucket] += 1
        entry = (change.chars_changed, url, change)
        keep = heapq.heappush if len(self._largest) < MOST_LISTED else heapq.heappushpop
        keep(self._largest, entry)

    def older_version(self, rebuilt: Rebuilt) -> None:
        """Count a version that its page shows no more."""
        self.older += 1
        if not self._faulty(rebuilt):
            before, after = rebuilt.before.content, rebuilt.after.content
            self.older_changed += bool(differing(before, after))

    def file(self, before: AttachmentFile, after: AttachmentFile) -> None:
        """Count a file, read again."""
        self.files_reread += 1
        self.files_changed += before.text_sha256 != after.text_sha256

    def document(self, before: Document, after: Document) -> None:
        """Count a document whose fields or verdict are others now."""
        self.documents_renewed += replace(after, version_id=before.version_id) != before
        self.judged += before.classification.rules != after.classification.rules
        if before.relevant != after.relevant:
            self.relevance[f"{VERDICT_WORDS[before.relevant]}→{VERDICT_WORDS[after.relevant]}"] += 1
        self.topics_changed += _topics(before) != _topics(after)

    def _faulty(self, rebuilt: Rebuilt) -> bool:
        if rebuilt.fault:
            (self.damaged if rebuilt.damaged else self.unread).append(rebuilt.fault)
        return bool(rebuilt.fault)

    @property
    def largest(self) -> list[PageChange]:
        """The pages that changed most, most first."""
        return [change for _, _, change in sorted(self._largest, key=lambda one: (-one[0], one[1]))]

    @property
    def passed(self) -> bool:
        """Whether no more changed than the gate lets through."""
        if self.gate is None:
            return True
        counted = ((self.pages_changed, self.pages), (self.files_changed, self.files))
        return all(changed <= self.gate * total for changed, total in counted)


def _topics(document: Document) -> tuple[str, ...]:
    return tuple(topic.id for topic in document.classification.topics)


def differing(before: Content, after: Content) -> tuple[str, ...]:
    """Names of what differs between two readings of one page, in the order of ``Content``."""
    names = [
        one.name
        for one in fields(Content)
        if one.name not in _UNTOLD and getattr(before, one.name) != getattr(after, one.name)
    ]
    if "blocks" in names and before.text != after.text:
        names[names.index("blocks")] = "text"
    return tuple(names)


def _page_change(
    before: Content, after: Content, names: tuple[str, ...], place: tuple[str, str]
) -> PageChange:
    old, new = before.text[:_MOST_COMPARED], after.text[:_MOST_COMPARED]
    apart = Indel.distance(old, new)
    # Twice counted, once taken out and once put in, where characters stand for one another.
    changed = (apart + abs(len(old) - len(new))) // 2
    return PageChange(
        title=after.title or before.title,
        url=place[0],
        source_id=place[1],
        fields=names,
        likeness=round(Indel.normalized_similarity(old, new), 4),
        chars_before=len(before.text),
        chars_after=len(after.text),
        chars_changed=changed,
    )
