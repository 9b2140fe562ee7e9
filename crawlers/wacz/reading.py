"""The records of a gzipped WARC in a part of a file, each held against its own digests."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from crawlers.wacz.records import ACCOUNT
from crawlers.wacz.zipping import DamageError, Readable
from storage.ids import sha256

MOST_UNPACKED = 256 << 20
"""Bytes of one record; what is captured is refused at a fifth of that."""
MOST_IN_ALL = 8 << 30
_CHUNK = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
# The library trips over headers that it takes for granted.
_NO_RECORD = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    AttributeError,
    EOFError,
    OverflowError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, kw_only=True)
class Read:
    """One record, as it was found."""

    record_id: str
    kind: str
    url: str
    stamp: str
    """20231208010000."""
    said: str
    """The payload's digest as the record names it."""
    digest: str
    """Of the payload that is here: sha256:…"""
    account: bytes
    """The program's account of the document, if this is it."""
    offset: int
    length: int

    @property
    def is_answer(self) -> bool:
        return self.kind in ("response", "revisit")


def read_records(file: Readable) -> Iterator[Read]:
    """Every record in order. Raises ``DamageError`` at the first that is not whole."""
    data, offset, total = file.read(_CHUNK), 0, 0
    while data:
        unpacked, used, data = _member(file, data, offset)
        total += len(unpacked)
        if total > MOST_IN_ALL:
            raise DamageError(f"记录解压后超过 {MOST_IN_ALL >> 30} GB，疑似压缩炸弹，没有再读")
        yield _record(unpacked, offset, used)
        offset += used


def _member(file: Readable, data: bytes, offset: int) -> tuple[bytes, int, bytes]:
    """One gzip member: what it unpacks to, its length, and what was read beyond it."""
    unpack = zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    size = used = 0
    while not unpack.eof:
        if not data:
            raise DamageError(f"偏移 {offset} 处的记录被截断")
        try:
            part = unpack.decompress(data, _CHUNK)
        except zlib.error as error:
            raise DamageError(f"偏移 {offset} 处的记录已损坏（{error}）") from error
        left = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
        used += len(data) - len(left)
        size += len(part)
        if size > MOST_UNPACKED:
            raise DamageError(
                f"偏移 {offset} 处的记录解压后超过 {MOST_UNPACKED >> 20} MB，疑似压缩炸弹，没有读完"
            )
        parts.append(part)
        data = left or file.read(_CHUNK)
    return b"".join(parts), used, data


def _record(unpacked: bytes, offset: int, length: int) -> Read:
    where = f"偏移 {offset} 处的记录"
    try:
        record = ArcWarcRecordLoader().parse_record_stream(
            BytesIO(unpacked), known_format="warc", check_digests=True
        )
        payload = record.raw_stream.read()
    except _NO_RECORD as error:
        raise DamageError(f"{where}不是 WARC 记录（{error}）") from error
    url = _said(record, "WARC-Target-URI")
    if record.digest_checker.problems:
        raise DamageError(f"{where}与自己的摘要不符：{url}")
    if not _said(record, "WARC-Block-Digest"):
        raise DamageError(f"{where}没有摘要：{url}")
    return Read(
        record_id=_said(record, "WARC-Record-ID"),
        kind=record.rec_type,
        url=url,
        stamp="".join(filter(str.isdigit, _said(record, "WARC-Date")))[:14],
        said=_said(record, "WARC-Payload-Digest"),
        digest=f"sha256:{sha256(payload)}",
        account=payload if url.startswith(ACCOUNT) else b"",
        offset=offset,
        length=length,
    )


def _said(record: ArcWarcRecord, name: str) -> str:
    return record.rec_headers.get_header(name) or ""
