"""The words by which a text sets a figure to be reached. Pure; every pattern is bounded."""

import re

from pipeline.keyfacts.amounts import AMOUNT, COUNTED, LIST, PERCENT, TAIL

_YEAR = (
    r"(?:(?:19|20)\d\d年(?:[底末]|年底)?|上年度?|上一年度?|[“\"]?十[一二三四五]五[”\"]?(?:末|期末"
    r"|时期)?"
    "|基准年)"
)
COMPARED = (
    rf"(?:(?:相?比|相?较于?|相[比较]于|与|在){_YEAR}(?:的?(?:水平|基础)(?:之?上)?|同期|相比)?)"
)
"""比2020年."""
_ADVERB = (
    "(?:分别|累计|总体|平均|年均|均|再|进一步|继续|力争|确保|基本|全部|各|每年|逐年|大幅|持续|要"
    "|应|将"
    "|需|须|原则上|总共)"
)
_CHANGE = "下降|降低|减少|压减|削减|提高|提升|增长|增加|上升|缩减|扩大|缩短"
_LEVEL = (
    "达到|达|(?<=分别)在|控制在|控制到|稳定在|保持在|维持在"
    "|[降减提增升缩压][低少高升长加减短]?[至到为]"
    "|扩大[至到]|下降[至到为]|上升[至到]|不[低高大小]于|不少于|不得?超过|不得[低高少大小多]于"
    "|超过|突破"
    "|高于|低于|大于|小于|优于|至少为?|约为?|为|接近"
)
_MORE = "(?:约|近|超过?|不低于|不少于|不超过|至少|达到?|[到至了])?"
_ENDS = r"(?=\s{0,2}(?:[，,；;。、（()）”：\ue000]|$|[和并且与及](?!其)|的?(?:目标|任务)|大关))"
_BUT = r"(?:[（(](?:不?含|不?包[括含]|剔除|扣除|除)[^（()）]{1,40}[）)])?"
"""达到50%（不含原料用煤）: for what the figure holds."""
_FROM = rf"(?:[由从](?:{_YEAR}的?)?约?{AMOUNT})?"
"""由2020年的15.9%提高到."""
_WITH_UNIT = r"(?=\d{1,9}[\d.]{0,6}\s?[^\d年月，。；、])"
SET = re.compile(
    rf"(?P<value>{_ADVERB}{{0,2}}{COMPARED}?{_FROM}{_ADVERB}{{0,3}}"
    rf"(?:(?P<change>{_CHANGE})|(?P<level>{_LEVEL})){_MORE}"
    rf"(?P<figures>{LIST})(?:的?[\u4e00-\u9fff]{{0,6}}(?:要求|标准|水平))?{_BUT}){_ENDS}"
    rf"|(?P<doubled>{_ADVERB}{{0,2}}{COMPARED}?{_ADVERB}{{0,2}}(?:实现)?翻[一两]?番{TAIL}){_ENDS}"
    rf"|(?:(?<=[比率重度例量积模围])|(?<=减排))(?P<bare>{_WITH_UNIT}{LIST}){_ENDS}"
)
"""A figure after its indicator: 比2020年下降10%, 翻一番; the last group is the value."""
SHARE = re.compile(
    rf"(?P<value>{PERCENT}{TAIL})的?(?P<what>[^，。；：,;]{{0,40}}?"
    "(?:建成|完成|实现|达到|采用|使用|执行|配备|落实|覆盖|建立|安装|纳入)[^，。；：,;]{1,40})"
)
"""80%以上的钢铁产能完成改造."""
_DO = (
    "(?:建成|新建|新增|培育|打造|形成|建设|创建|改造|推广|淘汰|退出|压减|认定|遴选|组建|发布|出台"
    "|制修订"
    "|制[定订]|布局|实施|开展|培养|支持|引进|替代|更新|完成|新?开工|筹[建集]|供应|安装|投放|设立"
    "|转化"
    "|孵化|报废|整治|治理|修复|扩种|种植|落实|发展|增加|布设|栽植|保障|回收|节约|利用|建)"
)
COUNT = re.compile(
    rf"(?P<value>{_ADVERB}{{0,2}}{_DO}{_MORE}{COUNTED})"
    r"(?P<what>[^的，。；：,;、）)][^，。；：,;]{1,60})"
)
"""建成100座标杆厂."""
NUMBERED = re.compile(rf"(?P<what>{_DO}[^，。；：,;\d]{{2,30}}?)(?P<value>{_MORE}{COUNTED}){_ENDS}")
NEXT_NUMBERED = re.compile(
    rf"[、和及](?P<what>[^，。；：,;、\d]{{2,30}}?)(?P<value>{_MORE}{COUNTED}){_ENDS}"
)
"""培育绿色工厂300家、绿色园区20个."""
FOLLOWING = re.compile(
    rf"(?P<what>[^，。；：,;、\d]{{2,30}}?)(?P<value>{_MORE}{COUNTED}){_ENDS}(?<!元)"
)
"""新增绿色工厂100家，绿色园区10个."""
MEASURE = re.compile(
    "(?:[率比度量额值数耗]|比[重例]|规模|面积|份额|浓度|强度|水平|能力|装机|里程|产能|成本|单耗"
    "|天数"
    r"|系数|PUE|收入|投资|消费|排放|[）)])\s{0,2}$"
)
"""What an indicator ends with."""
PAST = re.compile(
    r"已(?:经|达|有|建|累|完|形|成|超)?|目前|截[至止]|以来|了\d|同比|今年|去年|近年|据统计|约占"
    r"|当前|现有"
    "|曾|高达|[下上]同"
)
RULES = re.compile(
    "罚款|处以|误差|偏差|得分|评分|扣分|费率|税率|利率|补贴|补助|奖励|奖补|给予|资助|保证金"
    "|注册资本"
    "|有下列|符合下列|条件|应具备|应符合|是指|本办法所称|审定|抽样|不超过.{0,6}(?:字|页|M|分钟)"
    "|名额"
)
"""Sentences with these set bounds, fines and sums, and no targets."""
OTHERS = re.compile(r"\ue000[^，。；]{0,6}(?:提出|明确|要求|规定|指出|确定)")
"""《…》提出: what another document sets."""
LEADS = re.compile(
    r"^[\s，,、）)—-]*(?:(?:[一二三四五六七八九十]是|其中|同时|此外|并且?|且|以及|有力|有效"
    r"|进一步|加快|大力"
    "|积极|全面|持续|努力|切实|支撑|推动|带动|促进|确保|保障|力争|争取|使得?|实现|推进|引导|将|把"
    "|预计"
    r"|要|全年|年度|期间|之?前|时)[，,\s]*){1,8}|^[\s，,、）)—-]+"
)
"""What leads to an indicator and is none of it."""
FIRM = frozenset(
    ["稳定在", "保持在", "维持在", "控制在", "达到", "不低于", "不高于", "不少于", "不超过"]
)
"""What is said so of the document's own year is set, and not told."""
BOUNDS = frozenset(
    [
        "不低于",
        "不高于",
        "不大于",
        "不小于",
        "不少于",
        "不超过",
        "超过",
        "高于",
        "低于",
        "大于",
        "小于",
        "为",
        "至少",
        "优于",
    ]
)
"""Without a time, what these set may be a technical limit: a share is none."""
BRACKETED = re.compile(r"[（(][^（()）]{0,80}[）)]")
FIGURE = re.compile(r"\d|分之|番|[倍成家个座]")
