"""What one snapshot was read to say: handed from the pure part of processing to the recording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crawlers.filetypes import AttachmentText
from pipeline.classifying.rules import Rules
from pipeline.reprocessing.rebuilt import Rebuilt
from storage.records import (
    AttachmentFile,
    Classification,
    Content,
    CrawlRun,
    Posting,
    Snapshot,
    Source,
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A snapshot, and what it was read to say."""

    snapshot: Snapshot
    posting: Posting | None
    content: Content | None = None
    content_sha256: str = ""
    extractor: str = ""
    """Fingerprint of what read it."""
    rebuilt: tuple[Rebuilt, ...] = ()
    """The posting's versions that another extractor had made."""
    classification: Classification | None = None
    file: AttachmentText | None = None
    former: AttachmentFile | None = None
    """The file that stood there, read again, if other readers had read it."""
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Where a reading is recorded: one transaction, for one source's pass."""

    conn: Connection
    run: CrawlRun
    now: datetime
    """When this is recorded: what an interrupted pass left over is news when it is found."""
    sources: Mapping[str, Source]
    hosts: Mapping[str, str]
    """The agency of each host."""
    last_complete: datetime | None
    """When the newest complete pass over the source, before this one, began."""
    rules: Rules
    """By what documents are judged."""
    lookback: timedelta
    """What a first pass finds is news if it is dated inside this span."""
