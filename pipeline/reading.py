"""What one snapshot was read to say: handed from the pure part of processing to the recording."""

from dataclasses import dataclass

from crawlers.attachments import AttachmentText

from storage.records import Classification, Content, Posting, Snapshot


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A snapshot, and what it was read to say."""

    snapshot: Snapshot
    posting: Posting | None
    content: Content | None = None
    content_sha256: str = ""
    classification: Classification | None = None
    file: AttachmentText | None = None
    fault: str = ""
