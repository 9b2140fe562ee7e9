"""Every kind of misprint: what it means to a compiler, how sure it is, how much it matters."""

from typing import NamedTuple

from storage.records import FindingKind


class Sort(NamedTuple):
    """What is said of a subkind; ``rank`` 0 alters figures, 1 words, 2 names, 3 form, 4 space."""

    rank: int
    confidence: float
    reason: str
    together: int = 0
    """So many of it, and more, are one finding; 0: each is its own, however many."""
    kind: FindingKind = "misprint"


_ALWAYS, _SEVERAL, _MANY, _HEAPS = 2, 10, 20, 60
_SORTS: dict[str, Sort] = {
    "wrong_document_number": Sort(0, 0.95, "发文字号与官方文本不一致，请核对。"),
    "wrong_date": Sort(0, 0.95, "日期与官方文本不一致，请核对。"),
    "wrong_digit": Sort(0, 0.95, "数字与官方文本不一致，请核对。"),
    "wrong_number": Sort(0, 0.9, "中文数字与官方文本不一致，请核对。"),
    "wrong_unit": Sort(0, 0.9, "单位与官方文本不一致，请核对。"),
    "wrong_modal": Sort(0, 0.9, "“应当、可以、不得”一类的词与官方文本不同，含义改变。"),
    "impossible_date": Sort(0, 0.9, "日历上没有这一天，请核对。"),
    "space_in_number": Sort(0, 0.85, "数字中间多出空格，易误读为两个数。"),
    "dropped_paragraph": Sort(1, 0.85, "官方文本有这一段，汇编中没有。"),
    "dropped_sentence": Sort(1, 0.9, "官方文本有这一句，汇编中漏排。"),
    "dropped_row": Sort(1, 0.85, "官方表格有这一行，汇编中没有。"),
    "dropped_cell": Sort(1, 0.85, "官方表格这一行还有内容，汇编中没有。"),
    "wrong_cell": Sort(1, 0.9, "表格的这一格与官方表格不同。"),
    "swapped_cells": Sort(0, 0.9, "表格这一行的各格错位，与官方表格对不上。"),
    "dropped_words": Sort(1, 0.9, "与官方文本相比漏排了词语。"),
    "dropped_character": Sort(1, 0.9, "与官方文本相比漏字。"),
    "dropped_character_at_page_break": Sort(1, 0.9, "换页处漏字。"),
    "doubled_paragraph": Sort(1, 0.85, "这一段重复排印。"),
    "doubled_row": Sort(1, 0.85, "表格的这一行重复排印。"),
    "doubled_sentence": Sort(1, 0.9, "这一句重复排印。"),
    "doubled_words": Sort(1, 0.9, "词语重复排印。"),
    "doubled_character": Sort(1, 0.9, "重字：同一个字排了两遍。"),
    "extra_paragraph": Sort(1, 0.75, "官方文本没有这一段。"),
    "extra_row": Sort(1, 0.75, "官方表格没有这一行。"),
    "extra_sentence": Sort(1, 0.85, "官方文本没有这一句。"),
    "extra_words": Sort(1, 0.85, "官方文本没有这些词语。"),
    "extra_character": Sort(1, 0.9, "与官方文本相比多字。"),
    "swapped_characters": Sort(1, 0.9, "字序颠倒。"),
    "confusable_character": Sort(1, 0.93, "形近或音近的字误植。"),
    "wrong_character": Sort(1, 0.9, "与官方文本用字不同。"),
    "word_error": Sort(1, 0.85, "与官方文本用词不同。"),
    "differs_from_official": Sort(1, 0.7, "这一处与官方文本差异较大，请对照原文。"),
    "english_word_in_chinese": Sort(1, 0.95, "中文里夹了英文单词，应为中文。"),
    "dropped_label": Sort(2, 0.9, "漏排序号。"),
    "wrong_numbering": Sort(2, 0.9, "序号与官方文本不一致。"),
    "numbering_jump": Sort(2, 0.6, "序号不连续，可能漏排或错排。"),
    "wrong_brackets_in_doc_number": Sort(2, 0.95, "发文字号的年份应当用六角括号〔〕。"),
    "book_title_marks_round_heading": Sort(2, 0.85, "单独成行的标题不加书名号。"),
    "heading_differs_from_contents": Sort(2, 0.9, "正文标题与目录不一致。"),
    "contents_page_backwards": Sort(2, 0.85, "目录页码比前一条小，顺序有误。"),
    "lost_subscript": Sort(2, 0.85, "下标未排成下标。", _MANY),
    "lost_superscript": Sort(2, 0.85, "上标未排成上标。", _MANY),
    "dropped_punctuation": Sort(3, 0.9, "漏排标点。"),
    "extra_punctuation": Sort(3, 0.9, "官方文本此处没有标点。"),
    "doubled_punctuation": Sort(3, 0.9, "标点重复。"),
    "wrong_punctuation": Sort(3, 0.85, "标点与官方文本不同。"),
    "wrong_quotation_mark": Sort(3, 0.85, "引号的方向或单双有误。"),
    "wrong_brackets": Sort(3, 0.85, "括号的种类或方向有误。"),
    "unpaired_brackets": Sort(3, 0.7, "括号、引号或书名号不成对。", _SEVERAL),
    "latex_subscript": Sort(3, 0.97, "残留的公式代码，下标应直接排出。", _MANY),
    "latex_superscript": Sort(3, 0.97, "残留的公式代码，上标应直接排出。", _MANY),
    "latex_markup": Sort(3, 0.95, "残留的公式代码。", _MANY),
    "html_tag": Sort(3, 0.95, "残留的网页标签。", _MANY),
    "html_entity": Sort(3, 0.95, "残留的网页代码。", _SEVERAL),
    "markdown_bold": Sort(3, 0.97, "残留的Markdown加粗符号。", _MANY),
    "markdown_heading": Sort(3, 0.95, "残留的Markdown标题符号。", _MANY),
    "markdown_autolink": Sort(3, 0.95, "残留的Markdown网址尖括号。", _MANY),
    "markdown_link": Sort(3, 0.95, "残留的Markdown链接代码。", _MANY),
    "markdown_code": Sort(3, 0.9, "残留的Markdown代码符号。", _MANY),
    "space_in_title": Sort(3, 0.9, "标题中多出空格。", _MANY),
    "space_in_name": Sort(3, 0.9, "姓名中多出空格。", _MANY),
    "space_in_doc_number": Sort(3, 0.95, "发文字号中多出空格。", _MANY),
    "page_break_split": Sort(4, 0.95, "同一段被换页截成两段，应当连排。", _HEAPS),
    "ascii_punctuation": Sort(3, 0.9, "中文里应当用全角标点。", _SEVERAL),
    "full_width_character": Sort(4, 0.85, "应当用半角字符。", _SEVERAL),
    "wrong_dash": Sort(4, 0.7, "连接号或破折号与官方文本不同。", _ALWAYS),
    "wrong_dot": Sort(4, 0.8, "间隔号与官方文本不同。", _SEVERAL),
    "other_quotation_marks": Sort(4, 0.7, "引号样式与官方文本不同。", _ALWAYS),
    "half_width_parentheses": Sort(4, 0.95, "中文里应当用全角括号。", _ALWAYS),
    "markdown_bullet": Sort(4, 0.95, "残留的Markdown列表符号。", _ALWAYS),
    "space_between_han_and_digit": Sort(4, 0.95, "汉字与数字之间多出空格。", _ALWAYS),
    "space_between_han_and_latin": Sort(4, 0.95, "汉字与字母之间多出空格。", _ALWAYS),
    "space_between_han": Sort(4, 0.9, "汉字之间多出空格。", _ALWAYS),
    "space_beside_punctuation": Sort(4, 0.9, "标点旁多出空格。", _ALWAYS),
    "space_in_code": Sort(4, 0.6, "标准号、型号中的空格与官方文本不同。", _ALWAYS),
    "lost_space": Sort(4, 0.6, "与官方文本相比少了空格。", _ALWAYS),
    "moved_paragraph": Sort(2, 0.6, "段落的先后与官方文本不同。"),
    "draft_mark": Sort(2, 0.95, "起草时的“待定”标记没有删去。"),
    "footnote_mark": Sort(4, 0.6, "官方文本没有的脚注号。", _ALWAYS, kind="layout"),
    "missing_signature": Sort(1, 0.85, "官方文本有落款，汇编中没有。"),
    "missing_attachment": Sort(2, 0.8, "官方文本的附件，汇编中没有排印。", kind="layout"),
    "table_flattened": Sort(2, 0.7, "表格与官方文本排法不同，未逐格比较。", kind="layout"),
    "table_is_picture": Sort(3, 0.4, "官方文本此处是图片，未作比较。", kind="layout"),
    "cannot_compare": Sort(2, 0.5, "官方文本不完整或差异过大，未作逐字比较。", kind="layout"),
    "lines_merged": Sort(4, 0.7, "官方文本的两行，汇编排成了一行。", _MANY, kind="layout"),
    "paragraphs_merged": Sort(4, 0.6, "官方的两段，汇编排成了一段。", _SEVERAL, kind="layout"),
    "paragraph_split": Sort(4, 0.6, "官方的一段，汇编排成了两段。", _SEVERAL, kind="layout"),
    "two_column_signature": Sort(4, 0.7, "官方的两行落款，汇编并排一行。", _MANY, kind="layout"),
    "line_wrap_in_table": Sort(4, 0.8, "表格单元格内折行成了空格。", _ALWAYS, kind="layout"),
    "spaced_label": Sort(4, 0.7, "为对齐而加的空格。", _ALWAYS, kind="layout"),
    "signature_indentation": Sort(4, 0.7, "落款前有空格。", _ALWAYS, kind="layout"),
    "compatibility_character": Sort(4, 0.7, "字形同而编码异，检索不到。", _ALWAYS, kind="layout"),
}  # fmt: skip

ORDER = tuple(_SORTS)


def sort_of(subkind: str) -> Sort:
    """What is said of a subkind."""
    return _SORTS[subkind]
