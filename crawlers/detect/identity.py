"""Whose column a list page is: agency, name from its head, id, level and region from its host."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.families.links import attribute
from crawlers.page import Page, words
from storage.agencies import usual_name
from storage.places import EVERYWHERE
from storage.records import Level, Row
from storage.text import squeeze

_PARTS = re.compile(r"\s*(?:[_|｜]|-{1,2}|—{1,2}|－|>|»)\s*")
_AGENCY = re.compile(r"(?:部|委|委员会|局|厅|署|院|政府|管理中心|总局|行|办公室|会)$")
_SITE = re.compile(r"(?:门户网站|官方网站|政府网站|网站|官网|门户|网)$")
_MOST = 60
_UUID = re.compile(r"^([0-9a-f]{8})[0-9a-f-]{8,}$")
_CENTRAL = words("www.gov.cn sousuo.www.gov.cn")
# Hosts of central bodies directly below gov.cn: everything else there may be a city.
_MINISTRIES = words(
    "ndrc miit most mof mot moe moa mwr mohurd mofcom mca mps moj mohrss mnr audit nhc mem pbc "
    "csrc nfra samr sasac nea stats customs chinatax forestry caac nra spb spp court cnca sac mct "
    "sport ggj cma chinasafety nrta safe cnipa nda"
)
_REGIONS = {
    host: region
    for pair in words(
        "beijing=北京 tj=天津 hebei=河北 shanxi=山西 nmg=内蒙古 ln=辽宁 jl=吉林 hlj=黑龙江 "
        "shanghai=上海 sh=上海 jiangsu=江苏 zj=浙江 ah=安徽 fujian=福建 fj=福建 jiangxi=江西 "
        "shandong=山东 henan=河南 hubei=湖北 hunan=湖南 gd=广东 gxzf=广西 hainan=海南 cq=重庆 "
        "sc=四川 guizhou=贵州 yn=云南 xizang=西藏 shaanxi=陕西 gansu=甘肃 qinghai=青海 nx=宁夏 "
        "xinjiang=新疆 xingtai=邢台 xiongan=雄安 nanjing=南京 suzhou=苏州 shenyang=沈阳 xa=西安 "
        "shijiazhuang=石家庄 gz=广州 sz=深圳 hangzhou=杭州 wuhan=武汉 chengdu=成都 jinan=济南"
    )
    for host, _, region in (pair.partition("="),)
}
_SKIPPED = words("www gov cn com org net index list html htm shtml zwgk xxgk zfxxgk default column")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Proposed id, name, agency, level and region; ``sure`` if the host leaves no doubt."""

    source_id: str = ""
    name: str = ""
    agency: str = ""
    column: str = ""
    level: Level = "province"
    region: str = EVERYWHERE
    sure: bool = False


def identity_of(page: Page, rows: Sequence[Row] = ()) -> Identity:
    """What the page's head and host say of whose column it is."""
    title, site = _title(page), _meta(page, "SiteName")
    agency = usual_name(_agency(title, site))
    column = _column(page, title, agency)
    host = urlsplit(page.url).hostname or ""
    level, region, sure = _place(host)
    name = " · ".join(part for part in (agency, column) if part) or host
    return Identity(
        source_id=source_id_of(page.url),
        name=name,
        agency=agency,
        column=column,
        level=level,
        region=region,
        sure=sure,
    )


def _meta(page: Page, name: str) -> str:
    node = page.tree.css_first(f"meta[name='{name}' i]")
    return squeeze(attribute(node, "content"))[:_MOST] if node else ""


def _title(page: Page) -> list[str]:
    node = page.tree.css_first("title")
    return [p for p in _PARTS.split(squeeze(node.text())[:200]) if p] if node else []


def _agency(title: Sequence[str], site: str) -> str:
    parts = [*_PARTS.split(site), *reversed(title)]
    told = [_SITE.sub("", one) for one in parts if one]
    return next((one for one in told if _AGENCY.search(one)), told[0] if site and told else "")


def _column(page: Page, title: Sequence[str], agency: str) -> str:
    if told := _meta(page, "ColumnName"):
        return told
    inner = (one for one in title if usual_name(_SITE.sub("", one)) != agency)
    return next(inner, "")[:_MOST]


def _place(host: str) -> tuple[Level, str, bool]:
    """(level, region, whether that is sure)"""
    if host in _CENTRAL:
        return "central", EVERYWHERE, True
    labels = host.removesuffix(".gov.cn").split(".") if host.endswith(".gov.cn") else []
    if not labels:
        return "province", EVERYWHERE, False
    if labels[-1] == "mee":
        return "mee", EVERYWHERE, True
    if labels[-1] in _MINISTRIES:
        return "ministry", EVERYWHERE, True
    region = _REGIONS.get(labels[-1], "")
    return "province", region or EVERYWHERE, bool(region)


def source_id_of(url: str) -> str:
    """<jurisdiction>_<body>_<column> from host and path, such as an entry may have."""
    parts = urlsplit(url)
    host = [one for one in reversed((parts.hostname or "").split(".")) if one not in _SKIPPED]
    path = [one.partition(".")[0] for one in parts.path.split("/")]
    column = [one for one in path if one.lower() not in _SKIPPED and one]
    last = _UUID.sub(r"\1", column[-1]) if column else "list"
    found = [*host[:2], last]
    made = re.sub(r"[^a-z0-9]+", "_", "_".join(found).lower()).strip("_")[:_MOST]
    return made if "_" in made else f"{made or 'site'}_list"
