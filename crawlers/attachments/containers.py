"""ZIP containers, opened no further than the limits let, and the XML in them."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from crawlers.attachments.lines import FAULTS, Budget
from crawlers.filetypes import Limits, UnreadableError

Node = Any
"""An lxml element; lxml has no types."""
_LARGEST_XML = 60_000_000
"""Bytes of one XML part: its tree takes ten times that."""
_ENCRYPTED = 0x1
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def open_zip(body: bytes, limits: Limits) -> zipfile.ZipFile:
    """The container, after what it declares was found bearable. Raises ``UnreadableError``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except FAULTS as error:
        raise UnreadableError("压缩包已损坏，打不开") from error
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked or unpacked > limits.ratio * len(body) + 1_000_000:
        raise UnreadableError(f"压缩包展开后有 {unpacked // 1_000_000} MB，超过上限，没有打开")
    if _overlap(infos):
        raise UnreadableError("压缩包内的文件互相重叠，不是正常的压缩包，没有打开")
    return archive


def _overlap(infos: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether members share their bytes, as in bombs that unpack one kernel many times."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + info.compress_size
    return False


def is_locked(info: zipfile.ZipInfo) -> bool:
    """Whether the member is under a password."""
    return bool(info.flag_bits & _ENCRYPTED)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """A member's bytes. Raises what the budget raises; nobody believes the declared size."""
    room = budget.limits.unpacked - budget.unpacked
    with archive.open(info) as stream:
        body = stream.read(max(0, room) + 1)
    budget.take_unpacked(len(body))
    return body


def part(archive: zipfile.ZipFile, name: str, budget: Budget) -> Node | None:
    """The root of an XML part, or None if there is none of the name (whatever its case).

    Raises ``UnreadableError`` for a part that is locked, too large, or declares entities.
    """
    wanted = name.lstrip("/").replace("\\", "/").lower()
    for info in archive.infolist():
        if info.filename.lstrip("/").replace("\\", "/").lower() == wanted:
            if is_locked(info):
                raise UnreadableError("文件有密码保护，没有读出文字")
            return parse_xml(unpack(archive, info, budget))
    return None


def parse_xml(body: bytes) -> Node:
    """The root of an XML file; no entity is expanded, nothing else is read. Raises on bombs."""
    if len(body) > _LARGEST_XML:
        raise UnreadableError(f"文件里有 {len(body) // 1_000_000} MB 的 XML，超过上限，没有读取")
    if any(mark in body for mark in _DOCTYPES):  # even unread entities unfold in attributes
        raise UnreadableError("文件的 XML 里有实体定义，不是正常的文档，没有读取")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise UnreadableError("文件里的 XML 读不出来，文件可能已损坏") from error


def tag(node: Node) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    name = node.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attr(node: Node, name: str) -> str:
    """The attribute of that local name, whatever its namespace; empty without one."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child(node: Node | None, *names: str) -> Node | None:
    """The first child of a name, of that the first child of the next name, and so on."""
    for name in names:
        if node is None:
            return None
        node = next((one for one in node if tag(one) == name), None)
    return node


def named(node: Node, name: str) -> list[Node]:
    """All descendants of that local name."""
    return [one for one in node.iter() if tag(one) == name]
