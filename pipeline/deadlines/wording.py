"""The words by which a text says what a date is for: due, to be reached, in force, over. Pure."""

import re
from typing import cast

from storage.records import DeadlineKind

S = r"\s{0,3}"
_NOTE = rf"(?:{S}[（(][^（()）]{{1,15}}[）)])?"
BY = re.compile(
    rf"{_NOTE}{S}(?:之前|以前|为止|止|截止|截至|以内|之内|内(?![容部外地蒙])"
    r"|前(?![期后往述款沿景列瞻端置]|提[下是条]|[一二两三\d]{1,2}[日天个年周批名位]))"
)
SINCE = re.compile(rf"{_NOTE}{S}(?:零时|0{S}时)?{S}(?:起|开始|始)(?![草源点步诉止])")
IN_FORCE = re.compile(
    rf"{S}[）)]?{_NOTE}{S}(?:零时|0{S}时)?{S}起?(?:在[\u4e00-\u9fff]{{1,16}}范围内)?{S}"
    r"(?:正式|开始|全面|统一|颁布|公布|并){0,4}(?:施行|实施|执行|生效|启用|试行)"
    r"(?!细则|方案|意见|情况|期|单位|主体|机构|以来)"
)
UNTIL = re.compile(
    rf"(?:(?:截{S}[止至]{S}[到至]?|不晚于|不迟于|最迟|最晚|早于|力争{S}到?|[到至]){S}"
    r"(?:[为是于在]|[：:])?"
    rf"|截止(?:时间|日期|日|期限)?{_NOTE}{S}(?:[为是于]|[：:]){S})$"
)
_TIME = re.compile(
    r"(?<!起始)(?<!开始)(?:起止|截止)?(?:时间|日期|期限|时限|期间|阶段|期)"
    r"(?:由[^，。；]{4,24}?)?(?:截止?至?|暂定|调整|原则上|延长|顺延|推迟|延期|变更|更改|修改)*(?:为|是|至|到|：|:)?"
    r"(?:\d{1,3}个?(?:工作日|自然日|[日天])\s{0,3}[（(])?(?:自?即日起至|自|从|于|在)?\s{0,3}$"
)
_NAMES = re.compile(
    "(?P<consultation>征求|意见征集|征集(?:意见|建议)|意见|反馈|公示|听取|异议)|(?P<report>报送|上报|提交|寄送|报告)"
    "|(?P<apply>申报|申请|报名|填报|申领|受理|投稿|推荐|参赛|网报|登记|征集)"
    "|(?P<target>完成|建成|建设|项目实施|竣工|整改|达标|投产)"
    "|(?P<effective>(?:施行|实施|生效|执行)(?=日期|时间)|启用)"
    "|(?P<expiry>有效|施行|实施|执行|试行|政策|补贴|补助|活动|使用|优惠|享受|用券|领券)"
)
_NAMED_WITHIN = 22
_EXPIRY_BEFORE = re.compile(
    r"(?:有效期?|过渡期|宽限期|试行期|执行期限?|实施期限|实施时限|施行期限|期限|延续|执行|实施|施行|试行|"
    r"延长|顺延|保留)"
    r"[^，。；、]{0,8}?(?:至|到|截至|截止|为止|为|：|:)\s{0,3}$"
    r"|(?:有效期|期限)[^。；]{0,24}[，,]\s{0,3}[至到]\s{0,3}$"
)
_OVER = "(?:废止|失效|停止执行|终止执行|不再执行|作废)"
ENDS = re.compile(rf"[^，。；的\ue000]{{0,12}}?{_OVER}")
ENDS_THEN = re.compile(
    rf"[，,]\s{{0,3}}[^，。；的\ue000]{{0,12}}?[\ue000、和及与\s]*+[^，。；的\ue000]{{0,12}}?{_OVER}"
    r"(?=[，,。；;\s]|$)"
)
"""自某日起，《…》停止执行."""
_ENDED_BEFORE = re.compile(r"(?:已经?|业经|早)[^，。；]{0,4}$")
"""《…》已于2025年废止 is told of the past."""
_CONSULT = re.compile(
    r"征求意见|征集意见|公开征求|公开征集|听取意见|意见反馈|反馈[^，。]{0,6}意见"
    r"|(?:修改|书面|有关|相关|宝贵|提出)[^，。]{0,4}意见|意见(?:和|与|、|或|及)?建议"
    r"|(?:将|把)[^，。]{0,12}(?<!推荐)(?<!审核)(?<!审查)(?<!初审)(?<!评审)意见[^，。]{0,30}(?:反馈|发送|寄|返|传真|函告|报送|提交)"
    r"|提出[^，。；]{0,8}异议|如有异议"
)
_SUMMED_UP = re.compile("汇总|贯彻|落实情况")
_CALL = re.compile("征求意见|征集意见|公开征求|公开征集")
_CALL_TO_APPLY = re.compile("申报|申请|报名|征集|遴选|推荐|招募")
_CLOSES = re.compile(
    r"(?:^|[，。；])\s{0,3}截止(?:时间|日期|日|期限)\s{0,3}(?:[为是]|[：:])?\s{0,3}$"
)
_OPINION = re.compile("意见|建议|反馈")
_REPORT = (
    r"报送|上报|呈报|报至|报备|报(?=[国省市区县我部上各环生工财农交科住])|提交|反馈|寄送|寄至|寄到|邮寄|送至|送达|送交|"
    r"交至|发送|发至|抄送|函告|报告|返回"
)
_APPLY = r"申报|申请|报名|填报|申领|投稿|参赛|注册登记"
_DO = (
    r"建成|建立|(?<!城乡)建设(?![兵厅部局委主行单])|实现|达到|达成|达峰|制定|出台|淘汰|消除|形成|"
    r"发布|公布|印发|推动|编制|印制|退出|改造|清零|关停|取消|禁止|停止|培育|打造|开工|投产|总结|评估"
)
_VERB = re.compile(
    rf"(?P<report>{_REPORT})|(?P<apply>{_APPLY})"
    rf"|(?P<do>(?:完成|开展|组织|启动)(?![^，。；并]{{0,12}}(?:{_APPLY}|报送|上报|提交))|{_DO})"
)
_HANDED = re.compile(rf"{_NOTE}[，,]?[^，。；]{{0,30}}?(?:将|把)")
_STRONG = re.compile(
    r"报送|上报|呈报|报至|报(?=[国省市区县我部])|反馈|提交|寄|发送|发至|送至|送达|返回|函告"
)
_APPLICANT = re.compile(
    rf"(?:{_APPLY}|参评|参赛|投标)(?:单位|企业|人|主体|者|机构|组织|高校|项目|材料)|材料申报"
    r"|提交[^，。；]{0,8}申请(?![的表报材书])"
)
_AUTHORITY = re.compile(
    r"主管部门|各省|各市|各县|各区|各地|省级|推荐单位|生态环境[厅局]|发展改革委|工业和信息化厅"
)
_BRACKETED = re.compile(r"[（(][^（()）]{0,60}[）)]")
_NEAR, _FAR = 12, 40


def named_kind(before: str) -> DeadlineKind | None:
    """The kind that 申报截止时间： and the like give the date right after it: the nearest word."""
    time = _TIME.search(before[-2 * _NAMED_WITHIN :])
    if time is None:
        return None
    clause = re.split("[，。；]", time.string[: time.start()])[-1][-_NAMED_WITHIN:]
    names = list(_NAMES.finditer(clause + time[0]))
    return cast(DeadlineKind, names[-1].lastgroup) if names else None


def period_kind(before: str, after: str, title: str) -> DeadlineKind | None:
    """期限为自公告之日起30日: of comments or of handing in; of nothing else."""
    if _TIME.search(before[-2 * _NAMED_WITHIN :]) is None:
        return None
    kind = named_kind(before) or due_kind(before, after, title)
    return kind if kind in ("consultation", "apply", "report") else None


def is_expiry(before: str, after: str) -> bool:
    """有效期至 before the date, or 废止 after it."""
    ends = ENDS.match(after) and not _ENDED_BEFORE.search(before)
    return bool(_EXPIRY_BEFORE.search(before) or ends)


def due_kind(before: str, after: str, title: str) -> DeadlineKind:
    """What must be done by the date: the words of its sentence say, before and after it."""
    said = _CONSULT.search(after) or _CONSULT.search(before)
    if said and not _SUMMED_UP.search(after):
        return "consultation"
    if _CALL.search(title) and _OPINION.search(after):
        return "consultation"
    return _by_verb(before, after, title)


def _by_verb(before: str, after: str, title: str) -> DeadlineKind:
    verb = _VERB.search(after)
    if _HANDED.match(after) and (handed := _STRONG.search(after)):
        verb, after = handed, after[: handed.start()]
        return "apply" if _is_applicants(before, after) else "report"
    if verb and verb["report"]:
        around = after[: verb.end() + _NEAR]
        return "apply" if _is_applicants(before, around) else "report"
    if verb:
        return "apply" if verb["apply"] else "target"
    if _CLOSES.search(before):
        return _by_title(title)
    for said in reversed(list(_VERB.finditer(_BRACKETED.sub("", before)[-_FAR:]))):
        return "report" if said["report"] else "apply" if said["apply"] else "target"
    return "target"


def _by_title(title: str) -> DeadlineKind:
    """截止日期： alone is of what the document calls for."""
    if _CALL.search(title):
        return "consultation"
    if _CALL_TO_APPLY.search(title):
        return "apply"
    return "report" if "报送" in title else "target"


def _is_applicants(before: str, after: str) -> bool:
    """Those who apply hand it in, not an authority that passes it on."""
    said = before + after
    return bool(_APPLICANT.search(said)) and not _AUTHORITY.search(said)
