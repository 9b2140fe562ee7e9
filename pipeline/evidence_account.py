"""What the program says of a document, beside its captures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from storage.records import AttachmentFile, Change, Document, Posting, Snapshot, Version

FORMAT = "policywatch-evidence-1"
Object = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A document with what is stored of it."""

    document: Document
    postings: tuple[Posting, ...]
    """The leading one first."""
    versions: tuple[Version, ...]
    files: tuple[AttachmentFile, ...]
    changes: tuple[Change, ...]


def account_of(
    dossier: Dossier, snapshots: Sequence[Snapshot], records: Mapping[str, str]
) -> Object:
    """The account as JSON; ``records``: the record in the archive of each snapshot that has one."""
    document = dossier.document
    return {
        "format": FORMAT,
        "document": {
            "document_id": document.document_id,
            "title": document.title,
            "document_number": document.document_number,
            "issuing_bodies": list(document.issuing_bodies),
            "signed_on": _day(document.signed_on),
            "published_on": _day(document.published_on),
            "effective_on": _day(document.effective_on),
            "version_id": document.version_id,
            "detected_at": _moment(document.detected_at),
        },
        "postings": [_posting(dossier, one) for one in dossier.postings],
        "attachments": [_file(one) for one in dossier.files],
        "changes": [_change(one) for one in dossier.changes],
        "captures": [_capture(one, records.get(one.snapshot_id)) for one in snapshots],
    }


def _posting(dossier: Dossier, posting: Posting) -> Object:
    mine = [one for one in dossier.versions if one.posting_id == posting.posting_id]
    mine.sort(key=lambda one: (one.created_at, one.technical, one.version_id))
    return {
        "posting_id": posting.posting_id,
        "url": posting.url,
        "source_id": posting.source_id,
        "role": posting.role,
        "first_listed_at": _moment(posting.first_listed_at),
        "withdrawn": posting.withdrawn,
        "version_id": posting.version_id,
        "versions": [_version(one) for one in mine],
    }


def _version(version: Version) -> Object:
    content = version.content
    return {
        "version_id": version.version_id,
        "snapshot_id": version.snapshot_id,
        "content_sha256": version.content_sha256,
        "created_at": _moment(version.created_at),
        "technical": version.technical,
        "extractor": version.extractor,
        "rebuilt_as": version.rebuilt_as,
        "title": content.title,
        "document_number": content.document_number,
        "signed_on": _day(content.signed_on),
        "published_on": _day(content.published_on),
        "attachments": [{"name": one.name, "url": one.url} for one in content.attachments],
    }


def _file(file: AttachmentFile) -> Object:
    return {
        "posting_id": file.posting_id,
        "url": file.url,
        "name": file.name,
        "media_type": file.media_type,
        "sha256": file.body_sha256,
        "text_sha256": file.text_sha256,
        "seen_at": _moment(file.seen_at),
    }


def _change(change: Change) -> Object:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "detected_at": _moment(change.detected_at),
        "url": change.url,
        "before_id": change.before_id,
        "after_id": change.after_id,
        "summary": change.summary,
    }


def _capture(one: Snapshot, record: str | None) -> Object:
    return {
        "snapshot_id": one.snapshot_id,
        "run_id": one.run_id,
        "source_id": one.source_id,
        "kind": one.kind,
        "url": one.url,
        "final_url": one.final_url,
        "redirects": list(one.redirects),
        "parent_url": one.parent_url,
        "fetched_at": _moment(one.fetched_at),
        "status": one.status,
        "media_type": one.media_type,
        "rendered": one.rendered,
        "sha256": one.body_sha256,
        "bytes": one.body_bytes,
        "error": one.error,
        "record": record,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
