"""Writing a WACZ: the records, the index, the pages, the manifest, and the ZIP around them."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import IO

from crawlers.wacz.records import Records, Written, index
from crawlers.wacz.zipping import DIGEST, INDEX, PACKAGE, PAGES, WARC, zip_members
from storage.records import Snapshot

_CHUNK = 1 << 20
_IN_MEMORY = 32 << 20


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """A capture that people would open, under a title."""

    snapshot_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What goes into a WACZ."""

    document_id: str
    title: str
    description: str
    snapshots: Sequence[Snapshot]
    """In order of time; what brought no answer is in the account alone."""
    pages: Sequence[PageEntry]
    """The first is shown first."""
    account: Callable[[dict[str, str]], dict[str, object]]
    """The program's account, given the record of each snapshot that has one."""


def software() -> str:
    """policywatch, with its version if it is installed."""
    try:
        return f"policywatch {version('policywatch')}"
    except PackageNotFoundError:
        return "policywatch"


def write(out: Path, pack: Pack, body_of: Callable[[str], bytes]) -> str:
    """Write the WACZ, whole or not at all; returns the SHA-256 of its manifest.

    ``body_of`` gives a stored body by its hash. The same captures give the same bytes.
    """
    last = max(one.fetched_at for one in pack.snapshots)
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as warc,
        tempfile.NamedTemporaryFile(dir=out.parent, suffix=".part", delete=False) as packed,
    ):
        part = Path(packed.name)
        try:
            members = _members(warc, pack, body_of, last)
            zip_members(packed, members, last.astimezone(UTC))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.chmod(0o644)
    part.replace(out)
    manifest = members[-2][1]
    manifest.seek(0)
    return hashlib.sha256(manifest.read()).hexdigest()


def _members(
    warc: IO[bytes], pack: Pack, body_of: Callable[[str], bytes], last: datetime
) -> list[tuple[str, IO[bytes], int]]:
    records, kept = _records(warc, pack, body_of, last)
    members: list[tuple[str, IO[bytes], int]] = [(WARC, warc, warc.tell())]
    for name, content in (
        (INDEX, index(records.written)),
        (PAGES, _pages(pack, kept)),
    ):
        members.append((name, BytesIO(content), len(content)))
    manifest = _manifest(pack, kept, members, last)
    members.append((PACKAGE, BytesIO(manifest), len(manifest)))
    digest = digest_of(hashlib.sha256(manifest).hexdigest())
    members.append((DIGEST, BytesIO(digest), len(digest)))
    for _, file, _ in members:
        file.seek(0)
    return members


def _records(
    warc: IO[bytes], pack: Pack, body_of: Callable[[str], bytes], last: datetime
) -> tuple[Records, dict[str, Written]]:
    records = Records(warc)
    records.info(
        {
            "software": software(),
            "format": "WARC File Format 1.1",
            "description": "Bodies are stored with their codings undone; headers that told of "
            "those begin with X-Policywatch-Orig-. Header names are title-cased, several headers "
            "of one name joined by a comma. Status lines are rebuilt from the status.",
        },
        last,
    )
    kept: dict[str, Written] = {}
    same: dict[tuple[str, datetime, str | None], Written] = {}
    for one in pack.snapshots:
        if one.body_sha256 is None or not one.status:
            continue
        # One answer is a snapshot for each page that links it, and a record once.
        key = (one.final_url, one.fetched_at, one.body_sha256)
        found = same.get(key) or records.answer(one, body_of(one.body_sha256))
        if found:
            kept[one.snapshot_id] = same[key] = found
    account = pack.account({key: one.record_id for key, one in kept.items()})
    records.account(pack.document_id, as_json(account), last)
    return records, kept


def as_json(record: object) -> bytes:
    """The record as the JSON that stands in a WACZ: always the same bytes."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def digest_of(manifest_sha256: str) -> bytes:
    """What ``datapackage-digest.json`` must be."""
    return as_json({"path": PACKAGE, "hash": f"sha256:{manifest_sha256}"})


def _pages(pack: Pack, kept: dict[str, Written]) -> bytes:
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for page in pack.pages:
        if one := kept.get(page.snapshot_id):
            ts = one.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            lines.append({"id": page.snapshot_id, "url": one.url, "ts": ts, "title": page.title})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _manifest(
    pack: Pack,
    kept: dict[str, Written],
    members: Sequence[tuple[str, IO[bytes], int]],
    last: datetime,
) -> bytes:
    first = min(one.fetched_at for one in pack.snapshots)
    opened = next((kept[page.snapshot_id] for page in pack.pages if page.snapshot_id in kept), None)
    main = (
        {"mainPageUrl": opened.url, "mainPageDate": opened.moment.astimezone(UTC).isoformat()}
        if opened
        else {}
    )
    return as_json(
        {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": pack.title,
            "description": pack.description,
            "software": software(),
            **main,
            "captured": {
                "first": first.astimezone(UTC).isoformat(),
                "last": last.astimezone(UTC).isoformat(),
            },
            "resources": [
                {
                    "name": name.rsplit("/", 1)[-1],
                    "path": name,
                    "hash": f"sha256:{hash_of(file)}",
                    "bytes": size,
                }
                for name, file, size in members
            ],
        }
    )


def hash_of(file: IO[bytes]) -> str:
    """The SHA-256 of the file from its start, read in pieces."""
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(_CHUNK):
        digest.update(part)
    return digest.hexdigest()
