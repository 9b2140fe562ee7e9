"""Whether a WACZ is as it was written: each byte of it, with nothing but the file at hand.

    ZIP: members | manifest: hashes | ZIP: every other byte
    records: digests | index: places | pages | account: hashes of what was captured

What is found is said in Chinese lines: which file, and inside the archive which record.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from crawlers.wacz.package import digest_of
from crawlers.wacz.reading import Read, read_records
from crawlers.wacz.zipping import (
    DIGEST,
    INDEX,
    PACKAGE,
    PAGES,
    WARC,
    DamageError,
    Member,
    Slice,
    compare_zip,
    find_members,
)

_CHUNK = 1 << 20
_MOST_MANIFEST, _MOST_TEXT = 1 << 20, 64 << 20
_MOST_FAULTS = 20
Kind = TypeVar("Kind")


class _Captured(msgspec.Struct):
    last: datetime


class _Resource(msgspec.Struct):
    path: str
    hash: str
    bytes: int


class _Manifest(msgspec.Struct):
    title: str
    wacz_version: str
    captured: _Captured
    resources: list[_Resource]


class _Entry(msgspec.Struct):
    url: str
    digest: str
    length: str
    offset: str


class _Page(msgspec.Struct):
    url: str = ""
    ts: str = ""


class _Capture(msgspec.Struct):
    snapshot_id: str
    url: str
    record: str | None
    sha256: str | None


class _Version(msgspec.Struct):
    version_id: str
    snapshot_id: str


class _Posting(msgspec.Struct):
    versions: list[_Version]


class _Account(msgspec.Struct):
    captures: list[_Capture]
    postings: list[_Posting]


@dataclass(kw_only=True)
class Verdict:
    """What was checked, and what is not as it should be: Chinese lines."""

    title: str = ""
    manifest_sha256: str = ""
    checked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def check(path: Path) -> Verdict:
    """The verdict on the file. Raises ``OSError`` if it cannot be read at all."""
    verdict = Verdict()
    with path.open("rb") as file:
        _Checking(file, path.stat().st_size, verdict).run()
    return verdict


class _Checking:
    """One file being checked; a fault in one part does not keep the others from being looked at."""

    def __init__(self, file: IO[bytes], length: int, verdict: Verdict) -> None:
        self._file, self._length, self._verdict = file, length, verdict
        self._members: dict[str, Member] = {}
        self._manifest: _Manifest | None = None
        self._records: list[Read] = []
        self._account = b""

    def run(self) -> None:
        steps = (
            self._find,
            self._digest,
            self._hashes,
            self._zip,
            self._warc,
            self._index,
            self._pages,
            self._captures,
        )
        for step in steps:
            try:
                step()
            except DamageError as error:
                self._verdict.faults.append(str(error))
                if not self._members:
                    return

    def _fault(self, lines: Sequence[str]) -> None:
        more = [f"……另有 {len(lines) - _MOST_FAULTS} 处"] if len(lines) > _MOST_FAULTS else []
        self._verdict.faults += [*lines[:_MOST_FAULTS], *more]

    def _note(self, line: str) -> None:
        self._verdict.checked.append(line)

    def _content(self, name: str) -> Slice:
        member = self._members[name]
        return Slice(self._file, member.start, member.size)

    def _text(self, name: str, most: int) -> bytes:
        if self._members[name].size > most:
            raise DamageError(f"{name}：大得反常（{self._members[name].size} 字节），没有读")
        return self._content(name).read()

    # -- the ZIP and its manifest -----------------------------------------------------------------

    def _find(self) -> None:
        found = find_members(self._file, self._length)
        self._members = {member.name: member for member in found}

    def _digest(self) -> None:
        manifest = self._text(PACKAGE, _MOST_MANIFEST)
        self._verdict.manifest_sha256 = hashlib.sha256(manifest).hexdigest()
        if self._text(DIGEST, _MOST_MANIFEST) != digest_of(self._verdict.manifest_sha256):
            raise DamageError(f"{PACKAGE} 与 {DIGEST} 记下的哈希不符：两者之一被改动")
        self._note(f"{DIGEST}：与 {PACKAGE} 相符")

    def _hashes(self) -> None:
        self._manifest = _decoded(self._text(PACKAGE, _MOST_MANIFEST), _Manifest, PACKAGE)
        self._verdict.title = self._manifest.title
        said = {one.path: one for one in self._manifest.resources}
        wanted = (WARC, INDEX, PAGES)
        if set(said) != set(wanted) or len(self._manifest.resources) != len(wanted):
            raise DamageError(f"{PACKAGE}：列出的文件与压缩包中的不同")
        faults = []
        for name in wanted:
            size, digest = self._members[name].size, self._hash(name)
            if (said[name].bytes, said[name].hash) != (size, f"sha256:{digest}"):
                faults.append(f"{name}：内容与 {PACKAGE} 记下的哈希或长度不符，已被改动")
            else:
                self._note(f"{name}：SHA-256 相符（{size:,} 字节）")
        self._fault(faults)

    def _hash(self, name: str) -> str:
        digest, content = hashlib.sha256(), self._content(name)
        while part := content.read(_CHUNK):
            digest.update(part)
        return digest.hexdigest()

    def _zip(self) -> None:
        """Only where the contents are right: else their checksums in the headers differ anyway."""
        if self._manifest is None or self._verdict.faults:
            return
        members = list(self._members.values())
        try:
            last = self._manifest.captured.last.astimezone(UTC)
        except OverflowError as error:
            raise DamageError(f"{PACKAGE}：抓取时刻不可能") from error
        compare_zip(self._file, self._length, members, last)
        self._note(f"压缩包：{len(members)} 个成员，文件头、目录和结尾逐字节相符")

    # -- what was captured ------------------------------------------------------------------------

    def _warc(self) -> None:
        try:
            for record in read_records(self._content(WARC)):
                self._account = record.account or self._account
                self._records.append(replace(record, account=b""))
        except DamageError as error:
            raise DamageError(f"{WARC}：{error}") from error
        answers = sum(record.is_answer for record in self._records)
        self._note(f"{WARC}：{len(self._records)} 条记录（应答 {answers} 条），摘要逐条相符")

    def _index(self) -> None:
        places = {(one.offset, one.length): one for one in self._answers()}
        faults, lines = [], self._text(INDEX, _MOST_TEXT).splitlines()
        for number, line in enumerate(lines, 1):
            entry = _decoded(line.partition(b" ")[2].partition(b" ")[2], _Entry, INDEX)
            record = places.pop((_int(entry.offset), _int(entry.length)), None)
            if record is None or (record.url, _named(record)) != (entry.url, entry.digest):
                faults.append(f"{INDEX}：第 {number} 行没有指到 {entry.url} 的记录")
        faults += [f"{INDEX}：缺少 {record.url} 的记录" for record in places.values()]
        self._fault(faults)
        if not faults:
            self._note(f"{INDEX}：{len(lines)} 行，都指到所写的记录")

    def _pages(self) -> None:
        there = {(record.url, record.stamp) for record in self._answers()}
        lines = self._text(PAGES, _MOST_TEXT).splitlines()[1:]
        pages = [_decoded(line, _Page, PAGES) for line in lines]
        missing = [
            page.url
            for page in pages
            if (page.url, "".join(filter(str.isdigit, page.ts))) not in there
        ]
        self._fault([f"{PAGES}：{url} 不在存档中" for url in missing])
        if not missing:
            self._note(f"{PAGES}：{len(pages)} 个页面，都在存档中")

    def _captures(self) -> None:
        """The account names every answer that is here, with the hash of its body, and no other."""
        if not self._account:
            raise DamageError(f"{WARC}：没有程序的账目记录")
        account = _decoded(self._account, _Account, f"{WARC} 中的账目")
        records = {record.record_id: record for record in self._answers()}
        faults = list(_account_faults(account, records))
        self._fault(faults)
        if not faults:
            versions = sum(len(posting.versions) for posting in account.postings)
            kept = sum(capture.record is not None for capture in account.captures)
            self._note(f"账目：{kept} 次抓取的正文哈希相符，{versions} 个版本都有所据的抓取")

    def _answers(self) -> Iterator[Read]:
        return (record for record in self._records if record.is_answer)


def _account_faults(account: _Account, records: Mapping[str, Read]) -> Iterator[str]:
    bodies = {one.digest for one in records.values() if one.kind == "response"}
    for capture in account.captures:
        if capture.record is not None and (fault := _capture_fault(capture, records, bodies)):
            yield f"账目：抓取 {capture.snapshot_id}（{capture.url}）的{fault}"
    named = {capture.record for capture in account.captures}
    taken = {capture.snapshot_id for capture in account.captures}
    strangers = (record.url for key, record in records.items() if key not in named)
    yield from (f"{WARC}：{url} 的记录不在账目中" for url in strangers)
    versions = (version for posting in account.postings for version in posting.versions)
    for version in versions:
        if version.snapshot_id not in taken:
            yield f"账目：版本 {version.version_id} 所据的抓取不在存档中"


def _capture_fault(capture: _Capture, records: Mapping[str, Read], bodies: set[str]) -> str:
    record = records.get(capture.record or "")
    if record is None:
        return "记录不在存档中"
    if _named(record) != f"sha256:{capture.sha256}":
        return "正文哈希与记录不符"
    return "" if _named(record) in bodies else "记录只说与先前相同，先前的却不在存档中"


def _named(record: Read) -> str:
    """The digest of the payload: of what is here, else as the record that refers to it says."""
    return record.digest if record.kind == "response" else record.said


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _decoded(content: bytes, kind: type[Kind], name: str) -> Kind:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise DamageError(f"{name}：读不出（{error}）") from error
