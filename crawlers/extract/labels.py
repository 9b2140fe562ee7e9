"""Label and value pairs of a page's information table, and its meta tags."""

import html
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser

from crawlers.extract.flat import Flat

LABELS: dict[str, str] = {
    "index_number": "索引号 信息索引号 索引编号 信息索引 公文索引号 索取号 信息索取号",
    "document_number": "发文字号 文号 发文号 文件字号 文件编号 备注/文号 文件号 发文文号 公文文号 "
    "文件文号 发布文号",
    "issuing_bodies": "发文机关 发文机构 发布机构 发布机关 发文单位 制发机关 发布单位 发布部门 "
    "制定机关 发文部门 制发单位 公开机构 公布机关 印发机关 颁布机关 颁布单位 发文主体 印发单位 "
    "制定单位 制定部门",
    "joint": "联合发文单位 联合发文机关",
    "signed_on": "成文日期 生成日期 公文生成日期 发文日期 制发日期 成文时间 生成时间 发文时间 "
    "签发日期 印发日期 印发时间 签发时间 签署日期 产生日期 信息产生日期 制定日期 落款日期",
    "published_on": "发布日期 发布时间 公开日期 公开时间 信息发布日期 日期 时间 发布于 上网日期 "
    "发文发布日期 信息时间 发表时间 发表日期 公告日期 公告时间 公开发布日期 公开发布时间 "
    "信息发布时间 网站发布日期 网站发布时间 上网时间 首发时间 发稿时间 录入时间 添加时间",
    "updated_on": "更新时间 更新日期 修改时间",
    "effective_on": "施行日期 实施日期 生效日期 生效时间 实施时间",
    "validity": "有效性 效力状态 时效 时效性 文件状态 有效状态 是否有效 效力 文件时效 文件有效性 "
    "政策有效性 公文有效性 信息有效性 公文时效 政策时效 效力状况 有效状况",
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
_ROWS = 6
_REACH = 200
_Named = tuple[int, bool, str]
"""Run, hidden, field."""
_GLUE = "；;，,。号日效止0123456789"
"""What a label may stand right after, without a space: ends of values."""


def _any_label() -> str:
    """A pattern of all labels, the longest first. It begins with the set of their first letters:

    a search skips from one of these to the next.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for label in sorted(_FIELD, key=len, reverse=True):
        rests[label[0]].append(_GAP.join(map(re.escape, ["", *label[1:]])))
    parted = f"(?:(?<=[\\s\x1f\\[【（(|·•◆■●{_GLUE}].)|(?<=^.))"
    words = "|".join(f"(?<={first})(?:{'|'.join(rest)})" for first, rest in rests.items())
    return f"[{''.join(rests)}]{parted}(?:{words})"


_COLON = "[：:∶﹕︰]"
_LABEL = re.compile(f"({_any_label()}){_GAP}(?:[\\]】）)]{_GAP}{_COLON}?|{_COLON}|(?=\x1f)|$)")
_STAMP = re.compile(
    r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?\s*(?:\d{1,2}:\d\d|\s*(?:来\s*源|浏览|点击|阅读|作者|发布|字号|字体)|【|\[)"
)
_MARKUP = re.compile("<[^<>]{0,200}>")
_AROUND = " \t\r\x1f\u3000\xa0"
_BLANK = re.compile("[\\s\x1f]+")
_TIMES = frozenset(("时间", "日期"))
_EVENT = re.compile(
    "[\\s\x1f]*(?:会议|活动|直播|访谈)?(?:地\\s*点|主\\s*持|出\\s*席|嘉\\s*宾|参\\s*[会加]|与\\s*会|议\\s*题)"
    "[^：:\\s]{0,4}[：:]"
)
_ATTRIBUTE = re.compile(r"\s(?:title|value|datetime|content|data-[\w-]+)=\"([^\"]{2,200})\"")
# Fields that only an information table holds, and what may stand between them.
_STRONG = frozenset(
    ("index_number", "document_number", "issuing_bodies", "signed_on", "validity", "subject")
)
_WEAK = frozenset(("title", "other", "joint", "effective_on", "updated_on"))
_EMPTY = re.compile("[\\s\x1f\\-－—无]*$")


def is_fact(line: str) -> bool:
    """A line that begins with a label of an information table: 发布时间：2023-12-06 来源：…"""
    found = _LABEL.match(line) if len(line) < 120 else None
    return bool(found and (found.end() > found.end(1) or len(line) == found.end()))


def is_bare(line: str) -> bool:
    """A label of an information table and nothing else: 内容概述."""
    return len(line) < 12 and bool(_LABEL.fullmatch(line))


def is_stamp(line: str) -> bool:
    """A line that begins with date and time, or a date and a label: 2023-12-06 18:05 来源：…"""
    return len(line) < 120 and bool(_STAMP.match(line))


def tells_of_event(line: str, beside: str) -> bool:
    """时间：… beside 地点：… says when a meeting was held, not when the page was published."""
    found = _LABEL.match(line) if line[:1] in ("时", "日") else None
    return bool(found and _BLANK.sub("", found[1]) in _TIMES and _EVENT.match(beside))


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value, as the page shows it."""

    value: str
    hidden: bool
    run: int
    """Index of the run that holds the label."""
    label: str = ""


def meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """Content of the named meta tags (the first filled one of a name), names in lower case."""
    found: dict[str, str] = {}
    heading = tree.css_first("head > title")
    if heading is not None:
        found["<title>"] = heading.text()
    for node in tree.css("meta[name]"):
        attributes = node.attributes
        name, content = attributes.get("name"), attributes.get("content")
        if name and content and content.strip():
            shown = _MARKUP.sub("", content) if "<" in content else content
            found.setdefault(name.strip().lower(), shown.strip())
    return found


def page_facts(flat: Flat, outside: Iterable[range]) -> dict[str, list[Fact]]:
    """The labelled values that stand in the given ranges of runs, by field, visible ones first."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for span in outside:
        _read(flat, span, facts)
    tabled = _tabled(facts) if len(facts["published_on"]) > 1 else frozenset()
    for found in facts.values():
        found.sort(key=lambda fact: (fact.run not in tabled, fact.hidden))
    return facts


def _tabled(facts: dict[str, list[Fact]]) -> frozenset[int]:
    """The runs of days of publication that stand in the information table, folded or not.

    Among its rows, that is: what stands with 来源 over the text is another site's day at times.
    """
    named = [(fact.run, fact.hidden, name) for name, found in facts.items() for fact in found]
    named.sort()
    return frozenset(
        run
        for at, (run, hidden, name) in enumerate(named)
        if name == "published_on"
        and any(_beside(side, hidden=hidden) for side in _sides(named, at))
    )


def _sides(named: list[_Named], at: int) -> tuple[list[_Named], list[_Named]]:
    """The nearest labelled values before and after, the nearest first."""
    return named[max(0, at - _ROWS) : at][::-1], named[at + 1 : at + 1 + _ROWS]


def _beside(rows: list[_Named], *, hidden: bool) -> bool:
    """The nearest of the rows that tells is one of an information table."""
    for _, folded, name in rows:
        if folded is not hidden or name not in _WEAK:
            return folded is hidden and name in _STRONG
    return False


def _read(flat: Flat, span: range, facts: dict[str, list[Fact]]) -> None:
    """One text of the range: runs parted by \\x1f, lines by a line feed; labels cut it up."""
    parts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    size, line = 0, -1
    linked = False
    for at in span:
        if flat.texts[at].isspace() or at in flat.listed:
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
    found = [match for match in _LABEL.finditer(text) if _may_label(text, match)]
    run, step = 0, len(starts)
    for match, after in zip_longest(found, found[1:]):
        while run + 1 < step and starts[run + 1] <= match.start(1):
            run += 1
        label = _BLANK.sub("", match[1])
        rest = text[match.end() : after.start(1) if after else match.end() + 400]
        told = rest.partition("\n")[0].strip(_AROUND)
        if value := (not told and _attribute(flat, places[run])) or _value(rest):
            element = flat.elements[flat.owners[places[run]]]
            fact = Fact(value, element.hidden, places[run], label)
            facts[_FIELD[label]].append(fact)


def _may_label(text: str, found: re.Match[str]) -> bool:
    """Right after another value a label needs a colon; 时间 may be that of an event in a text."""
    parted = text[found.start() - 1] not in _GLUE
    if not parted and found.end() == found.end(1):
        return False
    if found[1][0] not in "时日" or _BLANK.sub("", found[1]) not in _TIMES:
        return True
    if not parted:
        return False
    start, end = found.span()
    begins = text.rfind("\n", max(0, start - _REACH), start)
    before = text.rfind("\n", max(0, begins - _REACH), max(0, begins))
    after = text.find("\n", end, end + _REACH)
    return not any(at >= 0 and _EVENT.match(text, at) for at in (before, after))


def _attribute(flat: Flat, run: int) -> str:
    """What an empty element right after a label says in an attribute."""
    starts = flat.starts
    for at in range(bisect_left(starts, run + 1), bisect_right(starts, run + 2)):
        element = flat.elements[at]
        if element.start == element.end and (found := _ATTRIBUTE.search(element.raw)):
            return html.unescape(found[1]).strip()
    return ""


def _value(rest: str) -> str:
    """What stands on the first line that is not empty; runs stay parted by \\x1f."""
    for line in rest.split("\n", 6)[:6]:
        value = line.lstrip(_AROUND + "|：:").rstrip(_AROUND + "[【（(|：:；;，,")
        if value:
            return "" if _EMPTY.match(value) else value
    return ""
