"""Which part (编) of the compilation a document belongs to: by its first issuer. Pure."""

import re
from collections.abc import Iterable

from storage.records import Part

_PROVINCES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南"
    "|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|雄安|深圳|地方|[省市区县州](?!场)[\u4e00-\u9fff]{2}"
)
_ABBREVIATIONS = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川蜀贵黔云滇藏陕秦甘陇青宁新"
_HEBEI_CITIES = "石唐秦邯邢保张承沧廊衡辛定雄"
_CENTRAL = re.compile(
    r"(?:中共)?中央(?:委员会)?(?:$|办公厅|、|国务院)|中办|国办$|国务院(?:$|办公厅|新闻办|、)|国务院令"
)
_LOCAL_ARM = re.compile(
    r"^(?:国家税务总局|国家金融监督管理总局|中国银保监会|中国证监会|中国人民银行|国家能源局|国家统计局|国家矿山安全监察局)"
    r".{2,12}(?:税务局|监管局|分行|监管办公室|监管办|总队|监察局|总部|证监局)"
)
_NATIONAL = re.compile(
    r"^(?:国家|国务院|中国|全国|中央|中共中央|中华人民共和国|最高人民|[^省市县区州]{1,9}部(?:$|办公厅|等))"
)
_MEE = re.compile(
    r"^(?:中华人民共和国)?(?:国家)?(?:生态环境部|环境保护部|环保部|国家环保总局)|^国家环境保护总局"
)
_PLACE = re.compile(
    r"^.{1,8}?(?:省|自治区|自治州|自治县|地区|[^城]市(?![场监])|[^社园地辖校]区|.县|.盟|.旗|.州)"
    r"(?=$|人|政|委|办|[\u4e00-\u9fff]{1,30}(?:厅|局|委|会|办|府|院|中心|室|协会|学会)$)"
)
_MINISTRY_TAIL = re.compile(r"(?:部|总局|委|委员会|署|局|会|司|办|办公厅|办公室|银行|院|交易所)$")

_NUMBER_CENTRAL = re.compile(
    r"^(?:中发|中办|厅字|国发|国办|国函|国令|国务院令|中华人民共和国国务院令)"
)
_NUMBER_MEE = re.compile(
    r"^(?:环[^\u4e00-\u9fff]|环(?!球)[发办气综大水土海固评监执规法人科财生核辐]|(?:国家)?生态环境部|公告)"
)

# 代字 of the ministries; anything else says nothing unless it names a place or a 政府.
_MINISTRY_NUMBER = re.compile(
    "国家|国务院|中国|发改|工信|工产业|工通|财[^政]|财政|商[^丘洛]|商务|教|科[技创]|国科|公通|公安|民[办发函航政]|司|人社|自然资"
    "|建[办城科房质市村标设]|交[办运规水公科通财]|水[利办资保节]|农|文旅|国卫|卫|应急|银[发办保市]|审|国资|署|海关|税|市监|国市监|国监"
    "|广电|体[经育规]|统|国统|医保|证监|金[规发办]|国能|林|国铁|铁|民航|邮|国邮|文物|药监|国药|矿安|汇|国知|档|国管|烟|国粮"
    "|气[发办]|标委|国标|认监|高检|法[发释]|中宣|团|国乡|国疾|总工|供销"
)
_LOCAL_NUMBER = re.compile(r"政[办发规函字令明]|政府|府[办发规函字]|市|县|区|省|州")


def part_of_body(name: str) -> Part | None:
    """The part of one issuing body, or None for a name that says nothing (三部门)."""
    name = re.sub(
        r"等(?:[\d一二三四五六七八九十]+(?:个)?(?:部门|单位|部委))?$", "", re.sub(r"\s+", "", name)
    )
    bare = name.removeprefix("中共").removeprefix("中国共产党")
    if _CENTRAL.match(name) and "税则" not in name:
        return "central"
    if _MEE.match(name) or name.startswith("国家生态工业示范园区"):
        return "mee"
    if _LOCAL_ARM.match(name):
        return "province"
    if _PROVINCES.match(bare):
        return "province"
    if _NATIONAL.match(name):
        return "ministry"
    if _PLACE.match(bare):
        return "province"
    if re.search(r"(?:厅|政府|政府办公室|管委会|管理委员会)$", bare) and "办公厅" not in bare:
        return "province"
    return "ministry" if _MINISTRY_TAIL.search(bare) else None


def part_of_number(number: str | None) -> Part | None:
    """The part that a document number's prefix tells, or None."""
    if not number:
        return None
    number = re.sub(r"\s+", "", number)
    if _NUMBER_CENTRAL.match(number):
        return "central"
    if _NUMBER_MEE.match(number):
        return "mee"
    organ = re.split(r"[〔\[［(（﹝\d]", number)[0]
    if _MINISTRY_NUMBER.match(organ):
        return "ministry"
    local = organ[:1] in _ABBREVIATIONS or (organ[:1] in _HEBEI_CITIES and len(organ) > 2)
    return "province" if local or _LOCAL_NUMBER.search(organ) else part_of_body(organ)


def head_of(title: str) -> str:
    """The issuers' names before 关于 or 印发 in a title, or an empty string."""
    outside = re.sub(r"《[^》]*》", lambda m: "□" * len(m[0]), title)
    found = re.match(r"(.{2,120}?)(?:关于|印发|转发|公告|令)", outside)
    return found[1].strip() if found else ""


def part_of(
    issuers: Iterable[str], number: str | None, title: str, source: tuple[Part | None, str]
) -> tuple[Part | None, str]:
    """The part, and the reason as a Chinese sentence.

    By the first issuer; else the number's prefix, the title's head, the source (its part, its
    agency). The gov.cn library posts everybody's documents: its part says least and comes last.
    """
    for name in issuers:
        if part := part_of_body(name):
            return part, f"首个发文机关是{name}"
    if part := part_of_number(number):
        return part, f"发文字号为{number}"
    head = head_of(title).split(" ")[0]
    if head and (part := part_of_body(head)):
        return part, f"标题开头是{head}"
    if part := _place_in(title):
        return part, "标题以地名开头"
    source_part, agency = source
    if source_part:
        return source_part, f"来源是{agency}" if agency else "按来源所属"
    if agency and (part := part_of_body(agency)):
        return part, f"来源是{agency}"
    return None, "没有发文机关、字号或来源可据以分编"


def _place_in(title: str) -> Part | None:
    bare = re.sub(r"^(?:关于印发|印发|关于)?[《“]*", "", title)
    return "province" if _PROVINCES.match(bare) or _PLACE.match(bare[:12]) else None
