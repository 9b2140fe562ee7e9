"""Files behind attachment links: real ones by probe sentences, hostile ones by their refusal."""

import io
import json
import re
import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from crawlers.attachments import DOCX, PDF, XLSX, read


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_real_files_hold_their_probe_sentences(shared: Path) -> None:
    readable = 0
    for line in (shared / "pages/truth/attachments.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        found = read((shared / "pages" / truth["file"]).read_bytes(), name=truth["file"])
        assert found.media_type == truth["media_type"], truth["file"]
        if truth["media_type"] in (PDF, DOCX, XLSX) and truth["has_text_layer"]:
            readable += 1
            text = squash(found.text)
            assert found.problem == "", truth["file"]
            assert [p for p in truth["probes"] if squash(p) not in text] == [], truth["file"]
        else:
            assert found.text == ""
            assert found.problem
    assert readable == 25


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("表前的话")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("类别", "时限", "燃煤", "2024年")):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("表后的话")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_docx_with_a_table_in_its_place() -> None:
    found = read(_docx(), name="a.docx")
    assert found.media_type == DOCX
    assert found.text == "表前的话\n类别\t时限\n燃煤\t2024年\n表后的话"
    assert found.problem == ""


def test_xlsx_rows() -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业", None])
    book.active.append([1, "开变热力", 3.5])
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), name="a.xlsx")
    assert (found.media_type, found.text) == (XLSX, "序号\t企业\n1\t开变热力\t3.5")


def test_text_and_html() -> None:
    assert read("一、甲\n二、乙".encode("gb18030"), name="a.txt").text == "一、甲\n二、乙"
    page = "<html><body><p>正文，在此。</p></body></html>".encode()
    assert read(page, name="a.html").text == "正文，在此。"


@pytest.mark.parametrize(
    ("body", "name", "media_type", "problem"),
    [
        (b"", "a.pdf", "application/pdf", "文件是空的"),
        (b"%PDF-1.4\nthis is not a PDF", "a.pdf", PDF, "PDF 打不开，文件可能已损坏或不是 PDF"),
        ("<html><body><p>您访问的页面，不存在。</p></body></html>".encode(), "a.pdf", "text/html",
         "文件不是 PDF，而是网页"),
        (b"PK\x03\x04rubbish", "a.docx", "application/zip", "压缩包已损坏，打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "application/msword",
         "暂不能读取 DOC 文件的文字"),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", "application/vnd.rar", "暂不能读取 RAR 文件的文字"),
        (b"\x01\x02\x03\x00" * 400, "a.bin", "application/octet-stream",
         "暂不能读取 application/octet-stream 文件的文字"),
    ],
)  # fmt: skip
def test_one_clear_line(body: bytes, name: str, media_type: str, problem: str) -> None:
    found = read(body, name=name, media_type="application/pdf")
    assert (found.media_type, found.problem) == (media_type, problem)


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    found = read(stream.getvalue(), name="a.docx")
    assert found.text == ""
    assert "超过上限" in found.problem


def test_a_docx_without_its_parts_is_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert read(stream.getvalue(), name="a.docx").problem == "DOCX 打不开，文件可能已损坏"


def _scan() -> bytes:
    """A PDF of one page that shows nothing but a grey box."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length 22>>stream\n0.5 g 0 0 99 99 re f  \nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + text + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def test_a_scan_says_so() -> None:
    found = read(_scan(), name="a.pdf")
    assert (found.media_type, found.text) == (PDF, "")
    assert found.problem == "PDF 没有文字层，可能是扫描件"


def test_a_lying_central_directory_is_no_crash() -> None:
    body = bytearray(_docx())
    at = body.rfind(b"PK\x01\x02")
    body[at + 24 : at + 28] = struct.pack("<I", 5)
    assert read(bytes(body), name="a.docx").media_type
