"""Label and value pairs of a page's information table, and its meta tags."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.flat import Flat

LABELS: dict[str, str] = {
    "index_number": "索引号 信息索引号 索引编号 信息索引",
    "document_number": "发文字号 文号 发文号 文件字号 文件编号 备注/文号 文件号 发文文号 公文文号 "
    "文件文号",
    "issuing_bodies": "发文机关 发文机构 发布机构 发布机关 发文单位 制发机关 发布单位 发布部门 "
    "制定机关 发文部门 制发单位 公开机构 公布机关 印发机关",
    "joint": "联合发文单位 联合发文机关",
    "signed_on": "成文日期 生成日期 公文生成日期 发文日期 制发日期 成文时间 生成时间 发文时间 "
    "签发日期 印发日期",
    "published_on": "发布日期 发布时间 公开日期 公开时间 信息发布日期 日期 时间 发布于 上网日期 "
    "发文发布日期 信息时间 发表时间 发表日期 公告日期 公告时间",
    "updated_on": "更新时间 更新日期 修改时间",
    "effective_on": "施行日期 实施日期 生效日期 生效时间 实施时间",
    "validity": "有效性 效力状态 时效 时效性 文件状态 有效状态 是否有效 效力 文件时效 文件有效性",
    "subject": "主题分类 信息分类 分类 公文主题分类 主题分类名称",
    "title": "标题 名称 信息名称 文件名称 公文标题 文件标题 公文名称",
    "source_label": "来源 信息来源 文章来源 稿源 稿件来源 来源部门 发布来源 发布者",
    "other": "公开方式 公开形式 公开范围 公开时限 公开类别 体裁 体裁分类 主题词 关键词 服务对象 "
    "字体 字号 分享 分享到 浏览次数 浏览量 阅读 阅读次数 点击 点击数 点击次数 点击量 访问量 "
    "访问次数 作者 编辑 责任编辑 审核 组配分类 载体 内容概述 内容摘要 统一编号 废止日期 失效日期 "
    "失效时间 文件来源 信息类别 信息类型 生命周期 记录形式 责任部门 承办单位 选择阅读字号 "
    "视力保护色 政策层级分类 语种 信息格式 摘要 文件类型 公文种类 文种 规范性文件编号 "
    "规范性文件统一编号 政策咨询 收藏 打印 审核人 效力级别 所属机构",
}
_FIELD = {label: name for name, labels in LABELS.items() for label in labels.split()}
_GAP = "[\\s\x1f]*"


def _any_label() -> str:
    """A pattern of all labels, the longest first. It begins with the set of their first letters:

    a search skips from one of these to the next.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for label in sorted(_FIELD, key=len, reverse=True):
        rests[label[0]].append(_GAP.join(map(re.escape, ["", *label[1:]])))
    parted = "(?:(?<=[\\s\x1f\\[【（(|].)|(?<=^.))"
    words = "|".join(f"(?<={first})(?:{'|'.join(rest)})" for first, rest in rests.items())
    return f"[{''.join(rests)}]{parted}(?:{words})"


_LABEL = re.compile(f"({_any_label()}){_GAP}(?:[\\]】）)]{_GAP}[：:]?|[：:]|(?=\x1f)|$)")
_STAMP = re.compile(
    r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?\s*(?:\d{1,2}:\d\d|\s*来\s*源|【|\[)"
)
_BLANK = re.compile("[\\s\x1f]+")
_EMPTY = re.compile("[\\s\x1f\\-－—无]*$")


def is_fact(line: str) -> bool:
    """A line that begins with a label of an information table: 发布时间：2023-12-06 来源：…"""
    found = _LABEL.match(line) if len(line) < 120 else None
    return bool(found and (found.end() > found.end(1) or len(line) == found.end()))


def is_stamp(line: str) -> bool:
    """A line that begins with date and time, or a date and a label: 2023-12-06 18:05 来源：…"""
    return len(line) < 120 and bool(_STAMP.match(line))


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value, as the page shows it."""

    value: str
    hidden: bool
    run: int
    """Index of the run that holds the label."""


def meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """Content of the named meta tags (the first filled one of a name), names in lower case."""
    found: dict[str, str] = {}
    heading = tree.css_first("head > title")
    if heading is not None:
        found["<title>"] = heading.text()
    for node in tree.css("meta[name]"):
        name, content = node.attributes.get("name"), node.attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def page_facts(flat: Flat, outside: Iterable[range]) -> dict[str, list[Fact]]:
    """The labelled values that stand in the given ranges of runs, by field, visible ones first."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for span in outside:
        _read(flat, span, facts)
    for found in facts.values():
        found.sort(key=lambda fact: fact.hidden)
    return facts


def _read(flat: Flat, span: range, facts: dict[str, list[Fact]]) -> None:
    """One text of the range: runs parted by \\x1f, lines by a line feed; labels cut it up."""
    parts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    size, line = 0, -1
    linked = False
    for at in span:
        if flat.texts[at].isspace():
            continue
        was, linked = linked, flat.elements[flat.owners[at]].link
        if linked and was:
            continue
        mark = "\x1f" if flat.lines[at] == line else "\n\x1f"
        line = flat.lines[at]
        starts.append(size)
        places.append(at)
        part = mark + flat.texts[at].replace("\n", " ")
        parts.append(part)
        size += len(part)
    text = "".join(parts) + "\x1f"
    found = list(_LABEL.finditer(text))
    run, step = 0, len(starts)
    for match, after in zip_longest(found, found[1:]):
        while run + 1 < step and starts[run + 1] <= match.start(1):
            run += 1
        name = _FIELD[_BLANK.sub("", match[1])]
        value = _value(text[match.end() : after.start(1) if after else match.end() + 400])
        if value:
            element = flat.elements[flat.owners[places[run]]]
            facts[name].append(Fact(value, element.hidden, places[run]))


def _value(rest: str) -> str:
    """What stands on the first line that is not empty; runs stay parted by \\x1f."""
    for line in rest.split("\n", 6)[:6]:
        value = line.strip(" \t\r\x1f\u3000\xa0[【（(|：:")
        if value:
            return "" if _EMPTY.match(value) else value
    return ""
