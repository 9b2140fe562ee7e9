"""Who a document is sent to, and to whom or what it applies. Pure."""

import re
from collections.abc import Iterator, Sequence

from diffing.units import Unit
from pipeline.deadlines.passages import SENTENCE
from pipeline.passages import Paragraph
from storage.records import KeyFact

_OWN = (
    r"(?:本|该|此)(?:办法|规定|条例|规则|细则|法|通知|公告|意见|方案|规范|指南|指引|标准|导则"
    r"|程序|措施|政策|制度|准则|规程|实施细则"
    r"|管理办法|行动方案|实施方案|指导意见|目录|决定|计划|规划|文件|要求|技术规范)"
)
_TO = re.compile(
    rf"{_OWN}(?:主要|仅|也)?适用(?:对象|范围)?(?:于|为|是|：)\s{{0,3}}(?P<who>[^。；]{{2,160}})"
)
_FOR = re.compile(
    rf"(?P<who>[^。；：]{{2,200}}?)[，,]?\s{{0,3}}(?:均|都|应当?|也|必须)?(?:适用"
    rf"|遵守){_OWN}(?!第)(?=[。；，]|$)"
)
_RANGE = re.compile(
    r"^(?:适用(?:范围|对象)|实施范围|申报(?:主体|对象))\s{0,3}[：:]\s{0,3}(?P<who>[^。；]{2,160})"
)
_EXTENT = re.compile(r"[，,](?:包括|但|不包括|不适用|其中|具体|法律).*$", re.S)
_FORM = re.compile(
    "如下|以下|收悉|。|^(?:为|根据|按照?|经|依据|现[将就]|依照|关于|由于|鉴于|随着)|[签盖公]章"
    "|签字|^(?:推荐|填表|填报|申报|联系|附件?|名称|抄送|报送|主题|编号)"
)
"""Of a sentence that leads on to the text, or a form to be filled in."""
_WHOM = re.compile(
    "(?:单位|企业|公司|机构|机关|部门|政府|委员会|组织|团体|协会|法人|人员|[个他然]人|[者员户商方]"
    "|业主|主体|学校|高校|医院|院校|[厅局委院]|银行|园区|活动|监督管理|项目)(?:[（(][^（）()]{1,40}[）)])?$"
    "|从事"
)
"""Bodies and persons, and those who do what is named; things that rules are of are nobody."""
_NAME_OF_ARTICLE = re.compile(r"^\s{0,3}[【\[〔][^】\]〕]{1,30}[】\]〕]\s{0,3}")
_SHORTEST, _LONGEST = 4, 400
_HINT = "适用"
_NOT = re.compile("不适用|参照|[视比]照|另有规定")


def addressees_in(paragraphs: Sequence[Paragraph]) -> Iterator[KeyFact]:
    """Whom the line before the text names, and whom sentences on its scope name."""
    for paragraph in paragraphs:
        unit, text = paragraph.unit, paragraph.text.strip()
        if _is_address(unit, text):
            yield _fact(text.rstrip("：: "), text, unit.path)
        elif _HINT in text and unit.kind != "table":
            yield from _scopes(paragraph.body.strip(), unit.path)


def _is_address(unit: Unit, text: str) -> bool:
    """The line may be longer than what is known for one by its form alone."""
    if len(text) > _LONGEST or not text.endswith(("：", ":")) or _FORM.search(text):
        return False
    if len(text) <= _SHORTEST and not text.startswith("各"):
        return False
    return unit.path == "主送" or (unit.front and not unit.path and text.startswith(("各", "有关")))


def _scopes(body: str, label: str) -> Iterator[KeyFact]:
    for sentence in SENTENCE.finditer(body):
        text = sentence[0].strip()
        if _HINT in text and _NOT.search(text) is None:
            found = _TO.search(text) or _RANGE.search(text) or _FOR.match(text)
            who = _EXTENT.sub("", found["who"]).strip(" ，,。") if found else ""
            who = _NAME_OF_ARTICLE.sub("", who)
            if _WHOM.search(who):
                yield _fact(who, text, label)


def _fact(who: str, sentence: str, label: str) -> KeyFact:
    return KeyFact(kind="addressee", who=who, sentence=sentence, label=label)
