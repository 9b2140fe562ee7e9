"""The Word file, the office's own template, and the typesetter, without LibreOffice."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn

from compilation.faults import IssueError
from compilation.house import DEFAULT_HOUSE, House, read_house
from compilation.writers import no_progress, write, write_template
from compilation.writers.book import book_of
from compilation.writers.saving import save
from compilation.writers.typesetting import set_pdf
from compilation.writers.word.document import WordDocument, word_document
from compilation.writers.word.layout import lay_out
from compilation.writers.word.pages import PagesError, heading_pages
from storage.records import Draft
from tests.compilation.writer_samples import HOSTILE, page_in_contents, sample, squeezed


def word_of(draft: Draft, house: House = DEFAULT_HOUSE) -> WordDocument:
    return word_document(book_of(draft, house), draft, house)


def opened(word: WordDocument) -> tuple[docx.document.Document, dict[str, bytes]]:
    body = word.to_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return docx.Document(io.BytesIO(body)), members


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


@pytest.fixture(scope="module")
def pdf() -> bytes:
    draft = sample(length=3)
    return set_pdf(book_of(draft, DEFAULT_HOUSE), draft.made_at)


def test_headings_are_real_styles_and_the_contents_a_real_field() -> None:
    document, members = opened(word_of(sample()))
    styled: dict[str, list[str]] = {}
    for one in document.paragraphs:
        styled.setdefault(one.style.name, []).append(one.text)
    assert styled["Heading 1"] == ["第一编 中央文件", "第二编 河谷省文件", "第三编 补遗"]
    assert len(styled["Heading 2"]) == 4
    assert "一、总体要求" in styled["Heading 3"]
    assert "（二）重点任务" in styled["Heading 4"]
    assert styled["公文署名"][0] == "河谷省发展改革委"
    xml = members["word/document.xml"].decode()
    assert 'TOC \\o "1-2"' in xml
    anchors = set(re.findall(r'w:anchor="(_Toc\d+)"', xml))
    assert anchors == set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="(_Toc\d+)"', xml))
    assert len(anchors) == 7
    assert xml.count("w:tblHeader") >= 3
    begun, ended = xml.count('fldCharType="begin"'), xml.count('fldCharType="end"')
    assert begun == ended


def test_each_item_has_a_real_footnote() -> None:
    document, members = opened(word_of(sample()))
    notes = members["word/footnotes.xml"].decode()
    for number in ("1.1", "1.2", "2.1", "3.1"):
        assert "来源：</w:t>" in notes
        assert f"https://www.hegu.example/2024/{number}.html" in notes
    body = members["word/document.xml"].decode()
    assert re.findall(r'footnoteReference w:id="(\d+)"', body) == ["2", "3", "4", "5"]
    marked = [one for one in document.paragraphs
              if one._p.find(f".//{qn('w:footnoteReference')}") is not None]  # fmt: skip
    assert [one.text[:5] for one in marked] == ["现将《河谷", "#impo", "", "现将《河谷"]


def test_each_part_has_its_running_head_and_pages_begin_with_the_first() -> None:
    document, _ = opened(word_of(sample()))
    heads = [one.header.paragraphs[0].text for one in document.sections]
    assert [one.split("\t")[-1] for one in heads[3:]] == [
        "第一编 中央文件", "第二编 河谷省文件", "第三编 补遗", "编务说明 2024.03",
    ]  # fmt: skip
    starts = [one._sectPr.find(qn("w:pgNumType")) for one in document.sections]
    numbers = [None if one is None else one.get(qn("w:start")) for one in starts]
    assert numbers == [None, None, "1", "1", None, None, "1"]


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert word_of(sample()).to_bytes() == word_of(sample()).to_bytes()


def test_without_libreoffice_pages_are_reckoned_and_word_refreshes_them(pdf: bytes) -> None:
    draft = sample(length=3)
    book = book_of(draft, DEFAULT_HOUSE)
    laid = lay_out(book, word_of(draft), None, no_progress)
    assert laid.pdf is None
    assert "没有安装 LibreOffice" in laid.note
    with zipfile.ZipFile(io.BytesIO(laid.document)) as archive:
        assert b"w:updateFields" in archive.read("word/settings.xml")
        xml = archive.read("word/document.xml").decode()
    shown = re.findall(r'PAGEREF .*?separate"/></w:r><w:r><w:t[^>]*>(\d+)<', xml)
    assert [int(one) for one in shown] == heading_pages(pdf, len(book.headings))[0]


def test_the_typesetter_numbers_the_contents_by_the_pages_of_the_headings(pdf: bytes) -> None:
    draft = sample(length=3)
    headings = book_of(draft, DEFAULT_HOUSE).headings
    pages, total = heading_pages(pdf, len(headings))
    texts = [squeezed(one) for one in text_of(pdf)]
    assert len(texts) == total
    first = next(at for at, one in enumerate(texts) if "—1—" in one)
    contents = "\n".join(text_of(pdf)[2:first])
    for (_, heading), page in zip(headings, pages, strict=True):
        assert squeezed(heading) in texts[first + page - 1]
        assert f"—{page}—" in texts[first + page - 1]
        assert page_in_contents(contents, heading) == page


def test_text_is_never_markup_to_the_typesetter(pdf: bytes) -> None:
    assert squeezed(HOSTILE) in squeezed("".join(text_of(pdf)))


def test_the_headings_of_another_file_are_no_answer(pdf: bytes) -> None:
    with pytest.raises(PagesError):
        heading_pages(pdf, 8)


def test_an_empty_issue_can_be_written() -> None:
    draft = replace(sample(), parts=(), sheet=())
    document, _ = opened(word_of(draft))
    texts = [one.text for one in document.paragraphs]
    assert texts.count("本期没有文件。") == 2
    assert (len(document.sections), texts[-1]) == (4, "本期没有文件。")
    assert heading_pages(set_pdf(book_of(draft, DEFAULT_HOUSE), draft.made_at), 0) == ([], 4)


def test_without_a_sheet_the_last_part_ends_the_file() -> None:
    document, _ = opened(word_of(replace(sample(), sheet=())))
    assert len(document.sections) == 6
    assert document.sections[-1].header.paragraphs[0].text.endswith("第三编 补遗")


# -- the office's own template ------------------------------------------------------------------


def test_the_template_that_is_written_is_read_as_our_own(tmp_path: Path) -> None:
    write_template(tmp_path / "模板.docx")
    read = read_house(tmp_path / "模板.docx")
    assert replace(read, template=None) == DEFAULT_HOUSE
    first = (tmp_path / "模板.docx").read_bytes()
    write_template(tmp_path / "模板.docx")
    assert (tmp_path / "模板.docx").read_bytes() == first


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A template of one section, as somebody would make it in Word, its places in several runs."""
    document = docx.Document()
    document.add_paragraph("河谷双碳月报", style="Title")
    document.add_paragraph("{{年}}年第{{月}}期 {{刊号}}")
    document.add_paragraph("声 明")
    document.add_paragraph("收录{{起始日}}以来的文件。")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("目录")
    document.add_paragraph("{{目录}}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    place = document.add_paragraph("{{")
    place.add_run("正").bold = True
    place.add_run("文}}")
    head = document.sections[0].header.paragraphs[0]
    head.add_run("{{题名}} {{")
    head.add_run("编}}")
    path = tmp_path / "office.docx"
    document.save(str(path))
    return path


def test_an_office_gives_names_statement_and_styles(office: Path) -> None:
    house = read_house(office)
    assert (house.title, house.statement) == ("河谷双碳月报", ("收录{{起始日}}以来的文件。",))
    word = word_of(sample(), house)
    document, _ = opened(word)
    texts = [one.text for one in document.paragraphs]
    assert "2024年第3期 {{刊号}}" in texts
    assert "收录2024年3月1日以来的文件。" in texts
    assert not [one for one in texts if "{{" in one and "刊号" not in one and HOSTILE not in one]
    assert word.notes == ("模板中的 {{刊号}} 不是已知的占位符，照原样保留。",)
    heads = [one.header.paragraphs[0].text for one in document.sections]
    assert heads == [
        "河谷双碳月报 ", "河谷双碳月报 第一编 中央文件", "河谷双碳月报 第二编 河谷省文件",
        "河谷双碳月报 第三编 补遗", "编务说明",
    ]  # fmt: skip
    colour = next(one for one in document.styles if one.name == "Heading 1").font.color.rgb
    assert str(colour) == "365F91", "the office's own heading"


def test_a_template_without_contents_is_filled_and_that_is_said(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "只有正文"
    document.add_paragraph("{{正文}}")
    document.add_paragraph("封底")
    document.save(str(tmp_path / "bare.docx"))
    word = word_of(sample(), read_house(tmp_path / "bare.docx"))
    assert "没有写目录" in word.notes[0]
    word.number([1] * 7)
    texts = [one.text for one in opened(word)[0].paragraphs]
    assert texts.index("第三编 补遗") < texts.index("封底") < texts.index("编务说明")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "找不到汇编模板"),
        (lambda path: path.write_bytes(b""), "不是 Word 的 .docx 文件"),
        (lambda path: path.write_bytes(b"%PDF-1.7 no template"), "不是 Word 的 .docx 文件"),
        (lambda path: docx.Document().save(str(path)), "没有独占一段的 {{正文}}"),
    ],
)
def test_a_wrong_template_is_one_clear_line(tmp_path: Path, make: object, said: str) -> None:
    path = tmp_path / "模板.docx"
    make(path)  # type: ignore[operator]
    with pytest.raises(IssueError, match=re.escape(said)) as caught:
        read_house(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_template_without_a_title_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = ""
    document.add_paragraph("{{正文}}")
    document.save(str(tmp_path / "t.docx"))
    with pytest.raises(IssueError, match="没有写明汇编名称"):
        read_house(tmp_path / "t.docx")


# -- files ----------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    written = write(sample(), DEFAULT_HOUSE, tmp_path / "a.md", lambda *step: steps.append(step))
    assert written.path.read_text(encoding="utf-8").startswith("2024.03 月刊")
    assert steps[-1][1] == steps[-1][2]
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_the_longest_name_is_written_and_an_interruption_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / f"{'汉' * 84}.md", b"x")

    def interrupted(_part: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "b.md", b"x")
    assert [one.name for one in tmp_path.iterdir()] == [f"{'汉' * 84}.md"]


def test_why_a_file_is_not_written_is_said_in_chinese() -> None:
    with pytest.raises(IssueError, match=r"^写不了 /proc/x\.md（没有"):
        save(Path("/proc/x.md"), b"x")


@pytest.mark.parametrize("name", ["a.odt", "a", "missing/a.md", "folder.md"])
def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(IssueError) as caught:
        write(sample(), DEFAULT_HOUSE, tmp_path / name)
    assert "\n" not in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["folder.md"]
