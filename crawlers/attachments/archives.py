"""ZIP, RAR and 7Z: each file in them is read by its own kind's reader, and headed by its name.

Nothing is unpacked to a disk, so that no name can lead anywhere.
"""

import locale
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from crawlers.attachments.containers import is_locked, open_zip, unpack
from crawlers.attachments.lines import FAULTS, Budget, Gathered, StopReadingError
from crawlers.filetypes import AttachmentText, UnreadableError, readable_name

ReadMember = Callable[[bytes, str, int], AttachmentText]
"""Reads a member of that name, so deep in archives."""
_UTF8 = 0x800
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_NAMED_AT_MOST = 5
NO_LIBARCHIVE = "这台机器没有 libarchive，打不开 RAR 和 7Z；policywatch doctor 说如何安装"


@dataclass(frozen=True)
class Opened:
    """How an archive is read: by whom its members are, how deep it lies, under what limits."""

    member: ReadMember
    depth: int
    budget: Budget


def read_zip(body: bytes, opened: Opened, found: Gathered) -> Iterator[str]:
    """The texts of the files in a ZIP."""
    archive = open_zip(body, opened.budget.limits)
    members = _Members(opened, found)
    for info in archive.infolist():
        if info.is_dir():
            continue
        name = _zip_name(info)
        if is_locked(info):
            members.locked(name)
        elif members.takes(name):
            yield from members.read(name, partial(unpack, archive, info, opened.budget))
    members.tell()


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the flag of UTF-8, Chinese systems write GBK (or UTF-8 still)."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    for code in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(code)
    return info.filename


def read_rar_or_7z(body: bytes, opened: Opened, found: Gathered) -> Iterator[str]:
    """The texts of the files in an archive that libarchive opens. Raises ``UnreadableError``."""
    libarchive = load_libarchive()
    if libarchive is None:
        raise UnreadableError(NO_LIBARCHIVE)
    members = _Members(opened, found)
    try:
        with libarchive.memory_reader(body) as archive:
            for entry in archive:
                name = entry.pathname or ""
                if stat.S_ISREG(entry.mode) and members.takes(name):
                    yield from members.read(name, partial(_blocks, entry, opened.budget))
    except libarchive.ArchiveError as error:
        members.fail(_reason(str(error)))
    members.tell()


def load_libarchive() -> Any:
    """The binding, or None where the system has no libarchive."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")  # else it cannot say Chinese names
    try:
        import libarchive
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    return libarchive


def _blocks(entry: Any, budget: Budget) -> bytes:
    whole = bytearray()
    for block in entry.get_blocks():
        budget.take_unpacked(len(block))
        whole += block
    return bytes(whole)


def _reason(said: str) -> str:
    """Why libarchive stopped, for people."""
    if "ncrypt" in said or "assphrase" in said:
        return "压缩包有密码保护，没有读出文字"
    if "solid" in said:
        return "压缩包是旧式 RAR 固实压缩，只读得出开头的文件"
    return "压缩包打不开，可能已损坏、有密码保护或是分卷的一部分"


class _Members:
    """Reads the members one by one, and says at the end which could not be read."""

    def __init__(self, opened: Opened, found: Gathered) -> None:
        self._opened, self._found = opened, found
        self._unread: list[str] = []
        self._pictures: list[str] = []
        self._locked: list[str] = []
        self._any = False
        self._failed = ""

    def takes(self, name: str) -> bool:
        """Whether the member is read. Raises ``StopReadingError`` after the last that may be."""
        if any(mark in name for mark in _IGNORED):
            return False
        budget = self._opened.budget
        budget.check_time()
        budget.members += 1
        if budget.members > budget.limits.members:
            raise StopReadingError(f"压缩包内只读了前 {budget.limits.members} 个文件")
        return True

    def read(self, name: str, unpacked: Callable[[], bytes]) -> Iterator[str]:
        """The member's text under its name."""
        self._any = True
        shown = readable_name(name)
        try:
            body = unpacked()
        except FAULTS:
            self._unread.append(f"{shown}（已损坏）")
            return
        yield f"【{shown}】"
        file = self._opened.member(body, name, self._opened.depth + 1)
        if file.media_type.startswith("image/"):
            self._pictures.append(shown)
        elif file.problem:
            self._unread.append(f"{shown}（{file.problem}）")
        self._found.partial |= file.partial
        yield file.text

    def locked(self, name: str) -> None:
        """A member under a password is named."""
        self._any = True
        self._locked.append(readable_name(name))

    def fail(self, reason: str) -> None:
        """The archive cannot be read further."""
        self._failed = reason

    def tell(self) -> None:
        """Note what is not in the text. Raises ``UnreadableError`` if nothing was there."""
        if self._failed and not self._any:
            raise UnreadableError(self._failed)
        notes = [self._failed] if self._failed else []
        self._found.partial |= bool(self._failed)
        if self._locked:
            notes.append(f"压缩包内有密码保护的文件：{_several(self._locked)}")
        if self._pictures:
            notes.append(f"压缩包内的图片没有文字：{_several(self._pictures)}")
        if self._unread:
            notes.append(f"压缩包内读不全的文件：{_several(self._unread)}")
        self._found.notes += notes or ([] if self._any else ["压缩包是空的"])


def _several(names: list[str]) -> str:
    more = f"等 {len(names)} 个" if len(names) > _NAMED_AT_MOST else ""
    return "、".join(names[:_NAMED_AT_MOST]) + more
