"""Agencies under their full and their usual names: 国家税务总局 signs as 税务总局 too."""

import re
from collections.abc import Iterator, Sequence

_USUAL = {
    "中华人民共和国国家发展和改革委员会": "国家发展改革委",
    "国家发展和改革委员会": "国家发展改革委",
    "国家税务总局": "税务总局",
    "国家金融监督管理总局": "金融监管总局",
    "国家市场监督管理总局": "市场监管总局",
    "国家认证认可监督管理委员会": "认监委",
    "国家标准化管理委员会": "国家标准委",
    "中国证券监督管理委员会": "中国证监会",
    "国务院国有资产监督管理委员会": "国务院国资委",
    "住房和城乡建设部": "住房城乡建设部",
    "人力资源和社会保障部": "人力资源社会保障部",
    "科学技术部": "科技部",
    "国家林业和草原局": "国家林草局",
    "国家卫生健康委员会": "国家卫生健康委",
    "国家机关事务管理局": "国管局",
    "中国民用航空局": "中国民航局",
    "国家国防科技工业局": "国家国防科工局",
}
_FULL = sorted(_USUAL, key=len, reverse=True)
_SPOKEN = {
    "发改委员会": "发展改革委",
    "发改委": "发展改革委",
    "发展和改革委员会": "发展改革委",
    "发展与改革委员会": "发展改革委",
    "发展改革委员会": "发展改革委",
    "发展和改革": "发展改革",
    "工信部": "工业和信息化部",
    "工信厅": "工业和信息化厅",
    "工信局": "工业和信息化局",
    "住房和城乡建设": "住房城乡建设",
    "住建部": "住房城乡建设部",
    "住建厅": "住房城乡建设厅",
    "住建局": "住房城乡建设局",
    "人力资源和社会保障": "人力资源社会保障",
    "人社部": "人力资源社会保障部",
    "人社厅": "人力资源社会保障厅",
    "人社局": "人力资源社会保障局",
    "卫生健康委员会": "卫生健康委",
    "卫健委": "卫生健康委",
    "林业和草原局": "林草局",
    "市场监督管理": "市场监管",
    "国家市场监管总局": "市场监管总局",
    "金融监督管理": "金融监管",
    "国家金融监管总局": "金融监管总局",
    "证券监督管理委员会": "证监会",
    "国有资产监督管理委员会": "国资委",
    "标准化管理委员会": "标准委",
    "国标委": "国家标准委",
    "国家认监委": "认监委",
    "科学技术厅": "科技厅",
    "科学技术局": "科技局",
    "应急部": "应急管理部",
    "文旅部": "文化和旅游部",
    "文旅厅": "文化和旅游厅",
    "交通部": "交通运输部",
    "环保部": "生态环境部",
    "环保厅": "生态环境厅",
    "环保局": "生态环境局",
}
"""What people say and write for agencies, and for those of provinces and cities."""
_KNOWN = _SPOKEN | _USUAL
_ANY = re.compile("|".join(sorted(_KNOWN, key=len, reverse=True)))


def usual_name(name: str) -> str:
    """The agency's usual name, its office kept: 国家税务总局办公厅 is 税务总局办公厅."""
    name = name.removeprefix("中华人民共和国")
    for full in _FULL:
        if name.startswith(full):
            return _USUAL[full] + name[len(full) :]
    return name


def as_compared(text: str) -> str:
    """The text with each agency in it by one name, in whatever form it was written.

    >>> as_compared("河北省发改委、国家税务总局办公厅")
    '河北省发展改革委、税务总局办公厅'
    """
    return _ANY.sub(lambda found: _KNOWN[found.group()], text)


def full_names(text: str) -> Iterator[tuple[str, str]]:
    """The full names of the agency whose usual or full name the text begins with, and that name."""
    for full in _FULL:
        for name in (_USUAL[full], full):
            if text.startswith(name):
                yield from ((one, name) for one in (full, _USUAL[full]) if one != name)


def same_agency(one: str, other: str) -> bool:
    """Whether the names are one agency's, or an agency's and its office's."""
    one, other = usual_name(one), usual_name(other)
    return one.startswith(other) or other.startswith(one)


def bodies_related(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether issuers agree as far as both are named: 生态环境部 and 生态环境部办公厅 do."""
    if not one or not other:
        return True
    return any(same_agency(a, b) for a in one for b in other)
