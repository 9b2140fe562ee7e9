"""What a WARC file holds and where: one walk over it, and one record read at an offset.

A gzipped WARC has one gzip member a record, which is what makes random access possible. The walk
decompresses every member, so a torn or damaged file is found here, with its offset, and not in
the middle of a pass.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from storage.faults import WrongError
from storage.file_errors import why

_CHUNK = 1 << 16
_HEAD = 1 << 16
"""WARC and HTTP headers together must fit in this many bytes."""
_MOST_FORM = 1 << 14


class ReplayError(WrongError):
    """A WARC file cannot be read (further): one Chinese line with the file and the offset."""


@dataclass(frozen=True, kw_only=True)
class Located:
    """A captured answer, and where its record lies."""

    url: str
    captured_at: datetime
    status: int
    digest: str
    """Of the payload; empty if the record names none."""
    revisit: bool
    """The record says "as before" and carries no body."""
    offset: int
    length: int
    record: str = ""
    """The record's own id, and that of one captured with it: of the request, usually."""
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A request that posted a form: only with it is it known what an answer answers."""

    url: str
    captured_at: datetime
    query: str
    """The form as parameters of an address."""
    record: str
    beside: str


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One record's place, its first bytes, and its size when unpacked."""

    offset: int
    length: int
    head: bytes
    size: int


def walk(path: Path) -> Iterator[Located | Posted]:
    """Every captured HTTP answer of the file, and every posted form, in order.

    Raises ``ReplayError`` at the first byte that is no WARC; what came before stands.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            for piece in _members(path, file) if packed else _plain(path, file):
                found = _found(path, piece)
                if found is not None:
                    yield found
    except OSError as error:
        raise ReplayError(f"WARC 文件打不开：{path}（{why(error)}）") from error


def _members(path: Path, file: IO[bytes]) -> Iterator[_Piece]:
    offset, data = 0, file.read(_CHUNK)
    while data:
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
        head, size, length = b"", 0, 0
        while not unpack.eof:
            if not data:
                raise ReplayError(f"WARC 文件不完整：{path}（偏移 {offset} 处的记录被截断）")
            try:
                part = unpack.decompress(data, _CHUNK)
            except zlib.error as error:
                raise ReplayError(f"WARC 文件已损坏：{path}（偏移 {offset}：{error}）") from error
            left = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            length += len(data) - len(left)
            head += part[: max(0, _HEAD - len(head))]
            size += len(part)
            data = left or file.read(_CHUNK)
        yield _Piece(offset=offset, length=length, head=head, size=size)
        offset += length


def _plain(path: Path, file: IO[bytes]) -> Iterator[_Piece]:
    offset, total = 0, path.stat().st_size
    while offset < total:
        file.seek(offset)
        head = file.read(_HEAD)
        blank = len(head) - len(head.lstrip(b"\r\n"))
        if blank:
            offset += blank
            continue
        length = min(_record_size(path, offset, head), total - offset)
        yield _Piece(offset=offset, length=length, head=head[:length], size=length)
        offset += length


def _record_size(path: Path, offset: int, head: bytes) -> int:
    """Header and content of the record, as its header says."""
    fields, blank, _ = head.partition(b"\r\n\r\n")
    for line in fields.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit() and blank:
            return len(fields) + len(blank) + int(value)
    raise ReplayError(f"WARC 文件已损坏：{path}（偏移 {offset}：不是 WARC 记录）")


def _found(path: Path, piece: _Piece) -> Located | Posted | None:
    wanted = _record_size(path, piece.offset, piece.head)
    if piece.size < wanted:
        raise ReplayError(f"WARC 文件不完整：{path}（偏移 {piece.offset} 处的记录被截断）")
    if piece.size > wanted + 4:
        raise ReplayError(
            f"WARC 文件不是逐条压缩的：{path}（偏移 {piece.offset}）。"
            "请先用 warcio recompress 处理。"
        )
    try:
        record = ArcWarcRecordLoader().parse_record_stream(BytesIO(piece.head))
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError) as error:
        raise ReplayError(f"WARC 文件已损坏：{path}（偏移 {piece.offset}：{error}）") from error
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http:", "https:")):
        return None
    if record.rec_type == "request":
        return _posted(path, piece, record, url)
    return _answer(path, piece, record, url)


def _posted(path: Path, piece: _Piece, record: ArcWarcRecord, url: str) -> Posted | None:
    """The form that a request posts; of another body, its bytes."""
    if not record.http_headers or record.http_headers.protocol.upper() != "POST":
        return None
    body = record.content_stream().read(_MOST_FORM).decode("latin-1")
    kind = record.http_headers.get_header("Content-Type") or ""
    is_form = "urlencoded" in kind.lower()
    return Posted(
        url=url,
        captured_at=_moment(path, piece, record, url),
        query=body if is_form else f"__wb_post_data={quote(body, safe='', encoding='latin-1')}",
        record=record.rec_headers.get_header("WARC-Record-ID") or "",
        beside=record.rec_headers.get_header("WARC-Concurrent-To") or "",
    )


def _moment(path: Path, piece: _Piece, record: ArcWarcRecord, url: str) -> datetime:
    try:
        moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError as error:
        raise ReplayError(
            f"WARC 记录没有可读的日期：{path}（偏移 {piece.offset}，{url}）"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answer(path: Path, piece: _Piece, record: ArcWarcRecord, url: str) -> Located | None:
    """The record's place, if it is an HTTP answer."""
    if record.rec_type not in ("response", "revisit"):
        return None
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return Located(
        url=url,
        captured_at=_moment(path, piece, record, url),
        status=int(status) if status and status.isdigit() else 0,
        digest=record.rec_headers.get_header("WARC-Payload-Digest") or "",
        revisit=record.rec_type == "revisit",
        offset=piece.offset,
        length=piece.length,
        record=record.rec_headers.get_header("WARC-Record-ID") or "",
        beside=record.rec_headers.get_header("WARC-Concurrent-To") or "",
    )


def read_record(
    path: Path, offset: int, length: int, limit: int
) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The HTTP headers and the unpacked body (at most ``limit`` bytes) of the record there.

    Raises ``ReplayError``.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(BytesIO(file.read(length))))
            return _headers(record), _body(record, limit)
    except (OSError, ArchiveLoadFailed, StopIteration, zlib.error, EOFError) as error:
        raise ReplayError(f"WARC 记录读不出：{path}（偏移 {offset}：{error}）") from error


def _headers(record: ArcWarcRecord) -> tuple[tuple[str, str], ...]:
    """The headers, without those of a coding that ``_body`` undoes."""
    if not record.http_headers:
        return ()
    coding = (record.http_headers.get_header("content-encoding") or "").lower()
    undone = {"transfer-encoding", "content-length"}
    if coding in BufferedReader.get_supported_decompressors():
        undone.add("content-encoding")
    return tuple(
        (name, value) for name, value in record.http_headers.headers if name.lower() not in undone
    )


def _body(record: ArcWarcRecord, limit: int) -> bytes:
    stream, parts, left = record.content_stream(), [], limit
    while left > 0 and (part := stream.read(min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
