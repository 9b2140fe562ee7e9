"""The ZIP of a WACZ: stored members in a fixed order, every byte of it given by their content."""

import struct
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
MEMBERS = (WARC, INDEX, PAGES, PACKAGE, DIGEST)
_LOCAL = struct.Struct("<4s5H3I2H")
_SIZES = struct.Struct("<2H2Q")
_WHOLE = 0xFFFFFFFF
_CHUNK = 1 << 20
_IN_MEMORY = 32 << 20
_READABLE = 0o100644 << 16


class DamageError(Exception):
    """Something in the file is not as it was written: one Chinese line says what and where."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member, and where in the file its content lies."""

    name: str
    header: int
    start: int
    size: int


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes: ...


Packed = tuple[str, Readable, int]
"""A member to write: its name, its bytes, how many those are."""


class Slice:
    """A part of a file, read as a file of its own."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._at, self._left = file, start, size

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none beyond the part."""
        wanted = self._left if size < 0 else min(size, self._left)
        self._file.seek(self._at)
        part = self._file.read(wanted)
        self._at += len(part)
        self._left -= len(part)
        return part


def zip_members(out: IO[bytes], members: Sequence[Packed], at: datetime) -> None:
    """Write the members as a ZIP that looks the same wherever it is made."""
    year = min(max(at.year, 1980), 2107)
    moment = (year, *at.timetuple()[1:6])
    with zipfile.ZipFile(out, "w") as packed:
        for name, content, size in members:
            info = zipfile.ZipInfo(name, moment)
            info.create_system, info.external_attr, info.file_size = 3, _READABLE, size
            with packed.open(info, "w") as member:
                while part := content.read(_CHUNK):
                    member.write(part)


def find_members(file: IO[bytes], length: int) -> list[Member]:
    """The members from the start of the file on, in order; nothing is unpacked.

    Read from their own headers and not from the directory at the end: two readers that trust one
    each could be shown two different files. Raises ``DamageError`` where it is none of ours.
    """
    found: list[Member] = []
    at = 0
    for name in MEMBERS:
        member = _member(file, at, length, name)
        found.append(member)
        at = member.start + member.size
    return found


def _member(file: IO[bytes], at: int, length: int, expected: str) -> Member:
    file.seek(at)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise DamageError(f"文件不完整：缺少 {expected} 及其后的内容")
    mark, _, flags, method, _, _, _, packed, size, name_size, extra_size = _LOCAL.unpack(head)
    if mark != b"PK\x03\x04":
        raise DamageError(f"压缩包中应为 {expected} 处（偏移 {at}）不是一个成员")
    name = file.read(name_size)
    if name != expected.encode():
        raise DamageError(f"压缩包中应为 {expected} 处（偏移 {at}）是 {_shown(name)}")
    if flags or method or packed != size:
        raise DamageError(f"{expected}：压缩包文件头被改动（应为原样存放）")
    extra = file.read(extra_size)
    if size == _WHOLE and len(extra) == _SIZES.size:
        size = _SIZES.unpack(extra)[2]
    start = at + _LOCAL.size + name_size + extra_size
    if start + size > length:
        raise DamageError(f"{expected}：内容不完整，文件在它结束前就断了，或记下的长度被改动")
    return Member(name=expected, header=at, start=start, size=size)


def _shown(name: bytes) -> str:
    return ascii(name[:80].decode("utf-8", "replace"))


def compare_zip(file: IO[bytes], length: int, members: Sequence[Member], at: datetime) -> None:
    """Hold the file against what its members give when zipped anew.

    Raises ``DamageError`` at the first byte that differs: headers, directory, comment, padding.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as anew:
        zip_members(anew, [(m.name, Slice(file, m.start, m.size), m.size) for m in members], at)
        expected = anew.tell()
        anew.seek(0)
        file.seek(0)
        offset = 0
        while part := anew.read(_CHUNK):
            same = file.read(len(part))
            if part != same:
                first = offset + _first_other(part, same)
                raise DamageError(_where(first, members, expected, length))
            offset += len(part)
    if length != expected:
        raise DamageError(f"压缩包末尾多出 {length - expected} 字节")


def _first_other(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _where(offset: int, members: Sequence[Member], expected: int, length: int) -> str:
    """What lies at the offset, in Chinese."""
    if offset >= length:
        return f"压缩包末尾缺少 {expected - length} 字节"
    for member in members:
        if member.header <= offset < member.start:
            return f"{member.name}：压缩包中的文件头被改动（偏移 {offset}）"
    return f"压缩包的目录被改动（偏移 {offset}）"
