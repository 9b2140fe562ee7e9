"""The official text of an item and its attachments: what is printed, what only listed. Pure.

Nothing is altered. What the page says besides its text (its title once more, the links to its
files) is left out; lines that a file broke to fit its pages are whole paragraphs again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from compilation.drafting.files import file_blocks, unprintable, whole
from compilation.drafting.sameness import plain, share_of
from storage.records import Attachment, AttachmentFile, Block, Content, DraftAttachment
from storage.text import fold

_SAME, _ALIKE, _WHOLE = 0.95, 0.6, 0.9
"""Shares of a file's text that stand in the page: printed once; printed, and said. And of the
page's text that stands in a file which carries it all."""
_HEAD = 6
"""Blocks among which the title may stand once more."""
_TITLE_LINES = 4
_STRAY = 300
"""Characters of a file before its own text begins that are not the page's: letterheads."""
_LEAST = 20
"""Characters of the shortest text: a page with less says it in its files."""
_SENTENCE = 24
"""Characters of a line that is no mere name."""
_SOME = 40
"""Characters of a page that says something."""
_FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|ceb|jpe?g|png)$", re.I
)
_LINK_HEAD = re.compile(r"^附件?\s*\d*\s*[：:、.．]?\s*|^\d{1,2}\s*[、.．]\s*")


@dataclass(frozen=True, kw_only=True)
class Files:
    """What is held of the files that a page links, by address."""

    held: Mapping[str, AttachmentFile] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    """Addresses behind which no file was found."""


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """What is printed of a document."""

    blocks: tuple[Block, ...]
    attachments: tuple[DraftAttachment, ...]
    notes: tuple[str, ...] = ()
    """What a person should look at, in Chinese."""

    @property
    def chars(self) -> int:
        """Characters of all that is printed."""
        files = (block for one in self.attachments for block in one.blocks)
        return sum(len(block.text) for block in (*self.blocks, *files))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to print, but perhaps a number."""
        return self.chars < _LEAST


def item_text(content: Content, title: str, files: Files) -> ItemText:
    """The text of a page and its files as it is printed under the title."""
    blocks = _own_blocks(content, title)
    printing = _Printing(content, blocks, files)
    attachments = tuple(printing.attachment(link) for link in _links(content))
    notes = list(printing.notes)
    if pictures := sum(block.kind == "image" for block in blocks):
        notes.append(f"正文中有图片 {pictures} 幅，请对照原文核对")
    return ItemText(blocks=blocks, attachments=attachments, notes=tuple(notes))


def _links(content: Content) -> list[Attachment]:
    """The files that the page links, each address once."""
    return list({link.url: link for link in content.attachments}.values())


# -- the page -------------------------------------------------------------------------------------


def _own_blocks(content: Content, title: str) -> tuple[Block, ...]:
    blocks = list(content.blocks)
    if any(link.url == content.text_url for link in content.attachments):
        blocks = list(whole(blocks))  # the text was read from the file
    for one in dict.fromkeys((fold(content.title), fold(title))):
        blocks = _without_title(blocks, one)
    return tuple(_without_links(blocks, {_bare(link.name) for link in content.attachments}))


def _without_links(blocks: Iterable[Block], names: set[str]) -> Iterator[Block]:
    """The blocks without lines that only link a file: but those of the text's own list stay."""
    in_list = False
    for block in blocks:
        link = _is_link(block, names)
        in_list = block.kind == "attachments" or (in_list and link)
        if in_list or not link:
            yield block


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without the title, if it stands near their beginning, on however many lines."""
    for start in range(min(_HEAD, len(blocks))):
        said = ""
        for end in range(start, min(start + _TITLE_LINES, len(blocks))):
            line = fold(blocks[end].text)
            said += line
            if title and said == title:
                return blocks[:start] + blocks[end + 1 :]
            if not line or not title.startswith(said):
                break
    return blocks


def _is_link(block: Block, names: set[str]) -> bool:
    """Whether a line is nothing but the name of a linked file."""
    text = block.text.strip()
    return _FILE_NAME.search(text) is not None and _bare(text) in names


def _bare(name: str) -> str:
    return fold(_FILE_NAME.sub("", _LINK_HEAD.sub("", name.strip())))


# -- its files ------------------------------------------------------------------------------------


class _Printing:
    """The attachments of one page, one after another: what was printed is not printed again."""

    def __init__(self, content: Content, blocks: Sequence[Block], files: Files) -> None:
        self._content = content
        self._files = files
        self._blocks = blocks
        self._body = plain("\n".join(block.text for block in blocks))
        self._printed: dict[str, str] = {}
        self.notes: list[str] = []

    def attachment(self, link: Attachment) -> DraftAttachment:
        """The file with its text, or with the reason why it is only listed."""
        file = self._files.held.get(link.url)
        if link.url == self._content.text_url:
            return _listed(link, "即正文")
        if file is None or (reason := unprintable(file)):
            gone = link.url in self._files.absent
            absent = "链接打不开，没有取得" if gone else "没有取得"
            return _listed(link, reason if file else absent)
        return self._of(link, file)

    def _of(self, link: Attachment, file: AttachmentFile) -> DraftAttachment:
        said = plain(file.own_text)
        for name, other in self._printed.items():
            if share_of(said, other) >= _SAME:
                return _listed(link, f"与附件“{name}”相同")
        share = share_of(said, self._body)
        if share >= _SAME:
            return _listed(link, "与正文相同")
        self._printed[link.name] = said
        blocks = file_blocks(file)
        if len(self._body) >= _SOME and share_of(self._body, said) >= _WHOLE:
            rest = _after(blocks, self._blocks)
            return DraftAttachment(
                name=link.name, url=link.url, blocks=rest, note="与正文相同的开头部分不重印"
            )
        if share < _ALIKE:
            return DraftAttachment(name=link.name, url=link.url, blocks=blocks)
        self.notes.append(f"附件“{link.name}”与正文所载大体相同而有出入，两处都印，请核对")
        note = "与正文所载大体相同而有出入，两处都印"
        return DraftAttachment(name=link.name, url=link.url, blocks=blocks, note=note)


def _listed(link: Attachment, reason: str) -> DraftAttachment:
    return DraftAttachment(name=link.name, url=link.url, blocks=(), note=reason)


def _after(blocks: Sequence[Block], page: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a file that come after what stands in the page.

    A name that the page only mentions (《…》) is no part of it: short lines have to be its own.
    """
    body = plain("\n".join(block.text for block in page))
    lines = {plain(block.text) for block in page}
    end = stray = 0
    for at, block in enumerate(blocks, 1):
        said = plain(block.text)
        if said in lines or (len(said) >= _SENTENCE and said in body):
            end, stray = at, 0
        elif (stray := stray + len(said)) > _STRAY:
            break
    return tuple(blocks[end:])
