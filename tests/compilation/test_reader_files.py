"""Issues as files: Word, Markdown, other codes; and files that are no issue."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from compilation.faults import IssueError
from compilation.reading.child import read_here
from compilation.reading.pieces import Piece
from tests.compilation.issue_sample import BODY, FRONT, issue_of, text_of
from tests.compilation.reading import read_issue
from tests.crawlers.attachment_samples import a_pdf, an_ole, pdf_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(build: Callable[[Any], None]) -> bytes:
    """A Word file that ``build`` fills."""
    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw_word(xml: str) -> bytes:
    """A Word file with that body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
        )
    return out.getvalue()


def pieces(file: bytes) -> list[Piece]:
    """What the reader of Word files gives, in this process."""
    answer = read_here(file, "docx")
    assert answer.sheet is not None, answer.problem
    return list(answer.sheet.pieces)


def field(paragraph: Any, code: str, shown: str) -> None:
    """A field with what it shows."""
    for kind, words in (("begin", ""), ("", code), ("separate", ""), ("t", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "t":
            run.text = words
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            run._r.append(OxmlElement("w:instrText"))
            run._r[-1].text = words


def test_a_word_file_reads_like_the_text() -> None:
    def build(document: Any) -> None:
        rows: list[list[str]] = []
        for line in (FRONT + BODY).split("\n"):
            if "\t" in line and not line.startswith(("第", "1.", "2.")):
                rows.append(line.split("\t"))
                continue
            if rows:
                table = document.add_table(0, 3)
                for row in rows:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
                rows = []
            document.add_paragraph(line)
        document.sections[0].header.paragraphs[0].text = "低碳政策汇编"

    read = read_issue(word(build), "x.docx")
    text = read_issue((FRONT + "\n" + BODY).encode(), "x.txt")
    assert [one.text for one in read.items] == [one.text for one in text.items]
    assert (read.title, read.publisher, read.month) == (text.title, text.publisher, text.month)
    assert [one.page for one in read.items] == [1, 3, 5]
    assert all(block.line is None for one in read.items for block in one.blocks)


def test_the_field_of_the_contents_is_read_and_left_out() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("2024年2月")
        document.add_paragraph("目录")
        for title, page in (("第一编 中央文件", "1"), ("1.1 关于甲工作的通知", "7")):
            entry = document.add_paragraph()
            if page == "1":
                for kind in ("begin", ' TOC \\o "1-2" ', "separate"):
                    run = entry.add_run()
                    tag = "w:instrText" if "TOC" in kind else "w:fldChar"
                    run._r.append(OxmlElement(tag))
                    run._r[-1].text = kind if "TOC" in kind else None
                    run._r[-1].set(qn("w:fldCharType"), kind)
            entry.add_run(f"{title}\t")
            field(entry, " PAGEREF _Toc1 ", page)
        run = document.add_paragraph().add_run()
        run._r.append(OxmlElement("w:fldChar"))
        run._r[-1].set(qn("w:fldCharType"), "end")
        document.add_heading("第一编 中央文件", 1)
        document.add_heading("1.1 关于甲工作的通知", 2)
        document.add_paragraph("请执行。")

    file = word(build)
    assert [one.listed for one in pieces(file)] == [False, False, True, True, False, False, False]
    item = read_issue(file, "x.docx").items[0]
    assert (item.page, item.title_in_contents) == (7, "关于甲工作的通知")
    assert item.text == "1.1 关于甲工作的通知\n请执行。"


def test_headings_that_only_their_style_marks() -> None:
    def build(document: Any) -> None:
        document.add_heading("国家政策", 1)
        document.add_heading("海东部关于甲工作的通知", 2)
        document.add_heading("一、总体要求", 3)
        document.add_heading("海东部关于乙工作的通知", 2)

    read = read_issue(word(build), "2024-02.docx")
    assert [(one.number, one.title) for one in read.items] == [
        ("1.1", "海东部关于甲工作的通知"), ("1.2", "海东部关于乙工作的通知"),
    ]  # fmt: skip
    assert read.parts[0].title == "国家政策"


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    file = raw_word(
        "<w:p><w:r><w:t>第一编 中央文件</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>1.1 关于甲工作的通知</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>请于3月</w:t></w:r>"
        "<w:del><w:r><w:delText>底</w:delText></w:r></w:del></w:p>"
        "<w:p><w:ins><w:r><w:t>31日前</w:t></w:r></w:ins><w:r><w:t>完成。</w:t></w:r></w:p>"
    )
    read = read_issue(file, "2024-02.docx")
    assert read.items[0].text.split("\n")[1:] == ["请于3月31日前完成。"]
    assert "修订痕迹" in read.notes[0].text


def test_merged_cells_boxes_and_signatures_set_in_tables() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    def table(*rows: str) -> str:
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    wide = '<w:gridSpan w:val="2"/>'
    file = raw_word(
        table(cell("序号") + cell("地区", wide), cell("1") + cell("甲市") + cell("乙县"))
        + table(cell("专栏 1 工程"))
        + table(cell("财政部") + cell("税务总局"), cell("2024年2月3日", wide))
    )
    assert [(one.text, one.row) for one in pieces(file)] == [
        ("序号\t地区\t", True), ("1\t甲市\t乙县", True), ("专栏 1 工程", False),
        ("财政部 税务总局", False), ("2024年2月3日", False),
    ]  # fmt: skip


def test_markdown_marks_are_no_text() -> None:
    body = text_of(
        "# 低碳政策汇编", "2024年2月", "- [第一编 中央文件](#a)", "- [1.1 关于甲工作的通知](#b)",
        "# 第一编 中央文件", "## 1.1 关于甲工作的通知[^1]", "**各市：**", "- 排放量\\*不高于 5%；",
        "| 序号 | 名称 |\n|---|:--|\n| 1 | CO<sub>2</sub> |", "见 <https://hai.example/a>。",
        "海东省人民政府", "2024年2月3日",
    )  # fmt: skip
    item = read_issue(body, "x.md").items[0]
    assert item.text.split("\n") == [
        "1.1 关于甲工作的通知", "各市：", "排放量*不高于 5%；", "序号\t名称", "1\tCO2",
        "见 https://hai.example/a。", "海东省人民政府", "2024年2月3日",
    ]  # fmt: skip
    assert (item.addressees, item.signed_on) == (("各市",), date(2024, 2, 3))
    assert [one.line for one in item.blocks][:3] == [11, 13, 15]


def test_chinese_codes() -> None:
    body = issue_of([("1.1 关于甲工作的通知", "请执行。")]).decode()
    read = [read_issue(body.encode(code), "x.txt") for code in ("utf-8-sig", "gb18030", "utf-16")]
    assert read[0] == read[1] == read[2]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(201_000_000))
    return out.getvalue()


LOCKED = pdf_of(
    [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"],
    b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>/ID[<00><00>]"
    % (b"11" * 32, b"22" * 32),
)


def nested() -> bytes:
    deep = 240
    return raw_word(
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>" * deep + "</w:tc></w:tr></w:tbl>" * deep
    )


@pytest.mark.parametrize(
    ("make", "name", "why"),
    [
        (lambda: b"", "a.txt", "a.txt 是空文件"),
        (lambda: b" \r\n\x00", "a.txt", "是空文件"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.doc", "另存为 DOCX"),
        (
            lambda: an_ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
            "a.docx",
            "有密码保护",
        ),
        (lambda: "<html><body>第一编</body></html>".encode(), "a.html", "是网页"),
        (lambda: b"\x89PNG\r\n\x1a\n1234", "a.png", "是 PNG 文件"),
        (lambda: raw_word("")[:-30], "a.docx", "已损坏"),
        (bomb, "a.docx", "超过上限"),
        (lambda: b"a" * 100_000_001, "a.txt", "超过 100 MB"),
        (
            lambda: "第一编 甲\n1.1 关于乙的通知\n".encode() + b"a\n" * 200_001,
            "2024-02.txt",
            "过长",
        ),
    ],
)
def test_files_that_are_no_issue(make: Callable[[], bytes], name: str, why: str) -> None:
    with pytest.raises(IssueError, match=why) as told:
        read_issue(make(), name)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("file", "kind", "why"),
    [
        (a_pdf([""], picture=True), "pdf", "没有文字层"),
        (b"%PDF-1.7\nnothing", "pdf", "已损坏"),
        (LOCKED, "pdf", "有密码保护"),
        (nested(), "docx", "已损坏"),
        (raw_word("<w:p>"), "docx", "读不出来"),
    ],
)
def test_files_that_say_nothing(file: bytes, kind: str, why: str) -> None:
    answer = read_here(file, kind)
    assert answer.sheet is None
    assert why in answer.problem


def test_a_text_of_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compilation.reading.forms.MOST_PIECES", 3)
    with pytest.raises(IssueError, match="有 4 段，过长"):
        read_issue(text_of("第一编 中央文件", "1.1 关于乙的通知", "一", "二"), "2024-02.txt")


def test_the_process_that_reads_answers_in_one_line() -> None:
    with pytest.raises(IssueError, match=r"^a\.pdf 读不出来：PDF 里只有图片，没有文字层") as told:
        read_issue(a_pdf([""], picture=True), "a.pdf")
    assert "\n" not in str(told.value)
