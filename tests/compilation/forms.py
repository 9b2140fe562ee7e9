"""An issue of plain text made into what offices send: DOCX with and without styles, and PDF.

Broken paragraphs are whole again, as in the office's own file; everything else is printed as the
text has it, page numbers in the contents too.
"""

import io
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

FONT = "Noto Serif CJK SC"
_DATE = re.compile(r"\s*\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日\s*")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；]{2,40}")


def paragraphs_of(truth: Mapping[str, Any], lines: list[str]) -> Iterator[tuple[int, str]]:
    """Each paragraph and row of the body with its line, broken ones whole."""
    seconds = {second: first for first, second in truth["joins"]}
    whole: dict[int, str] = {}
    for number in range(truth["part"][0]["line"], len(lines) + 1):
        text = lines[number - 1].rstrip("\r")
        if number in seconds:
            first = seconds[number]
            while first in seconds:
                first = seconds[first]
            whole[first] += text
        elif text.strip():
            whole[number] = text
    return iter(whole.items())


def docx_of(truth: Mapping[str, Any], lines: list[str], *, styled: bool) -> bytes:
    """The issue as a Word file: headings in their styles, or only in bigger type."""
    made = docx.Document()
    _fonts(made)
    _running(made, f"{truth['title']} {truth['month']}")
    _front(made, truth, lines)
    parts = {part["line"] for part in truth["part"]}
    items = {item["line"] for item in truth["item"]}
    tables = {row: table for item in truth["item"] for table, row in _rows(item)}
    for number, text in paragraphs_of(truth, lines):
        if number in tables:
            if number == tables[number]["line"]:
                _table(made, lines[number - 1 : number - 1 + tables[number]["rows"]])
        elif number in parts:
            made.add_page_break()
            _heading(made, text, 1, styled=styled)
        elif number in items:
            _heading(made, text, 2, styled=styled)
        else:
            _body(made, text, styled=styled)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _rows(item: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    for table in item["tables"]:
        yield from ((table, table["line"] + at) for at in range(table["rows"]))


def _fonts(made: Document) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = made.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    made.styles["Normal"].font.size = Pt(14)


def _running(made: Document, head: str) -> None:
    section = made.sections[0]
    section.header.paragraphs[0].text = head
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    foot.add_run(" —")


def _front(made: Document, truth: Mapping[str, Any], lines: list[str]) -> None:
    """Cover, statement and contents."""
    for text in lines[: truth["part"][0]["line"] - 1]:
        if text.strip() == "目录":
            made.add_page_break()
        if text.strip():
            made.add_paragraph(text.rstrip("\r"))


def _heading(made: Document, text: str, level: int, *, styled: bool) -> None:
    if styled:
        made.add_heading(text, level)
        return
    run = made.add_paragraph().add_run(text)
    run.bold = True
    run.font.size = Pt(20 - 2 * level)


def _body(made: Document, text: str, *, styled: bool) -> None:
    if _CHAPTER.fullmatch(text.strip()):
        _heading(made, text, 3, styled=styled)
        return
    paragraph: Paragraph = made.add_paragraph(text)
    if _DATE.fullmatch(text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.paragraph_format.first_line_indent = Pt(28)


def _table(made: Document, rows: list[str]) -> None:
    cells = [row.rstrip("\r").split("\t") for row in rows]
    table = made.add_table(len(cells), max(map(len, cells)), style="Table Grid")
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)


def pdf_of(file: bytes, soffice: str, folder: Path) -> bytes:
    """The PDF that LibreOffice makes of a Word file."""
    source = folder / "issue.docx"
    source.write_bytes(file)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [soffice, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    return (folder / "issue.pdf").read_bytes()
