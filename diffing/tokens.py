"""Tokens of Chinese official text: what is marked whole or not at all.

Dates, percentages, amounts, figures with units, Chinese numerals, 《titles》, document numbers,
references to clauses, words of duty and of scope, and names of organisations are one token each;
all else is a character.
Every pattern is bounded, so that hostile text costs no more than linear time.
"""

import re
from typing import NamedTuple

_S = r"\s{0,2}"
_HAN = r"[\u4e00-\u9fff]"
_FIGURE = r"\d{1,18}(?:[,，]\d{3}(?!\d)){0,6}(?:[.．]\d{1,12})?"
# Figures as cheques have them; 陆 and 伍 by themselves are other words (登陆人员).
_CHEQUE = "壹贰叁肆伍陆柒捌玖拾"
_CHEQUE_NUMERAL = (
    rf"(?:[壹贰叁肆柒捌玖][{_CHEQUE}佰仟万亿零]{{0,20}}|[伍陆拾][{_CHEQUE}佰仟万亿零]{{1,20}})"
)
_CJK_FIRST, _CJK_NEXT = "一二两三四五六七八九十零〇○", "一二两三四五六七八九十百千万亿零〇○"
_NUMERAL = rf"[{_CJK_FIRST}][{_CJK_NEXT}]{{0,20}}(?:点[{_CJK_FIRST}]{{1,6}})?"
_TO = rf"{_S}(?:[-—–~～至]|——|--){_S}"
_CENTURY = "(?:[1１][9９]|[2２][0０])"
_YEAR = rf"(?:{_CENTURY}\d{{2}}|[一二][〇○零O一二三四五六七八九]{{3}})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# A minus, not the dash of a range or of a number with parts.
_BEFORE_SIGNS = r"(?:\A|(?<=[为是于至在到约达从由过、，；：:（(～~≤≥<>=＝\s|]))"
_SIGN = rf"(?:{_BEFORE_SIGNS}[-−－](?=\d))?"
_SIGNED = rf"(?:(?:{_BEFORE_SIGNS}|(?<=[^\W\dA-Za-z年月日时元吨度个号]))[-−－](?=\d))"
_COLD = r"(?:℃|°C|[%％‰]|个?百分点)"
_OPEN, _CLOSE = r"[〔\[［(（【﹝]", r"[〕\]］)）】﹞]"
# Words that stand right before a document number, and are no part of one: 依据国发〔2021〕3号. What
# the brackets follow is the name of it all the same: 处罚决定〔2023〕5号.
_ENDS = r"[〔\[［(（【﹝]"
_LEADS = (
    r"(?:[及与按依据由以见将把被对在因已等并到的了遵]|和(?!国)|照|经(?![信济贸发科开])"
    r"|(?:执行|贯彻|落实|废止|修[改订]|[你我][委局厅部办省市]|关于|印发|[转下]发|取?代替?|停止|撤销|违反|符合|适用|结合"
    rf"|通知|方案|办法|意见|规定|决定|条例|文件|包括|其中)(?!{_ENDS}))"
)
_BEFORE_NUMBERS = (
    rf"(?:(?<!{_HAN})|(?<=[和及与按依据由以见经将把被对在因已等并到的了遵照厅局会])"
    "|(?<=[行彻实止改订于发替代取销反合用知案法见定例件括中委局厅部])(?<=执行|贯彻|落实|废止|修改|修订|关于|印发|转发|下发|代替|取代|停止|撤销|违反|符合|适用|结合|通知|方案|办法"
    "|意见|规定|决定|条例|文件|包括|其中|你委|你局|你厅|你部|我委|我局|我厅|我部))"
)
_CODE = rf"(?:(?!{_LEADS}){_HAN})"
_SERIAL = rf"{_OPEN}{_S}{_CENTURY}\d{{2}}{_S}年?{_S}{_CLOSE}{_S}第?{_S}\d{{1,5}}{_S}号"
_MONEY = r"(?:人民币|美元|欧元|港元|日元|英镑|元)"
# Of 3千克 and 5百分点 what multiplies is part of the unit.
_MANY = r"(?:[百千万亿余多]{1,3}(?<!百(?=分))(?<!千(?=[克米瓦伏焦])))?"
_UNITS = (
    "个工作日|工作日|个自然日|个百分点|百分点|个季度|个月|季度|小时|分钟|周岁|周年|年|月|日|天|时|秒|周|岁|"
    "吨二氧化碳当量|千克二氧化碳|克二氧化碳|吨二氧化碳|吨标准煤|吨标煤|千克标准煤|克标准煤|吨|公斤|千克|毫克|微克|克|"
    "千瓦时|千瓦|兆瓦时|兆瓦|吉瓦|瓦|千伏安|千伏|伏|吉焦|兆焦|千焦|焦|度|"
    "平方公里|平方千米|平方米|立方米|公顷|公里|海里|千米|厘米|毫米|米|亩|升|"
    "个|家|项|人|名|户|台|套|辆|艘|架|座|处|所|次|批|件|份|条|种|类|级|倍|期|页|字|成|分之[一二三四五六七八九十]"
)
_RATE = rf"(?:{_S}/{_S}(?:万元|元|{_UNITS}|[A-Za-z][A-Za-z0-9]{{0,7}}))?"
_SYMBOLS = r"(?:[A-Za-zμ℃℉㎡㎥㎏㎞㎜㎝°][A-Za-z0-9μ²³/·℃㎡]{0,11})"
SUBJECTS = (
    "生态环境|环境保护|自然资源|国土资源|发展改革|发展和改革|工业和信息化|住房城乡建设|住房和城乡建设|交通运输|"
    "市场监督管理|市场监管|农业农村|应急管理|认证认可监督管理|林业和草原|水行政|财政|商务|科技|科学技术|教育|"
    "公安|民政|司法行政|卫生健康|能源|统计|气象|海洋|渔业|兽医|税务|海关|证券监督管理|矿产|地质矿产|"
    "城市管理|城乡建设|住房|建设|畜牧兽医|林业|水利|人力资源社会保障|人力资源和社会保障|文化和旅游|医疗保障|"
    "国有资产监督管理|民航|铁路|粮食和物资储备|药品监督管理|知识产权|新闻出版|经济和信息化"
)
BODIES = "行政主管部门|主管部门|监督管理部门|监督管理机构|管理部门|行政部门|管理机构|部门"
ORGANS = "厅|局|委员会|委|总局|管理局|监督管理局|管理委员会"
_MINISTRIES = (
    "国家发展和改革委员会|国家发展改革委|国家发改委|工业和信息化部|住房和城乡建设部|住房城乡建设部|生态环境部|"
    "自然资源部|交通运输部|农业农村部|应急管理部|科学技术部|科技部|财政部|商务部|教育部|水利部|司法部|公安部|"
    "国家市场监督管理总局|市场监管总局|国家税务总局|税务总局|国家金融监督管理总局|金融监管总局|海关总署|"
    "国家能源局|国家统计局|国家邮政局|国家林业和草原局|国家林草局|国家认监委|国家标准委|中国人民银行|人民银行|"
    "中国证监会|证监会|国务院国资委|国资委|最高人民检察院|最高人民法院|国务院办公厅|"
    "全国人民代表大会常务委员会|全国人民代表大会"
)
_GOVERNMENTS = (
    "(?:县级以上地方各级|地方各级|县级以上地方|县级以上|省级|设区的市级以上|设区的市级|市级|县级|乡级|各级|"
    "省、自治区、直辖市|乡镇)(?:人民政府)"
)
_BEFORE_NAMES = "由向报经和及与或、，；。：同\n"
_NAME = rf"[^\s\d{_BEFORE_NAMES}的应可在对将把于为以并等其各有。；：（）()“”《》A-Za-z]"
_ORGANISATION = (
    rf"(?:{_MINISTRIES})(?!门)|国务院(?:其他有关部门|有关部门|(?:{SUBJECTS})(?:{BODIES}))?"
    rf"|{_GOVERNMENTS}|(?:{SUBJECTS})(?:{BODIES}|{ORGANS})"
    # Not on the list: 市经济和信息化委员会; after 由, 向, 、 a name that ends as such bodies do.
    rf"|[省市县区]{_NAME}{{2,8}}?(?:厅|局|委员会|办公室)"
    rf"|(?:\A|(?<=[{_BEFORE_NAMES}])){_NAME}{{2,8}}?(?:主管部门|监督管理机构|管理部门|委员会|总局)"
)
_SCOPE = (
    "(?=[全一任部所以至最除不超高低≥≤≧≦＞＜<>])(?:"
    "全部|一切|任何|(?<![第的各大这其余一成])部分(?!为)|所有(?![权者制])"
    "|(?<!级)以[上下](?![简统]?称|列|规定|各)|以[内外]|至少|至多|最[多少高低长短](?!人民)|除外"
    "|不(?:超过|足|[高低少多大小]于)|超过|[高低]于|[≥≤≧≦＞＜<>])"
)
_STARTERS = "".join(
    sorted(
        {
            *"第百〔[［(（【﹝《应必可不鼓禁严省设各地县市乡国人个千万附区予无须宜上下中每次翌¥￥-−－",
            *_CJK_FIRST,
            *_CHEQUE,
            *(name[0] for name in f"{SUBJECTS}|{_MINISTRIES}".split("|")),
        }
    )
)

_ISSUE = rf"第{_S}(?:\d{{1,5}}|[{_CJK_NEXT}]{{1,8}}){_S}号"
_ORDER = rf"{_CODE}{{0,16}}{_S}(?:令|公告|通告)"
_DOCUMENT_NUMBER = (
    rf"(?P<document_number>{_BEFORE_NUMBERS}(?:{_CODE}{{1,10}}{_S}{_SERIAL}"
    rf"|{_ORDER}{_S}(?:{_CENTURY}\d{{2}}{_S}年{_S})?{_ISSUE})"
    rf"|{_SERIAL}|(?:令|公告){_S}{_ISSUE}"
    rf"|{_CENTURY}\d{{2}}{_S}年{_S}第{_S}\d{{1,5}}{_S}号|第{_S}\d{{1,5}}{_S}号(?:令|公告)?"
    r"|(?:GB|HJ|DB\d{2}|JGJ|NB|DL|YB)(?:/[TZ])?\s?\d{2,6}(?:\.\d{1,3})?[-—]\d{4})"
)
_PERIOD = rf"(?:第?[一二三四1-4]季度|[上下]半年|{_DAY}{_S}月[上中下]旬|[上中下]旬)"
_SYMBOL = (
    "(?:(?:[tTgk]|kg|Mt|mg)CO2(?:eq?)?|(?:[tT]|kg|g|Mt)ce|[kMGT]?Wh|[kMGT]W|[kMGT]J|[tgLK]|kg|mg|μg|kV|MPa"
    "|m[23²³]|mol|kcal)"
)
_UNIT = (
    rf"(?<![A-Za-z0-9])(?:{_SYMBOL}/{_SYMBOL}|(?:[tTgk]|kg|Mt|mg)CO2(?:eq?)?|(?:[tT]|kg|g|Mt)ce"
    "|[kMGT]Wh|[kMGT]W|[kMGT]J)(?![A-Za-z0-9])"
)
_MODALS = (
    "应当不(?![超足高低少多大小得予断仅同可定])|不应当|应当|必须|不得|可以不(?![超足高低少多大小])|可以|鼓励|禁止|严禁"
    "|不予|予以|无须|无需|不可(?![再抗行靠分缺逆或避预移降持能燃])|不宜"
    "|不应|(?<![供相响适反对效感])应(?![用急对变力答付酬聘届收税激])"
    "|(?<![许认宁])可(?![再能持行靠燃视信控比选见追操降回抗替吸变溯移溶爱观])"
    "|(?<![必急])须(?![知臾])|(?<![适便事相时机权因合])宜(?![居人昌宾兴春城])"
)
_KINDS = "|".join(
    (
        rf"(?P<scope>{_SCOPE})",
        rf"(?P<plain>(?<=[^{_BEFORE_NAMES}])[^\d\sA-Za-zＡ-Ｚａ-ｚ{re.escape(_STARTERS)}])",
        rf"(?P<period>{_YEAR}{_S}年{_S}{_PERIOD}|{_PERIOD})",
        r"(?P<title>《(?:[^《》\n]|《[^《》\n]{1,80}》){1,120}》)",
        rf"(?P<reference>第{_S}(?:[{_CJK_NEXT}]{{1,8}}|\d{{1,4}}){_S}"
        rf"(?:编|章|节|条(?:之[{_CJK_FIRST}]{{1,2}})?|款|项|目|部分|批|次|期|届|类)"
        rf"|第?[（(]{_S}(?:[{_CJK_FIRST}]{{1,3}}|\d{{1,3}}){_S}[）)]项?"
        rf"|附[件表录]{_S}(?:\d{{1,3}}|[{_CJK_FIRST}]{{1,3}}))",
        rf"(?P<date>{_YEAR}{_S}年?{_TO}{_YEAR}{_S}年(?:度|底|末)?"
        rf"|{_CENTURY}\d{{2}}{_TO}{_CENTURY}\d{{2}}(?!\d)"
        rf"|{_YEAR}{_S}年{_S}{_DAY}{_S}月(?:{_S}{_DAY}{_S}日|底|末|初)?|{_YEAR}{_S}年(?:度|底|末|初)?"
        rf"|{_DAY}{_S}月(?:{_S}{_DAY}{_S}日|底|末|初)"
        r"|每年(?!度)|次年(?![度检审会])|翌年"
        rf"|十[一二三四五六]五(?=”?(?:规划|期间|时期|末|以来|控制|时|年|$))|{_CENTURY}\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
        r"|\d{1,2}[:：]\d{2}(?!\d))",
        rf"(?P<percent>{_SIGNED}?(?:{_FIGURE}{_S}[%％‰]?{_TO}[-−]?)?{_FIGURE}{_S}[%％‰]"
        rf"|[百千万]分之(?:{_NUMERAL}|百|{_FIGURE}))",
        rf"(?P<amount>{_SIGN}(?:{_FIGURE}{_MANY}(?:{_MONEY})?{_TO})?{_FIGURE}{_S}{_MANY}{_S}{_MONEY}{_RATE}"
        rf"|[¥￥]{_S}{_FIGURE}{_S}{_MANY}(?:元)?|{_CHEQUE_NUMERAL}{_S}(?:元|圆|美元|欧元|港元)[整正]?"
        rf"|{_NUMERAL}[余多]?{_MONEY})",
        rf"(?P<quantity>{_SIGNED}?(?:{_FIGURE}{_S}{_COLD}?{_TO}[-−]?)?{_FIGURE}{_S}{_COLD}"
        rf"|{_SIGN}(?:{_FIGURE}{_S}{_TO})?{_FIGURE}{_S}{_MANY}{_S}(?:(?:{_UNITS}){_RATE}|{_SYMBOLS})"
        rf"|(?:{_NUMERAL}{_TO})?{_NUMERAL}[余多]?(?:{_UNITS})|{_CHEQUE_NUMERAL}(?:{_UNITS}))",
        rf"(?P<modal>{_MODALS})",
        rf"(?P<organisation>{_ORGANISATION})",
        rf"(?P<number>\d{{1,4}}[:：/]\d{{1,4}}(?!\d)|{_SIGN}{_FIGURE}(?:{_TO}{_FIGURE})?)",
        rf"(?P<numeral>{_NUMERAL})",
        rf"(?P<unit>{_UNIT})",
        r"(?P<particles>PM(?:2\.5|10|1(?!\d)))",
        r"(?P<word>[A-Za-zＡ-Ｚａ-ｚ][A-Za-z0-9Ａ-Ｚａ-ｚ]{0,60})",
        r"(?P<other>.)",
    )
)
_REST = r"\s{0,64}|(?P<space>\s{1,64})"
_PATTERN = re.compile(rf"(?:{_DOCUMENT_NUMBER}|{_KINDS}){_REST}", re.DOTALL)
_WITHOUT_NUMBERS = re.compile(rf"(?:{_KINDS}){_REST}", re.DOTALL)
_NUMBERED = re.compile("号|GB|HJ|DB|JGJ|NB|DL|YB")
"""What every document number has in it: looked for first, since few texts have one."""


class Token(NamedTuple):
    """One token as written, the white space after it included, and the kind it is of."""

    text: str
    kind: str


def tokens_of(text: str) -> list[Token]:
    """The tokens of ``text``: joined, they are the text."""
    pattern = _PATTERN if _NUMBERED.search(text) else _WITHOUT_NUMBERS
    return [Token(found[0], found.lastgroup or "other") for found in pattern.finditer(text)]
