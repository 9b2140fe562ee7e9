"""Files behind attachment links: real ones by probe sentences, small ones of every kind."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from crawlers.attachments import read
from crawlers.filetypes import DOC, DOCX, ET, OFD, PDF, PROTECTED, RTF, WPS, XLSX, ZIP, Limits
from tests.crawlers.attachment_samples import (
    a_doc,
    a_docx,
    a_pdf,
    a_zip,
    an_ofd,
    an_ole,
    an_xlsx,
    word_xml,
)


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_real_files_hold_their_probe_sentences(shared: Path) -> None:
    readable = 0
    for line in (shared / "pages/truth/attachments.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        found = read((shared / "pages" / truth["file"]).read_bytes(), name=truth["file"])
        assert found.media_type == truth["media_type"], truth["file"]
        if truth["has_text_layer"]:
            readable += 1
            text = squash(found.text)
            assert found.problem == "", truth["file"]
            assert [p for p in truth["probes"] if squash(p) not in text] == [], truth["file"]
            assert abs(len(text) - truth["chars"]) <= 0.03 * truth["chars"], truth["file"]
        else:
            assert (found.text, found.problem) == ("", "DOCX 文件里只有图片，没有文字")
    assert readable == 31


def test_docx_with_a_table_in_its_place() -> None:
    found = read(a_docx(), name="a.docx")
    assert found.media_type == DOCX
    assert found.text == "表前的话\n类别\t时限\n燃煤\t2024年\n表后的话"
    assert found.problem == ""


def test_docx_as_it_is_printed() -> None:
    """Deleted and hidden text, codes of fields, page numbers and copies of boxes are not."""
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r>"
        "</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        '<w:p><w:r><w:t>第一章</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText> PAGEREF _Toc1 </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:p><w:r><w:AlternateContent>"
        f"<w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent></w:r></w:p>"
    )
    notes = (
        '<w:footnotes><w:footnote w:type="separator"><w:p><w:r><w:t>—</w:t></w:r></w:p>'
        "</w:footnote>"
        "<w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    found = read(word_xml(body, parts={"word/footnotes.xml": notes}), name="a.docx")
    assert found.text == "新增\n控件内\n第一章\n框\n脚注"


def test_docx_numbers_that_nobody_typed() -> None:
    def item(depth: int, text: str) -> str:
        place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
        return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    def level(depth: int, form: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    lists = (
        '<w:numbering><w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "第%1条")
        + level(1, "chineseCounting", "（%2）")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = "".join(
        [
            item(0, "总则"),
            item(1, "甲"),
            item(1, "乙"),
            *(item(0, "款") for _ in range(10)),
            item(1, "丙"),
        ]
    )
    lines = read(word_xml(body, parts={"word/numbering.xml": lists}), name="a.docx").text.split(
        "\n"
    )
    assert lines[:4] == ["第一条 总则", "（一）甲", "（二）乙", "第二条 款"]
    assert lines[-2:] == ["第十一条 款", "（一）丙"]


def test_doc_with_a_table_a_field_and_wps_by_its_name() -> None:
    table = "序号\x07名称\x07\x07一\x07\x07\x07"
    text = f"标题\r{table}见\x13 HYPERLINK x \x14附表\x15\x13 PAGE \x147\x15。\r"
    rows = [at for at, one in enumerate(text) if one == "\x07"][2::3]
    body = a_doc(text, table_rows=rows)
    found = read(body, name="a.doc")
    assert (found.media_type, found.problem) == (DOC, "")
    assert found.text == "标题\n序号\t名称\n一\t\n见附表。"
    assert read(body, name="a.wps").media_type == WPS


def test_xlsx_rows_and_values() -> None:
    found = read(
        an_xlsx([["序号", "企业", None], [1, "开变热力", 3.5], [2.0, "乙", 0.1 + 0.2]]),
        name="a.xlsx",
    )
    assert (found.media_type, found.text) == (XLSX, "序号\t企业\n1\t开变热力\t3.5\n2\t乙\t0.3")


def test_rows_beyond_the_limit_are_told() -> None:
    found = read(an_xlsx([[at] for at in range(9)]), name="a.xlsx", limits=Limits(rows=4))
    assert (found.text, found.problem, found.partial) == ("0\n1\n2\n3", "只读了前 4 行", True)


def test_an_ofd_is_read_by_where_the_characters_stand() -> None:
    body = an_ofd([(60, 10, "右"), (10, 10, "左边"), (10, 30, "下行"), (10.2, 30, "下行")])
    found = read(body, name="a.ofd")
    assert (found.media_type, found.text) == (OFD, "左边\t右\n下行")


def test_rtf_in_the_code_of_chinese_systems() -> None:
    body = rb"{\rtf1\ansi\ansicpg936 \'d5\'fe\'b2\'df\par " + "办法".encode("gbk") + rb"\par}"
    found = read(body, name="a.rtf")
    assert (found.media_type, found.text) == (RTF, "政策\n办法")


def test_pdf_pages_without_their_numbers() -> None:
    found = read(a_pdf(["one\ntwo\n- 1 -", "three\n- 2 -"]), name="a.pdf")
    assert (found.media_type, found.text) == (PDF, "one\ntwo\nthree")
    cut = read(a_pdf(["one", "two", "three"]), name="a.pdf", limits=Limits(pages=2))
    assert (cut.text, cut.problem) == ("one\ntwo", "只读了前 2 页，共 3 页")
    assert cut.partial


def test_scans_say_so_and_which_pages_they_are() -> None:
    scan = read(a_pdf(["", ""], picture=True), name="a.pdf")
    assert (scan.text, scan.problem) == ("", "PDF 全部 2 页是扫描图像，没有读出文字")
    words = "a page of words that is long enough to be one"
    assert read(a_pdf([words], picture=True), name="a.pdf").problem == ""
    bare = read(a_pdf([""]), name="a.pdf")
    assert (bare.text, bare.problem) == ("", "PDF 没有文字层，可能是扫描件")


def test_text_and_html() -> None:
    assert read("一、甲\n二、乙".encode("gb18030"), name="a.txt").text == "一、甲\n二、乙"
    page = "<html><body><p>正文，在此。</p></body></html>".encode()
    assert read(page, name="a.html").text == "正文，在此。"


def test_archives_are_read_member_by_member() -> None:
    inner = a_zip({"内/三.txt": "三的话".encode()})
    body = a_zip({"一.docx": a_docx(), "图.png": b"\x89PNG\r\n\x1a\n00", "二.zip": inner})
    found = read(body, name="a.zip")
    assert found.media_type == ZIP
    assert found.text.startswith("【一.docx】\n表前的话\n")
    assert found.text.endswith("【图.png】\n【二.zip】\n【内/三.txt】\n三的话")
    assert found.problem == "压缩包内的图片没有文字：图.png"
    deep = read(a_zip({"深.zip": a_zip({"里.zip": inner})}), name="a.zip")
    assert "三的话" not in deep.text
    assert "压缩包套得太深" in deep.problem


def test_names_of_chinese_systems_in_a_zip() -> None:
    body = a_zip({"AAAA.txt": "话".encode()}).replace(b"AAAA", "附表".encode("gbk"))
    assert read(body, name="a.zip").text == "【附表.txt】\n话"


def test_rar_and_7z_by_the_system_library() -> None:
    libarchive = pytest.importorskip("libarchive")
    stream = io.BytesIO()
    with libarchive.custom_writer(stream.write, "7zip") as archive:
        archive.add_file_from_memory("甲.txt", 6, "甲的".encode())
    found = read(stream.getvalue(), name="a.7z")
    assert (found.text, found.problem) == ("【甲.txt】\n甲的", "")
    broken = read(b"Rar!\x1a\x07\x01\x00" + b"\0" * 60, name="a.rar")
    assert broken.problem.startswith("压缩包打不开")


@pytest.mark.parametrize(
    ("body", "name", "media_type", "problem"),
    [
        (b"", "a.pdf", "application/pdf", "文件是空的"),
        (b"%PDF-1.4\nthis is not a PDF", "a.pdf", PDF, "PDF 打不开，文件可能已损坏或不是 PDF"),
        ("<html><body><p>您访问的页面，不存在。</p></body></html>".encode(), "a.pdf", "text/html",
         "文件不是 PDF，而是网页"),
        (b"PK\x03\x04rubbish", "a.docx", "application/zip", "压缩包已损坏，打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", DOC,
         "DOC 打不开，文件可能已损坏"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 60, "a.pdf", "image/jpeg", "是图片（JPEG），没有文字"),
        (b"\x01\x02\x03\x00" * 400, "a.bin", "application/octet-stream",
         "暂不能读取 BIN 文件的文字"),
        (b"\x01\x02\x03\x00" * 400, "a.doc", "application/octet-stream", "文件不是 DOC，打不开"),
    ],
)  # fmt: skip
def test_one_clear_line(body: bytes, name: str, media_type: str, problem: str) -> None:
    found = read(body, name=name, media_type="application/pdf")
    assert (found.media_type, found.problem) == (media_type, problem)


def test_passwords_are_told() -> None:
    assert "密码" in read(a_doc("x\r", flags=0x0100), name="a.doc").problem
    book = b"\x09\x08\x10\x00" + b"\0" * 16 + b"\x2f\x00\x02\x00\x00\x00"
    locked = read(an_ole({"Workbook": book}), name="a.et")
    assert (locked.media_type, locked.problem) == (ET, "表格有密码保护，没有读出文字")
    sealed = read(an_ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), name="a.docx")
    assert (sealed.media_type, sealed.problem) == (PROTECTED, "文件有密码保护，没有读出文字")
    body = bytearray(a_zip({"a.txt": b"secret"}, compression=zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.find(mark) + place] |= 1
    assert read(bytes(body), name="a.zip").problem == "压缩包内有密码保护的文件：a.txt"
