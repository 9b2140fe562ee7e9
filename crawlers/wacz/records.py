"""Captures as WARC 1.1 records, and the index over them."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from storage.ids import sha256
from storage.records import Snapshot

ACCOUNT = "urn:policywatch:document:"
"""What the address of the account of a document begins with."""
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ORIGINAL = "X-Policywatch-Orig-"
"""Before the name of a header that speaks of the answer as it was sent, not as it is stored."""
_AS_SENT = ("content-encoding", "transfer-encoding")
_SAFE = "%/:?#[]@!$&'()*+,;=~"
_WWW = re.compile(r"^www\d*\.")


@dataclass(frozen=True, kw_only=True)
class Written:
    """A record in the file."""

    record_id: str
    kind: str
    """response revisit metadata warcinfo."""
    url: str
    moment: datetime
    status: int
    media_type: str
    digest: str
    offset: int
    length: int


class _Writer(WARCWriter):  # type: ignore[misc]
    """Digests are SHA-256, by the same hexadecimal as everywhere else here."""

    @staticmethod
    def _create_digester() -> Digester:
        return _Sha256()


class _Sha256(Digester):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__("sha256")

    def __str__(self) -> str:
        return f"sha256:{self.digester.hexdigest()}"


class Records:
    """Writes records one after the other; remembers which answers are there to refer to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._writer = _Writer(out, gzip=True, warc_version="1.1")
        self._first: dict[tuple[str, str], Written] = {}
        self.written: list[Written] = []

    def info(self, fields: Mapping[str, str], at: datetime) -> None:
        """What the file is."""
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        record = self._record("warcinfo", "", text, _dated(at, _id("warcinfo", sha256(text))))
        self._write(record, "", at, 0, "")

    def account(self, document_id: str, account: bytes, at: datetime) -> None:
        """The program's account of a document, as JSON."""
        url, name = f"{ACCOUNT}{document_id}", _id("account", sha256(account))
        record = self._record("metadata", url, account, _dated(at, name), "application/json")
        self._write(record, url, at, 0, "application/json")

    def answer(self, snapshot: Snapshot, body: bytes) -> Written | None:
        """The record of an answer: whole, or where the same is there already, saying so.

        A 304 whose original is not there has nothing to say: ``None``.
        """
        url, digest = address(snapshot.final_url), f"sha256:{snapshot.body_sha256}"
        first = self._first.get((url, digest))
        name = _id("answer", snapshot.snapshot_id)
        if snapshot.status == 304 and first is None:
            return None
        headers = _http(snapshot, None if first else len(body))
        if first is None:
            record = self._writer.create_warc_record(
                url, "response", payload=BytesIO(body), length=len(body), http_headers=headers,
                warc_headers_dict={**_dated(snapshot.fetched_at, name),
                                   "WARC-Payload-Digest": digest},
            )  # fmt: skip
        else:
            record = self._revisit(snapshot, first, headers, name)
        written = self._write(record, url, snapshot.fetched_at, snapshot.status, digest)
        if first is None:
            self._first[url, digest] = written
        if snapshot.redirects:
            self._redirected(snapshot, written)
        return written

    def _revisit(
        self, snapshot: Snapshot, first: Written, headers: StatusAndHeaders, name: str
    ) -> ArcWarcRecord:
        record = self._writer.create_revisit_record(
            first.url, first.digest, first.url, _iso(first.moment), http_headers=headers,
            warc_headers_dict=_dated(snapshot.fetched_at, name),
        )  # fmt: skip
        record.rec_headers.add_header("WARC-Refers-To", first.record_id)
        if snapshot.status == 304:
            record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
        return record

    def _redirected(self, snapshot: Snapshot, answer: Written) -> None:
        """The addresses that led to an answer, in order; their own answers are not kept."""
        text = "".join(f"via: {address(url)}\r\n" for url in snapshot.redirects).encode()
        name = _id("redirects", snapshot.snapshot_id)
        record = self._record("metadata", answer.url, text, _dated(answer.moment, name))
        record.rec_headers.add_header("WARC-Refers-To", answer.record_id)
        self._write(record, answer.url, answer.moment, 0, "")

    def _record(
        self, kind: str, url: str, text: bytes, named: dict[str, str], media_type: str = ""
    ) -> ArcWarcRecord:
        return self._writer.create_warc_record(
            url, kind, payload=BytesIO(text), length=len(text),
            warc_content_type=media_type or "application/warc-fields",
            warc_headers_dict=named,
        )  # fmt: skip

    def _write(
        self, record: ArcWarcRecord, url: str, at: datetime, status: int, digest: str
    ) -> Written:
        offset = self._out.tell()
        self._writer.write_record(record)
        kind = record.rec_type
        told = record.http_headers.get_header("Content-Type") if record.http_headers else ""
        written = Written(
            record_id=record.rec_headers.get_header("WARC-Record-ID"),
            kind=kind,
            url=url,
            moment=at,
            status=status,
            media_type="warc/revisit" if kind == "revisit" else (told or "").partition(";")[0],
            digest=digest,
            offset=offset,
            length=self._out.tell() - offset,
        )
        self.written.append(written)
        return written


def _id(kind: str, key: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{ACCOUNT}{kind}:{key}')}>"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dated(moment: datetime, name: str) -> dict[str, str]:
    return {"WARC-Record-ID": name, "WARC-Date": _iso(moment)}


def _http(snapshot: Snapshot, length: int | None) -> StatusAndHeaders:
    """The headers of the answer, honest about the body that follows (``None``: none does).

    Codings were undone before the body was stored, so what tells of them is renamed.
    """
    lines = []
    for name, value in snapshot.headers.items():
        text = " ".join(value.split())
        sent = name in _AS_SENT or (name == "content-length" and length not in (None, _size(text)))
        lines.append((f"{ORIGINAL}{name.title()}" if sent else name.title(), text))
    names = {name for name, _ in lines}
    if length is not None and "Content-Length" not in names:
        lines.append(("Content-Length", str(length)))
    if snapshot.media_type and "Content-Type" not in names:
        lines.append(("Content-Type", snapshot.media_type))
    known = snapshot.status in HTTPStatus._value2member_map_
    phrase = HTTPStatus(snapshot.status).phrase if known else ""
    return StatusAndHeaders(f"{snapshot.status} {phrase}".strip(), lines, protocol="HTTP/1.1")


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def address(url: str) -> str:
    """The URL as archives name it: without a fragment, in ASCII."""
    return quote(url.partition("#")[0], safe=_SAFE)


def key_of(url: str) -> str:
    """The URL as indexes sort it (SURT): cn,gov,example)/path?a=1.

    >>> key_of("https://www.Example.gov.cn/B?z=1&a=2")
    'cn,gov,example)/b?a=2&z=1'
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").lower())
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True))) if parts.query else ""
    path = parts.path.lower().rstrip("/") or "/"
    shown = f"?{query.lower()}" if query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){path}{shown}"


def stamp(moment: datetime) -> str:
    """20231208010000."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def index(written: list[Written]) -> bytes:
    """CDXJ lines of the answers, sorted."""
    lines = []
    for one in written:
        if one.kind in ("response", "revisit"):
            entry = {
                "url": one.url, "mime": one.media_type, "status": str(one.status),
                "digest": one.digest, "length": str(one.length), "offset": str(one.offset),
                "filename": "data.warc.gz",
            }  # fmt: skip
            said = json.dumps(entry, ensure_ascii=False)
            lines.append(f"{key_of(one.url)} {stamp(one.moment)} {said}\n")
    return "".join(sorted(lines)).encode()
