"""Whose a document is: central, 生态环境部, a ministry's or a place's, and of which place. Pure.

Names and prefixes of numbers are data (``agencies.toml``, ``storage/places.toml``). Each answer
says by which name, prefix and rule it was found.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.classifying import naming
from storage.places import EVERYWHERE, PLACES, Place, place_at, places_of_sign
from storage.records import Level

_LONGEST = 40
_OTHERS = re.compile(
    r"(?:等[\d一二三四五六七八九十百两多几]*(?:个)?(?:部门|单位|部委|委办局|机构|厅局)?|[（(]联合[）)])$"
)
_JOINT = re.compile(r"[、,，;；\s]+")
_MANY = re.compile(r"^(?:[\d一二三四五六七八九十两多几]+|有关|相关|各)(?:个)?(部委|部门|单位)")
_OFFICE = re.compile(r"(?:办公厅|办公室|综合司|秘书局|综合处)$")
_PARTY = re.compile(r"^(?:中共|中国共产党|共青团|民革|民盟|九三学社)(?!中央)")
_CUSTOMS = re.compile(r"^.{2,5}海关(?!总署)")
# 宁安县人民政府, 市科技局, 省经信厅: places that no table knows.
_LOCAL_HEAD = re.compile(
    r"^(?:[省市县区州旗](?!场|域|块)(?=[\u4e00-\u9fff]{2})|自治区|地方|本市|本省"
    r"|.{1,8}?(?:省|自治区|自治州|自治县|地区|[^城都]市(?!场|监)|[^社园地辖校片牧林山矿战海]区|.县|.盟|.旗|.州)"
    r"(?=$|人|政|委|党|办|[\u4e00-\u9fff]{1,30}(?:厅|局|委|会|办|府|院|中心|室|队|站|部|协会|学会|公司)$))"
)
_LOCAL_TAIL = re.compile(
    r"(?:(?<!办公)厅|人民政府|政府|政府办公[厅室]|管委会|管理委员会|街道办事处|[乡镇])$"
)
_CAPITAL = "首都"
"""How some agencies of Beijing call it: 首都绿化委员会办公室."""
_MINISTRY = re.compile(r"^[\u4e00-\u9fff]{2,9}部$|总局$|总署$")
_PARTY_OFFICE = re.compile(r"^(?:宣传|组织|统战|武装)部$")
_BARE = re.compile(r"(?:局|委|委员会|署|司|会|办|办公室|中心|银行|院|领导小组)$")
_ORGAN = re.compile(r"^[^〔\[［(（﹝〈\d第年]*")
_DECREE = re.compile(r"(?:公告|令|通告|通报|通知|文件|决定)$")
_LOCAL_NUMBER = re.compile(
    r"政[办发规函字令明土干任文通]|政府|府[办发规函字令]|市|县|区|省|州|[乡镇]"
)
_UNMISTAKABLE = frozenset("京津沪渝冀晋蒙内辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘陇")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whose a name or number is."""

    level: Level
    reason: str
    """In Chinese: which name or prefix, by which rule."""
    region: str = EVERYWHERE
    """The place; empty: of some place that is not known."""
    is_city: bool = False
    """Of a city, a county or what is below."""
    places: tuple[Place, ...] = ()
    """That an ambiguous prefix may mean."""
    sure: bool = True
    """``False``: a name that agencies of every level have."""


def _local(reason: str, place: Place | None = None, *, is_city: bool | None = None) -> Standing:
    return Standing(
        level="province",
        reason=reason,
        region=place.name if place else "",
        is_city=bool(place and place.is_city) if is_city is None else is_city,
    )


# -- names ------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def standing_of_name(written: str) -> Standing | None:
    """Whose an issuing body is, of several in one string the first; None for what says nothing."""
    name = _JOINT.split(written.strip(" 　《》“”[]【】：:"), maxsplit=1)[0][:_LONGEST]
    name = _OTHERS.sub("", name).removeprefix("中华人民共和国") or name
    if not name:
        return None
    return _central(name) or _national_or_local(_PARTY.sub("", name)) or None


def _central(name: str) -> Standing | None:
    if head := naming.CENTRAL_WHOLE.of(name):
        return Standing(level="central", reason=f"“{head}”是中央机关")
    head = naming.CENTRAL.of(name)
    rest = name[len(head) :]
    if head and (not _OFFICE.sub("", rest) or naming.CENTRAL.of(rest)):
        return Standing(level="central", reason=f"“{head}”是中央机关")
    return None


def _national_or_local(name: str) -> Standing | None:
    if head := naming.MEE.of(name):
        return Standing(level="mee", reason=f"“{head}”属生态环境部")
    bare = _OFFICE.sub("", name)
    if bare in naming.BARE:
        return _unplaced(name)
    if head := naming.MINISTRY.of(name):
        return _arm(name, head) or Standing(level="ministry", reason=f"“{head}”是国家部门或机构")
    if head := naming.NATIONAL.of(name):
        reason = f"“{name}”以“{head}”开头，是全国性机构"
        return _arm(name, head) or Standing(level="ministry", reason=reason)
    return _of_region(name) or _of_place(name) or _by_shape(name, bare)


def _of_region(name: str) -> Standing | None:
    """An arm that is written without its ministry: 华北能源监管局, 民航西南地区管理局."""
    region = naming.AREAS.of(name.removeprefix("民航"))
    if region not in naming.REGIONS or not name.endswith("局"):
        return None
    return Standing(level="ministry", reason=f"“{name}”是国家部门驻{region}几省的机构")


def _arm(name: str, head: str) -> Standing | None:
    """What a national agency has in a place: 国家税务总局北京市税务局.

    What it has in several provinces is of none of them: 国家能源局华中监管局.
    """
    found = _arm_place(name, len(head))
    if found is None:
        return None
    place, where = found
    if place is None and where in naming.REGIONS:
        reason = f"“{name}”是国家部门驻{where}几省的机构"
        return Standing(level="ministry", reason=reason)
    return _local(f"“{name}”是驻{where}的机构", place, is_city=bool(place and place.is_city))


def _arm_place(name: str, least: int) -> tuple[Place | None, str] | None:
    if not name.endswith(naming.ARM_TAILS) and not naming.HOLDINGS.of(name):
        return None
    for start in range(min(least, len(name)), len(name) - 2):
        rest = name[start:]
        if found := place_at(rest.removeprefix("驻")):
            return found[0], found[0].said
        if area := naming.AREAS.of(rest):
            return None, rest[1:3] if area == "驻" else area
    return None


def _of_place(name: str) -> Standing | None:
    if found := place_at(name):
        place, end = found
        below = place.is_city or bool(_LOCAL_HEAD.match(name[end:]) and name[end] not in "省市区")
        return _local(f"“{name[:end]}”是{place.said}", place, is_city=below)
    if name.startswith(_CAPITAL):
        return _local(f"“{_CAPITAL}”是北京", PLACES["北京"])
    if _CUSTOMS.match(name):
        return _local(f"“{name}”是一地的海关")
    if found_head := _LOCAL_HEAD.match(name):
        head = found_head[0]
        of_province = head.startswith("省") or head.endswith(("省", "自治区"))
        return _local(f"“{head}”是地名", is_city=not of_province)
    return None


def _by_shape(name: str, bare: str) -> Standing | None:
    if (many := _MANY.match(name)) is not None:
        sure = many[1] == "部委"
        return Standing(level="ministry", reason=f"“{many[0]}”没有写明机关，按部委", sure=sure)
    if _PARTY_OFFICE.match(bare):
        return _unplaced(name)
    if _MINISTRY.search(bare):
        return Standing(level="ministry", reason=f"“{bare}”按名称是国家部门")
    if _LOCAL_TAIL.search(name):
        return _local(f"“{name}”按名称是地方机关")
    if bare.endswith("局"):
        reason = f"“{bare}”没有写明是哪里的，国家部门中没有这样的局"
        return replace(_local(reason), sure=False)
    return _unplaced(name) if _BARE.search(bare) else None


def _unplaced(name: str) -> Standing:
    reason = f"“{name}”没有写明是哪一级，按国家部门"
    return Standing(level="ministry", reason=reason, sure=False)


# -- numbers ----------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def standing_of_number(number: str) -> Standing | None:
    """Whose a document number is by what it begins with, or None."""
    number = re.sub(r"\s+", " ", number.strip())
    found = _ORGAN.match(number)
    organ = found[0].strip() if found else ""
    if not organ:
        return None
    organ = organ.split(" ", 1)[0]
    if head := naming.NUMBERS["central"].of(organ):
        return Standing(level="central", reason=f"代字“{head}”是中央机关的")
    return _of_decree(organ) or _of_code(organ)


def _of_decree(organ: str) -> Standing | None:
    """河北省人民政府令, 海关总署公告: the agency's own name."""
    if not _DECREE.search(organ):
        return None
    found = standing_of_name(_DECREE.sub("", organ)) if len(organ) > len("公告") + 1 else None
    return found if found and found.sure else None


def _of_code(organ: str) -> Standing | None:
    if head := naming.NUMBERS["mee"].of(organ):
        return Standing(level="mee", reason=f"代字“{head}”是生态环境部的")
    if head := naming.NUMBERS["ministry"].of(organ):
        return Standing(level="ministry", reason=f"代字“{head}”是国家部门的")
    if found := _by_sign(organ):
        return found
    if (place := place_at(organ)) is not None:
        return _local(f"字号以{place[0].said}开头", place[0])
    if (local := _LOCAL_NUMBER.search(organ)) is not None:
        return _local(f"代字“{organ}”中有“{local[0]}”，是地方的", is_city=True)
    if head := naming.NUMBERS["single"].of(organ):
        return Standing(level="ministry", reason=f"代字“{head}”是国家部门的")
    named = standing_of_name(organ)
    return named if named and named.sure else None


def _by_sign(organ: str) -> Standing | None:
    """冀政办字: a place's character and an organ's."""
    for size in range(min(3, len(organ) - 1), 0, -1):
        sign, rest = organ[:size], organ[size:]
        places = places_of_sign(sign)
        if places and (sign in _UNMISTAKABLE or naming.NUMBERS["organs"].of(rest)):
            return _of_sign(sign, places)
    return None


def _of_sign(sign: str, places: tuple[Place, ...]) -> Standing:
    said = "或".join(one.said for one in places)
    known = _local(f"代字“{sign}”是{said}的", places[0])
    return known if len(places) == 1 else replace(known, region="", places=places)


# -- titles -----------------------------------------------------------------------------------

_HEAD = re.compile(r"(.{2,120}?)(?:关于|印发|转发|公告|通告|令(?=[（(第\d]|$)|联合(?:印发|发布))")
_QUOTED = re.compile(r"《[^》]*》")
_ABOUT = re.compile(r"^(?:(?:关于)?(?:印发|发布|下达|修改|批转|转发)?|关于)[《“]*(?:中国[（(])?")
_OUR_PLACE = re.compile("我[省市区县州]|[全本][省市县](?!场)")
_NEAR = 20
"""Characters of a title within which it names its place."""
_PLACE_WORD = re.compile(r"^[\u4e00-\u9fff]{2,}?(?:省|市|自治区|自治州|新区|特区)")


def head_of(title: str) -> str:
    """The issuers' names before 关于 or 印发 in a title, or an empty string."""
    outside = _QUOTED.sub(lambda m: "□" * len(m[0]), title)
    found = _HEAD.match(outside)
    return found[1].strip() if found else ""


def standing_of_head(title: str) -> Standing | None:
    """Whose a title is by the issuers that it begins with."""
    head = head_of(title)
    return standing_of_name(head) if head and "□" not in head.split(" ")[0] else None


def standing_of_title(title: str) -> Standing | None:
    """Of which place a title speaks: 上海市碳达峰实施方案, 关于印发《江苏省…》的通知."""
    opening = _ABOUT.match(title)
    start = opening.end() if opening else 0
    bare = title[start : start + _LONGEST]
    found = place_at(bare)
    if found and (found[0].name != bare[: found[1]] or not found[0].is_city):
        place, end = found
        return _local(f"标题讲的是“{bare[:end]}”", place)
    if (local := _LOCAL_HEAD.match(bare[:12])) is not None:
        return _local(f"标题讲的是“{local[0]}”", is_city=True)
    return None


def standing_of_mention(title: str) -> Standing | None:
    """The place that a title names anywhere near its beginning: 关于申报2018年深圳市…的通知."""
    if local := _OUR_PLACE.search(title):
        return _local(f"标题讲的是“{local[0]}”", is_city="省" not in local[0])
    for start in range(min(_NEAR, len(title))):
        found = place_at(title[start : start + _LONGEST])
        if found and title[start : start + found[1]] not in (found[0].name, ""):
            named = title[start : start + found[1]]
            return _local(f"标题讲的是“{named}”", found[0])
    return None


def names_itself(title: str) -> bool:
    """Whether a title begins with the full name of its place: 上海市碳达峰实施方案."""
    found = place_at(title[:_LONGEST])
    return bool(found and _PLACE_WORD.match(title))
