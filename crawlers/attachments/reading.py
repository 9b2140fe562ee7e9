"""One file, and what is in it, read in this process: what kind it is, its lines, what to say."""

from collections.abc import Iterable

from crawlers.attachments.archives import Opened, read_rar_or_7z, read_zip
from crawlers.attachments.lines import FAULTS, Budget, Gathered, Reader, gather
from crawlers.attachments.ofd import read_ofd
from crawlers.attachments.old_words import read_doc
from crawlers.attachments.pdf import read_pdf
from crawlers.attachments.plain import read_html, read_mht, read_odt, read_rtf, read_text
from crawlers.attachments.sheets import read_sheets
from crawlers.attachments.slides import read_ppt, read_pptx
from crawlers.attachments.sniff import sniff
from crawlers.attachments.words import read_docx, read_word_xml
from crawlers.filetypes import (
    DOC,
    DOCX,
    DPS,
    ET,
    HTML,
    KINDS,
    MHT,
    NAMED,
    ODS,
    ODT,
    OFD,
    PDF,
    PPT,
    PPTX,
    PROTECTED,
    RAR,
    RTF,
    SEVEN,
    TEXT,
    UNKNOWN,
    WORD_PAGE,
    WORD_XML,
    WPS,
    XLS,
    XLSX,
    ZIP,
    AttachmentText,
    Limits,
    UnreadableError,
    suffix_of,
)

_READERS: dict[str, Reader] = {
    PDF: read_pdf, DOC: read_doc, WPS: read_doc, DOCX: read_docx, WORD_XML: read_word_xml,
    XLS: read_sheets, XLSX: read_sheets, ET: read_sheets, ODS: read_sheets, PPT: read_ppt,
    DPS: read_ppt, PPTX: read_pptx, OFD: read_ofd, RTF: read_rtf, MHT: read_mht, ODT: read_odt,
    HTML: read_html, WORD_PAGE: read_html, TEXT: read_text,
}  # fmt: skip
_ARCHIVES = {ZIP: read_zip, RAR: read_rar_or_7z, SEVEN: read_rar_or_7z}


def read_here(body: bytes, name: str, media_type: str, limits: Limits) -> AttachmentText:
    """The text of a file, within what can be kept to from inside."""
    return _File(Budget(limits)).read(body, name, 0, media_type)


class _File:
    """A file and its members share one budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def read(self, body: bytes, name: str, depth: int, media_type: str = "") -> AttachmentText:
        """The text of a file that lies so deep in archives."""
        if not body.strip(b"\x00\r\n\t "):
            return AttachmentText(media_type or UNKNOWN, problem="文件是空的", broken=True)
        if len(body) > self._budget.limits.bytes:
            size = len(body) // 1_000_000
            return AttachmentText(media_type, problem=f"文件过大（{size} MB）", broken=True)
        try:
            found = sniff(body, name=name, limits=self._budget.limits)
        except (UnreadableError, *FAULTS) as error:
            reason = str(error) if isinstance(error, UnreadableError) else "文件已损坏，打不开"
            return AttachmentText(ZIP, problem=reason, broken=True)
        if found in _ARCHIVES:
            return self._archive(body, found, depth)
        reader = _READERS.get(found)
        if reader is None:
            return _unread(found, name)
        return _told(found, name, gather(reader, body, self._budget, KINDS[found]))

    def _archive(self, body: bytes, found: str, depth: int) -> AttachmentText:
        if depth > self._budget.limits.depth - 1:
            return AttachmentText(found, problem="压缩包套得太深，没有打开")
        opened = Opened(self.read, depth, self._budget)
        unpack = _ARCHIVES[found]

        def lines(body: bytes, _budget: Budget, gathered: Gathered) -> Iterable[str]:
            return unpack(body, opened, gathered)

        return _told(found, "", gather(lines, body, self._budget, KINDS[found], counted=True))


def _unread(found: str, name: str) -> AttachmentText:
    """A file that no reader knows: of another kind, or, by its name, of none."""
    suffix = suffix_of(name).lstrip(".")
    if found == PROTECTED:
        return AttachmentText(found, problem="文件有密码保护，没有读出文字")
    if found.startswith("image/"):
        return AttachmentText(found, problem=f"是图片（{KINDS[found]}），没有文字")
    if found == UNKNOWN and suffix in NAMED and suffix != "ceb":
        return AttachmentText(found, problem=f"文件不是 {suffix.upper()}，打不开", broken=True)
    kind = KINDS.get(found) or (suffix.upper() if found == UNKNOWN and suffix else found)
    return AttachmentText(found, problem=f"暂不能读取 {kind} 文件的文字")


def _told(found: str, name: str, gathered: Gathered) -> AttachmentText:
    """The text with what is to be said of it."""
    notes = gathered.notes
    suffix = suffix_of(name).lstrip(".")
    if suffix in NAMED and found in (HTML, TEXT):
        what = "网页" if found == HTML else "纯文本"
        return AttachmentText(
            found, gathered.text, f"文件不是 {suffix.upper()}，而是{what}", broken=True
        )
    if not gathered.lines and not notes:
        notes.append(
            f"{KINDS[found]} 文件里只有图片，没有文字"
            if gathered.pictures
            else f"{KINDS[found]} 文件里没有文字"
        )
    return AttachmentText(
        found, gathered.text, "；".join(notes), broken=gathered.failed, partial=gathered.partial
    )
