"""What kind of page a title announces, and of what type (文种) the document is. Pure."""

import re

from storage.records import PageKind

# 文种, longest first: 党政机关公文处理工作条例 names fifteen; the rest is what agencies publish.
_TYPES = (
    "通知|公告|通告|意见|办法|方法|决定|决议|规定|条例|细则|批复|复函|函|通报|"
    "公报|命令|令|规划|计划|方案|纲要|要点|指南|指引|目录|标准|规则|规范|规程|"
    "名单|报告|白皮书|请示|纪要|措施|准则|大纲|清单|安排|章程|制度|议案|导则|"
    "预案|倡议|榜单|样本|基本规则|手册|战略|基准水平"
)
_BRACKETS = re.compile(r"[（(\[【〔][^（()）\]】〕]{0,40}[）)\]】〕]")
_LONGEST_FIRST = "|".join(sorted(_TYPES.split("|"), key=len, reverse=True))
_TAIL = re.compile(rf"({_LONGEST_FIRST})》?[\"”]?$")
_NUMBER_TAIL = re.compile(
    r"[（(\s]\s*[\u4e00-\u9fff]{0,14}[〔\[［(（﹝]\s*(?:19|20)\d{2}\s*[〕\]］)）﹞]\s*\d{1,5}\s*号\s*[)）]?$"
    r"|\s(?:19|20)\d{2}年第\d{1,4}号令?$"
)
_ORDER = re.compile(
    r"(令|公告|通告)\s*[（(]?\s*(?:(?:19|20)\d{2}\s*年\s*)?[\u4e00-\u9fff]{0,3}第?\s*\d{1,4}\s*号"
)
_YEAR_TAIL = re.compile(
    r"(?:(?:19|20)\d{2}|[一二三四五六七八九十]+五)?[-—―－至]*(?:19|20)\d{2}年?(?:版|本|度)?$"
)
_LAW_TAIL = re.compile(r"(?<![方办])法$")


def bare_title(title: str) -> str:
    """The title without bracketed remarks (（试行）, （2022—2030年）) and a year at its end."""
    text = title.strip()
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
    if bare.endswith(("征求意见", "提意见")):
        return None
    if found := _TAIL.search(bare):
        return {"命令": "令", "基本规则": "规则"}.get(found[1], found[1])
    if found := _ORDER.search(title):
        return found[1]
    if bare.endswith("的建议") and "关于" in bare:
        return "建议"
    return "法" if _LAW_TAIL.search(bare) else None


_INTERPRETATION = re.compile(
    r"解读|答记者问|一图(?:读|看)懂|图解|图说|政策问答|问答(?:手册)?$|热点问答|(?:负责人|负责同志)就.{2,60}(?:答|问|谈)"
    r"|新闻发布会|吹风会|专家谈|划重点|编制说明|起草说明|系列谈|\d+问\d*答|政策(?:明白|说明)"
)
_CONSULTATION = re.compile(
    r"征求意见|公开征求|征求.{0,80}意见|意见征集|征集.{0,30}(?:意见|建议)|意见稿|听证会|草案"
)
_PERSONNEL = re.compile(
    r"任免|免职|任职|任命|任前公示|^人事|人事(?:任免|变动|公告|信息|考试|安排|调整)|组成人员|成员(?:名单|调整)|调整.{2,40}成员|拟任|干部(?:任|选拔|交流|公示|名单|调整)|公开招聘|招聘(?:公告|简章|启事|工作人员)|拟(?:录用|聘用)"
    r"|录用公务员|公开选调|公开遴选公务员|辞去|辞职|讣告|兼任|同志.{0,4}职务|工作人员(?:公告|面试|笔试|体检)|挂职"
)
_PROCUREMENT = re.compile(
    r"采购(?:公告|意向|结果|项目|需求|文件|公示|合同)|(?:招标|中标|成交|流标|废标|比选|询价|磋商|谈判|竞价)(?:公告|结果|公示|通知书|候选)"
    r"|竞争性(?:磋商|谈判)|单一来源|政府采购意向|集中带量采购|(?:遴选|选聘|征集|比选).{0,60}(?:单位|机构|供应商|服务商|中介)的?(?:公告|通告|通知)$"
)
_PUBLICITY = re.compile(
    r"公示(?:公告|名单|表|期)?$|公示[：:]|名单公示|公示的(?:公告|通告|通知)$|(?:拟|建议).{0,30}(?:名单|项目)的?公(?:示|布)"
)
_STATISTICS = re.compile(
    r"数据图解|统计(?:公报|数据|月报|快报|年报)|运行(?:情况|简况|态势)|同比(?:增长|下降|上涨)|环比|质量状况|月报|快报|指数|景气"
    r"|(?:月份?|季度|上半年|全年).{0,30}(?:情况|数据|统计)$|价格(?:变动)?情况|产销(?:情况|量)|生产情况|状况公报"
)
_MEETING = re.compile(
    r"召开|国常会|(?<!联席)会议(?:$|[，,：:！!？?]|强调|指出|在)|座谈会|推进会|现场会|部务会|党组会|全国性会议|研讨会|工作会$|动员会|视频会|讲座|年会"
)
_CONVENES = re.compile(
    r"关于(?:召开|举办|举行|组织召开|参加).{0,80}(?:会议?|培训|研讨|论坛|讲座|宣贯)"
)
_SPEECH = re.compile(r"讲话|致辞|致词|演讲|主旨发言|上的(?:发言|书面发言)|贺信|贺电|署名文章")
_REGULATION = re.compile(r"办法|规定|条例|细则|指引|制度|规则|规范|准则")
_NEWSLIKE = re.compile(
    r"^我[国省市区县州]|出台|^图表|[！!？?]|——|^图片|^视频|印发意见|有序推进|阶段性|成效|闭幕|开幕|启动$|收官|亮相|公报目录"
)
_LAWS = re.compile(r"(?:条例|规定|法|办法|决定|决议|规则)$")
_TAKEN = ("document", "consultation", "law")


def _formal(title: str) -> bool:
    """Whether a document's own title: 关于…的通知 (also cut short), or a name with its type."""
    if title.endswith(("...", "…")) and re.search(r"关于(?:印发|公布|发布|转发|《)", title):
        return True
    return document_type(title) is not None and not re.search(r"[？?！!]|——解读", title)


def _stated(title: str, formal: bool) -> PageKind | None:
    """The kind that words of the title state; order matters: the more telling first."""
    bare = bare_title(title)
    regulation = formal and bool(_REGULATION.search(bare[-6:]))
    rules: tuple[tuple[PageKind, bool], ...] = (
        ("interpretation", bool(_INTERPRETATION.search(title)) and not regulation
         and not bare.endswith(("的通知", "的公告"))),
        ("consultation", bool(_CONSULTATION.search(title))),
        ("procurement", bool(_PROCUREMENT.search(title)) and not regulation
         and not re.search(r"(?:印发|意见).{0,80}$|集中带量采购.{0,12}通知$", bare)),
        ("personnel", bool(_PERSONNEL.search(title)) and not regulation
         and not re.search(r"(?:意见|方案|规划|计划|纲要)(?:》?的通知)?》?$", bare)),
        ("publicity_list", bool(_PUBLICITY.search(bare))),
        ("meeting", bool(_CONVENES.search(title))),
        ("speech", bool(_SPEECH.search(title)) and not formal),
        ("statistics", bool(_STATISTICS.search(title))
         and (not formal or bare.endswith(("公报", "月报", "快报")))),
        ("meeting", bool(_MEETING.search(title)) and not formal),
    )  # fmt: skip
    return next((kind for kind, holds in rules if holds), None)


def _is_law(title: str, issuers: tuple[str, ...], number: str | None) -> bool:
    """A law or a local regulation under its own name; 行政法规 by 国务院令 count as documents."""
    bare = bare_title(title)
    if (
        any("人大" in name or "人民代表大会" in name for name in issuers)
        or "人民代表大会" in title[:30]
    ):
        return bool(_LAWS.search(bare))
    by_government = bool(issuers) or bool(number) or "关于" in title
    return (
        not by_government and bare.endswith(("条例", "法")) and not bare.endswith(("办法", "方法"))
    )


def page_kind(
    title: str, issuers: tuple[str, ...], number: str | None, column: PageKind | None
) -> tuple[PageKind, str]:
    """The kind of page, and the reason as a Chinese sentence.

    The title decides; the source's column where the title does not say.
    """
    formal = _formal(title)
    if stated := _stated(title, formal):
        return stated, "标题用语说明页面类型"
    if _is_law(title, issuers, number):
        return "law", "标题是法律法规的名称"
    strict = formal and ("关于" in title or bool(number) or bool(issuers))
    if column and column not in _TAKEN and not strict:
        return column, "标题未说明，按来源栏目"
    if formal and not (_NEWSLIKE.search(title) and not strict):
        return "document", f"标题以文种“{document_type(title)}”结尾"
    if number:
        return "document", "有发文字号"
    return _undecided(title, column)


def _undecided(title: str, column: PageKind | None) -> tuple[PageKind, str]:
    if _NEWSLIKE.search(title):
        return "news", "标题是新闻的写法"
    if column:
        return column, "标题未说明，按来源栏目"
    if title.startswith("《") or title.endswith("》"):
        return "document", "标题是文件名称"
    return "news", "标题没有文种，也没有发文字号"
