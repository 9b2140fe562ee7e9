"""Issues as Markdown: headings by their marks, tables by their bars, no other marks."""

import re
from dataclasses import replace

from compilation.reading.pieces import Piece, Sheet
from compilation.reading.plain.document import lines_of, sheet_of

_NAME = re.compile(r"\.(?:md|markdown|mdown)$", re.I)
_PART = re.compile(r"^#{1,3} +第.{1,6}[编篇部]", re.M)
_ITEM = re.compile(r"^#{1,4} +\d{1,2}\.\d{1,3} ", re.M)
_SETEXT = re.compile(r"=+|-{3,}|\*{3,}|_{3,}")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BARS = re.compile(r"\|.*\|")
_RULE = re.compile(r"\|?[\s:\-|]*-[\s:\-|]*\|?")
_CELLS = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"^(?:(?:>\s*)+|[-*+]\s+(?=\S))")
_STRONG = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\\*])\*(?=[^\s*])([^*]+?)(?<=[^\s*\\])\*(?!\*)")
_LINK = re.compile(r"(?<!\\)!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\[\]]{1,20}\]")
_DEFINED = re.compile(r"\[\^[^\[\]]{1,20}\]:")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_TAG = re.compile(r"(?<!\\)</?(?:sub|sup|b|i|u|em|strong|span|a|font|br)\b[^<>]*>", re.I)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def is_markdown(body: bytes, name: str) -> bool:
    """By its name; else the headings of parts and items are marked."""
    if _NAME.search(name):
        return True
    text = "\n".join(lines_of(body))
    return bool(_PART.search(text) and _ITEM.search(text))


def read_markdown(body: bytes) -> Sheet:
    """The paragraphs and rows of a Markdown file, each with its line."""
    lines = lines_of(body)
    barred = [bool(_BARS.fullmatch(line.strip())) for line in lines]
    sheet = sheet_of(lines)
    pieces: list[Piece] = []
    for piece in sheet.pieces:
        row = barred[(piece.line or 1) - 1]
        if _SETEXT.fullmatch(piece.text) or (row and _RULE.fullmatch(piece.text)):
            continue
        note = _DEFINED.match(piece.text)
        if note:
            piece = replace(piece, text=piece.text[note.end() :].strip(), note=True)
        shown = replace(piece, text=_row(piece.text), row=True) if row else _unmarked(piece)
        if shown.text.strip() or (row and pieces and pieces[-1].row and not piece.gap):
            pieces.append(shown)
    return replace(sheet, pieces=pieces)


def _row(line: str) -> str:
    """| a | b | with tabs."""
    return "\t".join(_shown(cell.strip()) for cell in _CELLS.split(line)[1:-1])


def _unmarked(piece: Piece) -> Piece:
    found = _HEADING.fullmatch(piece.text)
    text = _shown(found[2] if found else _BULLET.sub("", piece.text, count=1))
    return replace(piece, text=text.strip(), outline=len(found[1]) if found else 0)


def _shown(text: str) -> str:
    """The text without the marks of emphasis, links and footnotes."""
    for pattern, shown in (
        (_LINK, r"\1"), (_FOOTNOTE, ""), (_ADDRESS, r"\1"), (_STRONG, r"\2"),
        (_EMPHASIS, r"\1"), (_TAG, ""), (_ESCAPE, r"\1"),
    ):  # fmt: skip
        text = pattern.sub(shown, text)
    return text
