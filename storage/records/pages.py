"""What a page says."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.words import BlockKind, PageState


@dataclass(frozen=True, kw_only=True)
class Block:
    """A unit of text with its place. A table's text is one row a line, cells separated by tabs."""

    kind: BlockKind
    text: str
    """As shown, label included."""
    level: int = 0
    """0 body text; 1 编, 2 章, 3 节, 4 条 or 一、, 5 （一）, 6 1., 7 （1）."""
    label: str = ""
    """第一条, （二）, 3. … as shown; empty without one."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that a page links."""

    name: str
    url: str
    media_type: str = ""
    sha256: str | None = None
    text_chars: int = 0


@dataclass(frozen=True, kw_only=True)
class Content:
    """What one page says, extracted and normalised."""

    title: str
    page_state: PageState = "ok"
    state_reason: str = ""
    document_number: str | None = None
    """〔〕 form, no spaces."""
    issuing_bodies: tuple[str, ...] = ()
    document_type: str | None = None
    """通知 公告 意见 办法 …"""
    index_number: str | None = None
    signed_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    validity: str | None = None
    subject: str | None = None
    source_label: str | None = None
    """来源, as the page names it."""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    inferred: tuple[str, ...] = ()
    """Names of the fields that were inferred."""
    disagreements: tuple[str, ...] = ()
    """Lines on fields that two places of the page say differently, in Chinese."""
    text_url: str = ""
    """Where the text stands, if not on the page itself."""

    @property
    def text(self) -> str:
        """The body, one block a line."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a posting's snapshot says. The same words again are the same version."""

    version_id: str
    """Hash of posting and content."""
    posting_id: str
    snapshot_id: str
    created_at: datetime
    content_sha256: str
    content: Content
    technical: bool = False
    """Rebuilt after our own extractor changed: yields no change."""
    extractor: str = ""
    """Fingerprint of its reader (``pipeline.pages.extractor``); empty: before that was recorded."""
    rebuilt_as: str | None = None
    """The version that took its place when the extractor changed; changes still name this one."""


@dataclass(frozen=True, kw_only=True)
class AttachmentFile:
    """The file behind an attachment's address, as last fetched."""

    posting_id: str
    url: str
    name: str
    media_type: str
    body_sha256: str
    text_sha256: str | None
    """Of the extracted text; ``None`` where none could be had."""
    text: str
    problem: str
    """Why there is no text, or not all of it, in Chinese; empty if there is."""
    seen_at: datetime
    extractor: str = ""
    """Fingerprint of its reader (``pipeline.pages.extractor``); empty: before it was recorded."""
    partial: bool = False
    """The text ends before the file does."""
    text_of: str | None = None
    """The body whose text this is, if that of the file cannot be read: of the edition before."""

    @property
    def own_text(self) -> str:
        """The text of the file itself; empty if what stands here is that of an edition before."""
        return "" if self.text_of else self.text


@dataclass(frozen=True, kw_only=True)
class AbsentFile:
    """A link to an attachment behind which no file has been found yet."""

    posting_id: str
    url: str
    since: datetime
    answered: bool
    """The host says that it is not there; else something stood before it: a wall, another page."""
