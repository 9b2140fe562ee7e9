"""By which words a text relates to a document that it names. Pure; what is looked at is bounded.

In a sentence each name is replaced by one mark, so that no word of a title counts.
"""

import re
from dataclasses import dataclass

from storage.records import RelationKind

MARK = "\ue000"
"""Stands for a named document."""
STRENGTH: tuple[RelationKind, ...] = (
    "replaces",
    "repeals",
    "amends",
    "promulgates",
    "forwards",
    "interprets",
    "draft-of",
    "implements",
    "cites",
)
"""Of several things that a text says of one document, the first leads."""

_M = MARK
_MANY = (
    rf"等(?:(?:\d{{1,3}}|[一二三四五六七八九十百]{{1,4}})[^，。；{_M}]{{0,14}}?"
    r"(?=[予同即一自现均也废停失作做进，。；]|$))?"
)
"""等3件规范性文件: up to the words that say what becomes of them."""
_SAID_OF = rf"[^，。；：的{_M}]{{1,30}}(?:发布|公布|印发|颁布|制定|通过|批准|下发|施行|出台)的"
_KIN = "(?:其|相关|有关|配套|实施){0,3}(?:文件|细则|办法|规定|政策|附件)(?=[同予即一自现均也停不])"
_BY_WHOM = rf"[^，。；：的《{_M}]{{1,20}}?(?:[部委厅局院]|政府|办公室)(?={_M})"
_ROW = rf"(?:{_M}|{_SAID_OF}|{_BY_WHOM}|[、，,\s和及与或并]|以及|同时|原|{_MANY}|{_KIN})*+"
"""What may stand between a name and the words on the whole row of names that it is part of."""
_AFTER_VERB = rf"(?![，,]){_ROW}"
"""A row of names that a verb governs: after a comma another clause begins."""

# -- ends ------------------------------------------------------------------------------------------

_ENDED = (
    "(?:废止|失效|作废|(?:停止|终止)(?:执行|施行|使用|实施)"
    "|不再(?:执行|施行|适用|有效|实施|使用|作为[^，。；]{0,12}依据))"
)
_HOW = (
    r"(?:同时|同步|即行|一并|相应|同日|予以|宣布|正式|全部|整体|随之|立即|自[行动然]|一律"
    r"|[均也亦现即起，,\s])"
)
_FROM = rf"(?:自[^，。；{_M}]{{1,28}}(?:起|之日|时)|施行(?:之日|后)起?|即日起)"
_BUT = rf"(?:除[^，。；{_M}]{{1,40}}外[，,]?)?"
_IS_ENDED = re.compile(rf"{_ROW}{_BUT}(?:{_FROM}{_HOW}{{0,8}})?{_HOW}{{0,8}}{_ENDED}(?P<then>.?)")
_THEN_PAST = re.compile("[后前的之]|(?<=[行施用效据])[\u4e00-\u9fff](?<![并且但与和])")
"""Over before, or with an object of its own: 停止执行优惠电价."""
_ON_CONDITION = re.compile("(?:如果?|若|倘若|一旦|待|因)$")
_ENDS = re.compile(
    rf"(?P<how>.{{0,10}})(?:废止|撤销|宣布失效|(?:停止|终止|不再)(?:执行|施行|适用))了?"
    rf"(?:下列|以下|原|原有)?(?P<row>{_AFTER_VERB})$"
)
_NOTHING_MORE = re.compile(rf"{_ROW}(?:[。；;]|$)")
_PLANNED = re.compile(
    "(?:研究|推动|推进|加快|适时|启动|抓紧|开展|组织|做好|完善|健全|及时|尽快|拟|计划|配合|积极|探索|"
    "继续|鼓励|支持|支撑|参与|指导)[^，。；]{0,8}$"
)
_ONE_OF_SEVERAL = re.compile(r"(?:[或和]|(?<![一二三四五六七八九十\d])、)$")
"""修订或废止《…》: a task; not 三、废止《…》."""
_IS_REPLACED = re.compile(
    rf"{_ROW}(?:由|被|为)本[^，。；{_M}]{{1,16}}(?:取代|代替|替代)"
    rf"|{_ROW}(?:已经?)?[由被]{_M}所?(?:取代|代替|替代)(?=[，。；、,;\s]|$)"
)
_REPLACES = re.compile(
    rf"(?:代替|取代|替代|替换)(?:了|原|原有的|的是|标准|[：:])?[（(]?(?P<row>{_AFTER_VERB})$"
)

# -- changes ---------------------------------------------------------------------------------------

_PART = (
    rf"(?:[中里的]|其中)*(?:第[^，。；{_M}]{{1,30}}[条款项章节]"
    rf"|有关[^，。；{_M}]{{1,20}}(?:规定|内容|条款)|附件[\d一二三四五六七八九十]{{0,2}})"
)
_PARTLY_ENDED = re.compile(rf"{_ROW}{_PART}[^，。；{_M}]{{0,16}}?{_HOW}{{0,8}}{_ENDED}")
_IS_CHANGED = re.compile(
    rf"{_ROW}(?:{_PART}|[的中]|部分(?:条款|内容|条文)|有关(?:条款|内容))*"
    r"(?:[作做]出?|进行|予以|加以)了?(?:如下|以下|部分|相应|全面|局部|必要|适当)?的?(?:修改|修订|修正|调整|补充)"
    rf"|{_ROW}[更改]名为"
)
_IS_REWORDED = re.compile(
    rf"{_ROW}(?:[（(][^（()）]{{0,20}}[）)])?[中里的]*(?:第|附件|“|\"|有关|关于|名称)[^。；{_M}]{{0,80}}?"
    "(?:修改|修订|修正|调整|变更|替换|更正|改|调降|调低|调高|提高|降低|延长)为"
)
_CHANGES_IN_TITLE = re.compile(rf"(?:修改|修订|修正|调整)(?:后的|了)?{_ROW}$")
_CHANGES = re.compile(rf"(?:^|[、，。；：:）)\s])(?:修改|删去|删除){_ROW}$")
_TERM = r"(?:有效期限?|(?:执行|实施|施行|试行)(?:期限?|时间|时限)|期限)"
_LONGER = "(?:延长|顺延|延续|延期|延至|展期)"
_IS_EXTENDED = re.compile(
    rf"{_ROW}[^。；{_M}]{{0,40}}?{_TERM}[^。；{_M}]{{0,16}}?{_LONGER}"
    rf"|{_ROW}[^。；{_M}]{{0,40}}?(?:继续(?:有效|执行|施行)|{_LONGER})[^。；{_M}]{{0,16}}?{_TERM}"
    rf"|{_ROW}[^。；{_M}]{{0,16}}?(?:延续|延长|顺延)(?:执行|实施|施行)?(?:[至到]|(?=[\d一两二三五]))"
)
_EXTENDS = re.compile(rf"{_LONGER}(?:了|执行|实施)?{_AFTER_VERB}$")
_ITS_TERM = re.compile(rf"{_ROW}的?{_TERM}")
_BY_SHEET = re.compile(
    rf"{_ROW}(?:[^，。；{_M}]{{0,8}}标准)?的?(?:第?[\d一二三四五六七八九十]{{1,3}}号)?"
    "(?:局部修[订改]|修改单|修订条文|修订单|勘误)"
)
"""关于发布《…》第1号修改单的公告."""
_CLAUSE = re.compile("[中的]?第[^，。；]{1,12}[条款项章节]")
_WAS_CHANGED = re.compile(r"\s*(?:第[一二三四五六七八九十]{1,3}次)?(?:修正|修订|修改)")

# -- carries ---------------------------------------------------------------------------------------

_ISSUE = "(?:修订)?(?:印发|发布|公布|公告|颁布|颁发|下发|发给)"
_NOW = "(?:现予以?|现将|现|予以|正式|特|一并)"
_AGREED = "(?:同意|通过|批准|审定|审议)"
_IS_ISSUED = re.compile(
    rf"{_ROW}(?:[（(][^（()）]{{0,30}}[）)])?[，,]?{_NOW}*{_ISSUE}"
    "(?:给|如下|，|。|,|；|实施|施行|你|$)"
)
_IS_AGREED = re.compile(
    rf"{_ROW}[，,]?(?:已经?|业经|由|经)[^。；{_M}]{{2,80}}{_AGREED}[^。；{_M}]{{0,60}}现(?:予以?)?{_ISSUE}"
)
_GIVEN = re.compile(rf"(?:现将|将|现|特将)[^，。；{_M}]{{0,30}}{_ROW}$")
_ISSUES = re.compile(
    rf"(?:^|[，,；。])[^，。；{_M}]{{0,24}}?(?:现予以?|现|批准|决定|特此|正式|予以)"
    rf"{_ISSUE}(?:了|修订后的|新修订的)?{_AFTER_VERB}$"
)
_ISSUES_IN_TITLE = re.compile(rf"{_ISSUE}(?:修订后的|新修订的|修改后的)?{_ROW}$")
_ONLY_NAMES = re.compile(
    rf"(?:{_M}|[、，\s和及与]|[（(]第?[\d一二三四五六七八九十百]{{1,5}}[批版号][）)])+"
)
_MADE = re.compile(rf"(?:制定|修订|编制|起草|形成|制订|修改)(?:形成)?了{_AFTER_VERB}$")
_ISSUED_NEXT = re.compile("现(?:予以?)?(?:印发|发布|公布|公告)|予以(?:印发|公布|发布|公告)|印发给")
_AS_STANDARD = re.compile(
    rf"{_ROW}(?:为[^，。；{_M}]{{0,12}}标准|(?<=[，,])自[^，。；]{{1,20}}起?实施)"
)
_APPROVES = re.compile(rf"(?:现|经审查[，,])(?:予以?)?批准{_ROW}$")
_PASSED = re.compile(rf"会议.{{0,40}}(?:通过|批准)了?{_AFTER_VERB}$")
_IS_FORWARDED = re.compile(rf"{_ROW}(?:现予?以?)?转发(?:给|如下|你|至|$)")
_FORWARDS = re.compile(rf"转发了?[^，。；{_M}]{{0,40}}{_AFTER_VERB}$")
_DRAFT = re.compile("征求意见|草案|送审稿|公开征求|讨论稿|意见稿")
_COMMENT = re.compile("征求意见|公开征求|征求.{0,40}意见|征集.{0,20}意见|听取意见")

# -- rests on --------------------------------------------------------------------------------------

_BASIS = re.compile(
    "贯彻落实|贯彻执行|贯彻实施|贯彻|落实|根据|依据|依照|按照|遵照|"
    "(?<!停止)(?<!中止)(?<!终止)(?<!暂停)(?<!暂缓)(?<!恢复)(?<!不再)执行|"
    "履行|实施|参照|参考|符合|参见|参阅|[按依]$"
)
_CARRY_OUT = frozenset({"贯彻落实", "贯彻执行", "贯彻实施", "贯彻", "落实"})
_REFER = frozenset({"参照", "参考", "符合", "参见", "参阅"})
_LIGHT = frozenset({"执行", "实施", "履行"})
_OPENS_CLAUSE = re.compile(r"^\s*为|(?:^|认真|深入|大力|严格|全面|切实|更好|有效|好|[\s条])$")
"""为执行《…》 is a reason; 核算方法执行《…》 is a rule for others."""
_OTHER_VERB = re.compile("(?:制定|制订|编制|修订|起草|提出|报送|填写|填报|出台|完善|建立)(?!的|出)")
_ADDRESSED = re.compile(
    "请|应当|应该|应(?!对)|必须|须|各地|各级|各单位|各部门|企业|单位|不得|可以|可(?!再|持)|要(?!求)|严格|"
    "负责|有权|部门(?:应|根据|按|依)|未(?:按|依)|违反|不(?:按|符)"
)
_DUTY = re.compile("负责|应当|应该|必须|不得|未按")
_MAKES = re.compile(
    "制定本(?!地|省|市|区|县|单位|企业|行业|级|部门|系统|领域|辖|年度)|特制定|"
    rf"制定了?[^，。；]{{0,6}}{_M}|(?:通知|公告|意见|决定|通告)如下|"
    "现(?:就|将|组织|印发|予|公布|公告|发布|开展|对|决定|批准|提出)|提出(?:如下|以下)|经研究|"
    "决定[：:，对在]|编制本(?!地|省|市)|修改本|修订本"
)
_CLAUSES = re.compile("[，,；;：:]")
_LINK = re.compile(rf"[^，。；{_M}]{{0,20}}(?<![以对将把在由按从]){_M}?{_ROW}")
"""Between a comma after a name and the next name: issuers at most, or more names."""
_LONGEST_GAP = 40

_SPEAKS_OF_END = re.compile("作废|撤销|废止|失效|停止|不再|终止|代替|取代|替代|替换")
_SPEAKS_OF_CHANGE = re.compile(
    "修改|修订|修正|调整|补充|废止|失效|停止|删去|[改整订正更换降低高长名]为|勘误|[延展][长续期至]|顺延|继续"
)
_SPEAKS_OF_ISSUE = re.compile("印发|发布|公布|公告|颁|下发|发给|转发|通过|批准")
"""A sentence without these words needs no closer look."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a name stands: its sentence, with marks for names, and what is around."""

    sentence: str
    at: int
    """Of the name's own mark."""
    title: str
    after: str = ""
    """What follows in the paragraph."""
    opening: bool = False
    titular: bool = False
    """The sentence is the text's own title."""


def kind_of(place: Place) -> RelationKind:
    """In which role the text names the document.

    >>> kind_of(Place(sentence=f"原{MARK}同时废止", at=1, title="某办法"))
    'repeals'
    """
    before, after = place.sentence[: place.at], place.sentence[place.at + 1 :]
    ending = _ending(before, after) if _SPEAKS_OF_END.search(place.sentence) else None
    changing = _changing(place, before, after) if _SPEAKS_OF_CHANGE.search(place.sentence) else None
    carrying = _carrying(place, before, after) if _SPEAKS_OF_ISSUE.search(place.sentence) else None
    return ending or changing or carrying or _drafting(place) or _resting(place, before, after)


def _ending(before: str, after: str) -> RelationKind | None:
    replaces = _REPLACES.search(before)
    if replaces and not re.search("[，,]", replaces["row"]):
        return "replaces"  # 代替《…》，《…》同时废止: the second clause says less of it
    found = _IS_ENDED.match(after)
    past = found and _THEN_PAST.match(after, found.start("then"))
    if found and not past and not _ON_CONDITION.search(before):
        return "repeals"
    ends = _ENDS.search(before)
    if ends and _ends_it(ends, after):
        return "repeals"
    replaced = _IS_REPLACED.match(after) and not _ON_CONDITION.search(before)
    return "replaces" if replaced or replaces else None


def _ends_it(ends: re.Match[str], after: str) -> bool:
    """Not a task for later; nor, after a comma, a name that has a verb of its own."""
    if _PLANNED.search(ends["how"]) or _ONE_OF_SEVERAL.search(ends["how"]):
        return False
    return not re.search("[，,]", ends["row"]) or _NOTHING_MORE.match(after) is not None


def _changing(place: Place, before: str, after: str) -> RelationKind | None:
    changed = _PARTLY_ENDED.match(after) or _IS_CHANGED.match(after) or _IS_REWORDED.match(after)
    if changed and not _PLANNED.search(before):
        return "amends"
    if is_extended(before, after) or _BY_SHEET.match(after):
        return "amends"
    if place.titular and _CHANGES_IN_TITLE.search(before):
        return "amends"
    return "amends" if _CHANGES.search(before) and _CLAUSE.match(after) else None


def is_extended(before: str, after: str) -> bool:
    """Whether the words around a name let its document hold longer."""
    if _IS_EXTENDED.match(after) and not _PLANNED.search(before):
        return True
    return _EXTENDS.search(before) is not None and _ITS_TERM.match(after) is not None


def _carrying(place: Place, before: str, after: str) -> RelationKind | None:
    if _IS_FORWARDED.match(after) or _FORWARDS.search(before):
        return "forwards"
    issued = _IS_ISSUED.match(after)
    carried = (
        _IS_AGREED.match(after)
        or (issued and ("现" in issued[0] or _GIVEN.search(before)))
        or _ISSUES.search(before)
        or (_MADE.search(before) and _ISSUED_NEXT.search(after + place.after))
        or _PASSED.search(before)
        or (_APPROVES.search(before) and _AS_STANDARD.match(after))
        or (place.titular and _ISSUES_IN_TITLE.search(before))
        or (place.titular and _ONLY_NAMES.fullmatch(place.sentence))
    )
    return "promulgates" if carried else None


def _drafting(place: Place) -> RelationKind | None:
    comment = _COMMENT.search(place.sentence)
    draft = _DRAFT.search(place.title[-40:])
    return "draft-of" if (place.titular and (draft or comment)) or (draft and comment) else None


def _resting(place: Place, before: str, after: str) -> RelationKind:
    """Whether the text rests on the document, or carries it out; else it only cites it."""
    if not place.titular and _WAS_CHANGED.match(after):
        return "cites"
    clauses = _CLAUSES.split(before)
    for at in range(len(clauses) - 1, -1, -1):
        words = list(_BASIS.finditer(clauses[at]))
        if words:
            return _by(place, clauses[at], words[-1])
        follows = at > 0 and clauses[at - 1].endswith(MARK)
        if not follows or not _LINK.fullmatch(clauses[at]):
            break
    return "cites"


def _by(place: Place, clause: str, found: re.Match[str]) -> RelationKind:
    """What the word before a row of names makes of them."""
    word, before, between = found[0], clause[: found.start()], clause[found.end() :]
    light = word in _LIGHT and not _OPENS_CLAUSE.search(before)
    if word in _REFER or light or _OTHER_VERB.search(between):
        return "cites"
    if word in _CARRY_OUT and len(between) <= _LONGEST_GAP:
        return "implements"
    if _ADDRESSED.search(before):
        return "cites"
    if place.titular or _MAKES.search(place.sentence, place.at):
        return "implements"
    is_own = place.opening and not _DUTY.search(place.sentence[: place.at])
    return "implements" if is_own else "cites"
