"""Which reader reads a file: by its first bytes, not by its name."""

import re
import subprocess
import sys

import msgspec

from compilation.faults import IssueError
from compilation.reading.child import Answer
from compilation.reading.limits import LIMITS, MOST_PIECES
from compilation.reading.markdown import is_markdown, read_markdown
from compilation.reading.pieces import Sheet
from compilation.reading.plain.document import read_text
from crawlers.attachments.lines import FAULTS
from crawlers.attachments.sniff import sniff
from crawlers.filetypes import (
    DOC,
    DOCX,
    HTML,
    KINDS,
    OLE,
    PDF,
    PROTECTED,
    TEXT,
    UNKNOWN,
    WPS,
    UnreadableError,
    readable_name,
)

_APART = {DOCX: "docx", PDF: "pdf"}
_READ = "可以导入的是 TXT、Markdown、DOCX 和有文字层的 PDF"
_OTHERWISE = {
    DOC: "是旧版 Word 文件（.doc）：请另存为 DOCX 再导入",
    WPS: "是 WPS 文件：请另存为 DOCX 再导入",
    OLE: "可能有密码保护，或是旧版 Word、WPS 文件：请去掉密码、另存为 DOCX 再导入",
    PROTECTED: "有密码保护：请去掉密码后再导入",
    HTML: f"是网页：{_READ}",
    UNKNOWN: f"不是认识的文件，可能已损坏：{_READ}",
}
_OTHER_NAME = re.compile(r"\.(?:docx?|wps|pdf|rtf|odt)$", re.I)
_CRASHED = "读取时意外中止，文件可能已损坏：请重新取得，或另存后再导入"


def read_sheet(body: bytes, name: str) -> Sheet:
    """The paragraphs and rows of the file. Raises ``IssueError``."""
    shown = readable_name(name)
    if len(body) > LIMITS.bytes:
        size = len(body) // 1_000_000
        raise IssueError(f"{shown} 有 {size} MB，超过 {LIMITS.bytes // 1_000_000} MB，没有读取")
    if not body.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise IssueError(f"{shown} 是空文件")
    sheet = _sheet(body, name)
    if len(sheet.pieces) > MOST_PIECES:
        raise IssueError(f"{shown} 有 {len(sheet.pieces)} 段，过长，不像一期汇编")
    return sheet


def _sheet(body: bytes, name: str) -> Sheet:
    shown = readable_name(name)
    try:
        found = sniff(body, name=name, limits=LIMITS)
    except UnreadableError as error:
        raise IssueError(f"{shown} 读不出来：{error}") from error
    except FAULTS as error:
        raise IssueError(f"{shown} 打不开，文件可能已损坏：请重新取得后再导入") from error
    if found == TEXT and (other := _OTHER_NAME.search(name)):
        raise IssueError(f"{shown} 不是 {other[0]} 文件，可能已损坏：{_READ}")
    if found == TEXT:
        return read_markdown(body) if is_markdown(body, name) else read_text(body)
    if kind := _APART.get(found):
        return _read_apart(body, shown, kind)
    raise IssueError(
        f"{shown} {_OTHERWISE.get(found) or f'是 {KINDS.get(found, found)} 文件：{_READ}'}"
    )


def _read_apart(body: bytes, shown: str, kind: str) -> Sheet:
    """What a process of its own reads in the file."""
    command = (sys.executable, "-m", "compilation.reading.child", kind)
    patience = LIMITS.seconds + LIMITS.patience
    try:
        done = subprocess.run(
            command, input=body, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=patience, check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise IssueError(f"{shown} 读了 {patience:g} 秒还没有读完，已中止") from error
    if done.returncode or not done.stdout:
        raise IssueError(f"{shown} {_CRASHED}")
    answer = msgspec.msgpack.decode(done.stdout, type=Answer)
    if answer.sheet is None:
        raise IssueError(f"{shown} 读不出来：{answer.problem}")
    return answer.sheet
