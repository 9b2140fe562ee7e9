"""What kind of page a title announces, and of what type (文种) the document is. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.classifying import title_words as words
from pipeline.classifying.levels import standing_of_head, standing_of_name, standing_of_title
from storage.records import TAKEN, PageKind

# 文种, longest first: 党政机关公文处理工作条例 names fifteen; the rest is what agencies publish.
_TYPES = (
    "通知|公告|通告|意见|办法|方法|决定|决议|规定|条例|细则|批复|复函|函|通报|"
    "公报|命令|令|规划|计划|方案|纲要|要点|指南|指引|目录|标准|规则|规范|规程|"
    "名单|报告|白皮书|请示|纪要|措施|准则|大纲|清单|安排|章程|制度|议案|导则|"
    "预案|倡议书|倡议|榜单|样本|基本规则|手册|战略|基准水平|名录|声明|宣言|决定书|条件"
)
_BRACKETS = re.compile(r"[（(\[【〔][^（()）\]】〕]{0,40}[）)\]】〕]")
_LONGEST_FIRST = "|".join(sorted(_TYPES.split("|"), key=len, reverse=True))
_TAIL = re.compile(rf"({_LONGEST_FIRST})》?[\"”]?$")
_NUMBER_TAIL = re.compile(
    r"[（(\s]\s*[\u4e00-\u9fff]{0,14}[〔\[［(（﹝]\s*(?:19|20)\d{2}\s*[〕\]］)）﹞]\s*\d{1,5}\s*号\s*[)）]?$"
    r"|\s(?:19|20)\d{2}年第\d{1,4}号令?$"
)
_ORDER = re.compile(
    r"(令|公告|通告)\s*[（(〔\[]?\s*(?:(?:19|20)\d{2}\s*年?\s*[〕\]]?\s*)?"
    r"[\u4e00-\u9fff]{0,3}第?\s*\d{1,4}\s*号"
)
_YEAR_TAIL = re.compile(
    r"\s(?:19|20)\d{2}-\d{1,2}-\d{1,2}$|"
    r"(?:(?:19|20)\d{2}|[一二三四五六七八九十]+五)?[-—―－至]*(?:19|20)\d{2}年?(?:版|本|度)?$"
)
_AFTER_A_HEAD = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:公告|通告|通知|令)【(.{8,})】$")
"""工业和信息化部公告【关于…的公告】."""
_NUMBER = re.compile(r"\d|号")
_ASKED = re.compile(r"(?:征求|提|听取.{0,10})意见$")
_LAW_TAIL = re.compile(r"(?<![方办])法$")


def bare_title(title: str) -> str:
    """The title without bracketed remarks (（试行）, （2022—2030年）) and a year at its end."""
    text = title.strip()
    if inner := _AFTER_A_HEAD.search(text):
        text = inner[1]
    for _ in range(3):
        shorter = _YEAR_TAIL.sub("", _BRACKETS.sub("", _NUMBER_TAIL.sub("", text))).rstrip(
            " ,，。；;、"
        )
        if shorter == text or not shorter:
            break
        text = shorter
    return text


def document_type(title: str) -> str | None:
    """The 文种 that the title ends with (通知 公告 意见 办法 …), or None.

    >>> document_type("温室气体自愿减排交易管理办法（试行）")
    '办法'
    """
    bare = bare_title(title)
    if _ASKED.search(bare):
        return None
    if found := _TAIL.search(bare):
        return {"命令": "令", "基本规则": "规则"}.get(found[1], found[1])
    if found := _ORDER.search(title):
        return found[1]
    if bare.endswith("的建议") and "关于" in bare:
        return "建议"
    return "法" if _LAW_TAIL.search(bare) else None


def _formal(title: str) -> bool:
    """Whether a document's own title: 关于…的通知 (also cut short), or a name with its type."""
    if title.endswith(("...", "…")) and re.search(r"关于(?:印发|公布|发布|转发|《)", title):
        return True
    named = document_type(title) is not None or words.NAMED.search(bare_title(title))
    return bool(named) and not re.search(r"[？?！!]|——解读", title)


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    bare: str
    formal: bool
    numbered: bool

    @property
    def regulates(self) -> bool:
        """Whether a regulation: one on tenders, say, is no tender."""
        return self.formal and bool(words.REGULATION.search(self.bare[-6:]))

    @property
    def is_notice(self) -> bool:
        return self.bare.endswith(words.ENDINGS)


_Rule = tuple[PageKind, re.Pattern[str], Callable[[_Title], bool]]


def _informal(title: _Title) -> bool:
    return not title.formal


def _anyhow(_title: _Title) -> bool:
    return True


# The more telling first.
_RULES: tuple[_Rule, ...] = (
    ("interpretation", words.EXPLAINS, _anyhow),
    ("meeting", words.PARTY_GROUP, _informal),
    ("speech", words.SPOKEN_AT, lambda t: not t.is_notice),
    (
        "interpretation",
        words.INTERPRETATION,
        lambda t: not t.regulates and not t.bare.endswith(("的通知", "的公告")),
    ),
    ("consultation", words.CONSULTATION, _anyhow),
    (
        "procurement",
        words.PROCUREMENT,
        lambda t: not t.regulates and not words.NO_PROCUREMENT.search(t.bare),
    ),
    ("publicity_list", words.REVIEWED, _anyhow),
    (
        "personnel",
        words.PERSONNEL,
        lambda t: not t.regulates and not words.PLAN.search(t.bare),
    ),
    ("publicity_list", words.PUBLICITY, _anyhow),
    ("meeting", words.CONVENES, _anyhow),
    (
        "news",
        words.HEADLINE,
        lambda t: (
            not (t.numbered or t.is_notice)
            and (not words.STATISTICS.search(t.text) or "公报发布" in t.text)
        ),
    ),
    ("news", words.VISITS, lambda t: not t.formal and "召开" not in t.text),
    ("meeting", words.CONVENED, _informal),
    ("speech", words.SPEECH, _informal),
    (
        "statistics",
        words.STATISTICS,
        lambda t: (
            not (t.formal or words.ACCOUNTS.search(t.text))
            or t.bare.endswith(("公报", "月报", "快报", "统计数据报告"))
        ),
    ),
    ("meeting", words.MEETING, _informal),
)
_OF_THE_BARE = (words.REVIEWED, words.PUBLICITY)
"""Looked for in the title without its remarks: （第一批） says nothing."""


def _stated(title: _Title) -> tuple[PageKind, str] | None:
    """The kind that words of the title state, and the words."""
    for kind, pattern, holds in _RULES:
        found = pattern.search(title.bare if pattern in _OF_THE_BARE else title.text)
        if found and holds(title):
            return kind, found[0]
    return None


def _is_law(title: str, issuers: tuple[str, ...], number: str | None) -> bool:
    """A law or a local regulation under its own name; 行政法规 by 国务院令 count as documents."""
    bare = bare_title(title)
    if (
        any("人大" in name or "人民代表大会" in name for name in issuers)
        or "人民代表大会" in title[:30]
    ):
        return bool(words.LAWS.search(bare))
    if words.CARRIES_OUT_LAW.match(bare):
        return True
    council = any("国务院" in one for one in (*issuers, number or ""))
    if bare.endswith("条例") and "关于" not in title and not council and standing_of_title(title):
        return True  # only a people's congress makes one for a place, whoever published it
    by_government = bool(issuers) or bool(number) or "关于" in title
    return (
        not by_government and bare.endswith(("条例", "法")) and not bare.endswith(("办法", "方法"))
    )


def is_listed(title: str) -> bool:
    """Whether a notice makes known who was chosen: 关于公布…名单的通知."""
    return bool(words.LISTED.search(bare_title(title)))


def _listed_by(title: str, issuers: tuple[str, ...]) -> tuple[PageKind, str] | None:
    """A list that a notice makes known: a place's is shown to the public, a ministry's acts."""
    alone = words.LIST_ALONE.search(bare_title(title)) is not None
    if not (is_listed(title) or alone):
        return None
    found = (standing_of_name(issuers[0]) if issuers else None) or standing_of_head(title)
    if found is None or not found.sure:
        return None
    if found.level == "province":
        return None if alone else ("publicity_list", "地方公布名单的通知")
    return "document", "国家部门公布名单的通知"


def page_kind(
    title: str, issuers: tuple[str, ...], number: str | None, column: PageKind | None
) -> tuple[PageKind, str]:
    """The kind of page, and the reason as a Chinese sentence.

    The title decides; the source's column where the title does not say.
    """
    if number and not _NUMBER.search(number):
        number = None
    if listed := _listed_by(title, issuers):
        return listed
    formal = _formal(title)
    if stated := _stated(_Title(title, bare_title(title), formal, bool(number))):
        return stated[0], f"标题用语“{stated[1]}”"
    if _is_law(title, issuers, number):
        return "law", "标题是法律法规的名称"
    strict = formal and ("关于" in title or bool(number) or bool(issuers))
    if column and column not in TAKEN and not strict:
        return column, "标题未说明，按来源栏目"
    if formal and not (words.NEWSLIKE.search(title) and not strict):
        return "document", f"标题以文种“{document_type(title) or bare_title(title)[-4:]}”结尾"
    if number:
        return "document", "有发文字号"
    return _undecided(title, column)


def _undecided(title: str, column: PageKind | None) -> tuple[PageKind, str]:
    if words.QUESTION.search(title):
        return "interpretation", "标题是一个办事的问题"
    if words.NEWSLIKE.search(title):
        return "news", "标题是新闻的写法"
    if column:
        return column, "标题未说明，按来源栏目"
    if words.ALONE.search(title) or words.CALL.search(title):
        return "document", "标题是文件名称"
    return "news", "标题没有文种，也没有发文字号"
