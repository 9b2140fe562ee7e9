"""Which names in 《》 are no documents: forms, papers, and short names of what was named before."""

import re

from storage.text import fold

_FORM = re.compile(
    "(?:(?<!基准)(?<!标准)(?<!税率)(?<!目录)(?<!价格)表格?|申报材料|回执|模板|样式|登记卡|许可证|合格证|执照|证|批件|"
    "(?:申请|申报|承诺|委托|责任|任务|告知|通知|决定|意见|报告|检测|鉴定|计划|说明|具结|倡议|建议|协议|授权|保证|"
    "声明|推荐|确认|裁定|判决|评估|登记|合同|标|证)书|"
    "协议|合同|笔录|台账|存根|记录|回单|卡片|函件|申请单|通知单|登记簿|审查意见|报告单|凭证|申请|"
    "(?:申请|检验|检测|核查|排放|监测|验收|评估|影响|情况|自评|鉴定|审计|体检|勘察|测绘)报告)$"
)
_PRINTED = re.compile(
    "(?:日报|晚报|时报|周报|周刊|月刊|杂志|学报|早报|导报|晨报|商报|青年报|工人报|中国[\u4e00-\u9fff]{1,4}报|"
    r"新闻联播|平台|系统|栏目|专栏|通讯社|图册|教材|必修\d?)$|^(?:求是|瞭望|资本论|新华文摘)$"
)
_TYPES = (
    "通知|公告|通告|意见|办法|决定|规定|条例|细则|批复|函|规划|计划|方案|纲要|要点|指南|指引|目录|标准|规则|"
    "规范|规程|名单|报告|措施|准则|基准|清单|导则|制度|章程|协议|法|实施|管理|若干|行动|暂行|试行|工作|指导|本|"
    "建设|评价|技术|总体|执行|征求|稿|汇编|以下"
)
_SHORT = re.compile(rf"(?:{_TYPES}){{1,3}}")
_EXAMPLE = re.compile(r"示范文本|范本")


def is_form(title: str) -> bool:
    """Whether the name is that of a form to fill in, of a certificate, of a paper or a site.

    >>> is_form("2023年度重点行业能效领跑者企业推荐汇总表")
    True
    """
    name = re.sub(r"[（(][^（()）]*[）)]$", "", title.strip()).strip("”\"’' ")
    if _EXAMPLE.search(title):
        return False
    return len(fold(name)) < 2 or bool(_FORM.search(name) or _PRINTED.search(name))


def is_short(title: str) -> bool:
    """Whether the name is a mere kind of document (《办法》, 《实施细则》)."""
    return len(title) <= 8 and _SHORT.fullmatch(fold(title)) is not None
