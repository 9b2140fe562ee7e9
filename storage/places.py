"""Provinces and cities: by name, by the character of a document number, and what lies in which."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

EVERYWHERE = "全国"
"""The region of what is of no place."""
_FILE = Path(__file__).with_name("places.toml")
_LONGEST = 14
# What follows a city's short name where it is not the city: 朝阳区, 中山大学, 北海局, 大庆油田.
_NOT_A_PLACE = ("区", "县", "大学", "学院", "局", "时代", "油田", "路", "站")
# Of a province's: 上海合作组织, 北京冬奥会.
_NO_PROVINCE = ("合作组织", "冬奥", "大学", "奥运")
_TAILS = ("特别行政区", "自治区", "自治州", "地区", "新区", "省", "市", "州", "盟")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A province, or a city in it."""

    name: str
    """Short, as regions are written: 河北, 邢台, 雄安."""
    full: str
    province: str
    """The short name of its province; a province's own."""
    signs: tuple[str, ...] = ()
    """By which its document numbers begin (代字)."""

    @property
    def is_city(self) -> bool:
        return self.name != self.province

    @property
    def said(self) -> str:
        """How people are told of it: 河北省, 河北省邢台市."""
        return PLACES[self.province].full + self.full if self.is_city else self.full


def _read() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for province, entry in tomllib.loads(_FILE.read_text("utf-8")).items():
        signs = tuple(str(entry.get("signs", "")).split())
        found[province] = Place(name=province, full=entry["full"], province=province, signs=signs)
        for written in f"{entry.get('cities', '')} {entry.get('beside', '')}".split():
            city = _city(written, province)
            found[city.name] = city
    return found


def _city(written: str, province: str) -> Place:
    """延边/朝鲜族自治州:延; 海南州/=海南藏族自治州:南 gives the full name whole."""
    named, _, signs = written.partition(":")
    name, _, tail = named.partition("/")
    full = tail[1:] if tail.startswith("=") else name + (tail or "市")
    return Place(
        name=name, full=full, province=province, signs=tuple(signs.split(",") if signs else ())
    )


PLACES: Mapping[str, Place] = _read()
"""By short name, the cities of a province after it."""
PROVINCES: tuple[Place, ...] = tuple(one for one in PLACES.values() if not one.is_city)


def _names() -> dict[str, Place]:
    """Every form of a name: 河北省, 河北; 延边朝鲜族自治州, 延边州, 延边."""
    found = {one.name: one for one in PLACES.values()}
    for one in PLACES.values():
        found[one.full] = one
        if one.is_city and one.full.endswith(("自治州", "地区", "盟")):
            found[f"{one.name.removesuffix('州')}州"] = one
    return found


_NAMES = _names()
_SIGNS: dict[str, tuple[Place, ...]] = {}
for _place in PLACES.values():
    for _sign in _place.signs:
        _SIGNS[_sign] = (*_SIGNS.get(_sign, ()), _place)


@lru_cache(maxsize=4096)
def place_at(text: str) -> tuple[Place, int] | None:
    """The province or city that a text begins with, of 河北省邢台市 the narrower, and its end."""
    for size in range(min(_LONGEST, len(text)), 1, -1):
        place = _NAMES.get(text[:size])
        if place and _is_meant(place, text[:size], text[size:]):
            return _narrowed(place, text, size)
    return None


def _is_meant(place: Place, name: str, rest: str) -> bool:
    if name != place.name or name == place.full:
        return True
    return not rest.startswith(_NOT_A_PLACE if place.is_city else _NO_PROVINCE)


def _narrowed(place: Place, text: str, size: int) -> tuple[Place, int]:
    if place.is_city or size == len(text):
        return place, size
    inner = place_at(text[size:])
    if inner and inner[0].is_city and inner[0].province == place.name:
        return inner[0], size + inner[1]
    return place, size


def places_of_sign(sign: str) -> tuple[Place, ...]:
    """The places whose numbers begin with a character (代字): 青 is 青海 and 青岛."""
    return _SIGNS.get(sign, ())


def region_named(text: str) -> str:
    """How records write a region that people wrote: 河北省, 河北; an unknown one without its 省."""
    text = "".join(text.split())
    found = place_at(text)
    if found is not None:
        return found[0].name
    tail = next((one for one in _TAILS if text.endswith(one) and len(text) > len(one) + 1), "")
    return text.removesuffix(tail)


def is_within(region: str, wanted: str) -> bool:
    """Whether a region is the wanted one or lies in it: 邢台 in 河北."""
    one, other = region_named(region), region_named(wanted)
    place = PLACES.get(one)
    return one == other or (place is not None and place.province == other)


def is_known(region: str) -> bool:
    """Whether the whole is the name of a province or city: 河北省唐山市; 河北及周边 is none."""
    text = "".join(region.split())
    found = place_at(text)
    return found is not None and text[found[1] :] in ("", *_TAILS)
