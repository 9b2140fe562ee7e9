"""Files of text: TXT, HTML, web pages saved in one file (MHT), RTF, and ODT."""

import re
from collections.abc import Iterator
from email import message_from_bytes

from striprtf.striprtf import rtf_to_text

from crawlers.attachments.containers import Node, open_zip, part, tag
from crawlers.attachments.lines import Budget, Gathered
from crawlers.extract import extract
from crawlers.filetypes import UnreadableError
from crawlers.page import Page, decode

_HIGH = re.compile(rb"[\x80-\xff]")
_MOST_RTF = 30_000_000


def read_text(body: bytes, _budget: Budget, _found: Gathered) -> Iterator[str]:
    """The text, whatever its code."""
    yield decode(body)


def read_html(body: bytes, _budget: Budget, _found: Gathered) -> Iterator[str]:
    """The text of the page's body."""
    yield extract(Page(url="", body=body, media_type="text/html")).text


def read_mht(body: bytes, budget: Budget, found: Gathered) -> Iterator[str]:
    """The page in a web archive, which Word writes under the name of a DOC too."""
    for one in message_from_bytes(body).walk():
        if one.get_content_type() == "text/html":
            inner = one.get_payload(decode=True)
            if isinstance(inner, bytes):
                yield from read_html(inner, budget, found)
                return
    raise UnreadableError("网页存档里没有网页")


def read_rtf(body: bytes, _budget: Budget, _found: Gathered) -> Iterator[str]:
    """The text of an RTF file; a row of a table is a line with its cells between tabs."""
    if len(body) > _MOST_RTF:
        raise UnreadableError(f"RTF 文件过大（{len(body) // 1_000_000} MB），没有读取")
    # Some writers leave the bytes of Chinese characters as they are.
    plain = _HIGH.sub(lambda found: b"\\'%02x" % found[0][0], body)
    text = rtf_to_text(plain.decode("ascii"), errors="ignore")  # type: ignore[no-untyped-call]
    for line in text.splitlines():
        yield line[:-1].replace("|", "\t") if line.endswith("|") else line


def read_odt(body: bytes, budget: Budget, _found: Gathered) -> Iterator[str]:
    """The paragraphs of an ODT file; a row of a table is a line."""
    root = part(open_zip(body, budget.limits), "content.xml", budget)
    if root is None:
        raise UnreadableError("ODT 打不开，文件可能已损坏")
    yield from _blocks(root)


def _blocks(node: Node) -> Iterator[str]:
    for one in node:
        name = tag(one)
        if name in ("p", "h"):
            yield _inline(one)
        elif name == "table-row":
            cells = [cell for cell in one if tag(cell) == "table-cell"]
            yield "\t".join(" ".join(_blocks(cell)) for cell in cells)
        elif name != "tracked-changes":
            yield from _blocks(one)


def _inline(node: Node) -> str:
    out = node.text or ""
    for one in node:
        name = tag(one)
        out += {"tab": "\t", "line-break": "\n", "s": " "}.get(name) or _inline(one)
        out += one.tail or ""
    return out
