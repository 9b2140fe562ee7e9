"""The office as data: read, checked, and asked which part a document gets."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path

from storage.agencies import same_agency
from storage.faults import WrongError
from storage.file_errors import why
from storage.places import EVERYWHERE, PLACES, PROVINCES, is_known, is_within, region_named
from storage.records import (
    PART_KIND_WORDS,
    PART_KINDS,
    Level,
    Office,
    OfficePart,
    Part,
    PartKind,
    Source,
)
from storage.settings import Settings

NAME = "office.toml"
"""Of an office's own file, in the home."""
BUNDLED = Path(__file__).with_name(NAME)
_KEYS = tuple(field.name for field in fields(OfficePart))
_TEXTS = ("id", "title", "name")
_NEEDED: tuple[PartKind, ...] = ("central", "ministry", "province")
_ELSE: Mapping[PartKind, PartKind] = {"mee": "ministry", "city": "province"}
"""Who takes what no part takes."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,30}")
_LABEL = re.compile(r"^第[一二三四五六七八九十]+编")
_MOST_PARTS = 30
_LONGEST = 30


class OfficeError(WrongError):
    """The office's file is wrong: file, entry, key and mend, in one Chinese line."""


def load_office(path: Path | None = None) -> Office:
    """The office of a file, by default the bundled one. Raises ``OfficeError``."""
    path = path or BUNDLED
    try:
        return _read(path, path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise OfficeError(f"{path}：不是 UTF-8 文本；请用 UTF-8 编码另存") from error
    except OSError as error:
        raise OfficeError(f"{path}：读不到（{why(error)}）；请检查路径和权限") from error


@lru_cache(maxsize=8)
def _read(path: Path, text: str) -> Office:
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OfficeError(f"{path}：TOML 语法错误（{error}）；请改正该行") from error
    entries = held.pop("part", [])
    region = _region(path, held.pop("region", None))
    if held:
        raise _fault(path, "", next(iter(held)), "不认识的键", "可用的键：region part")
    if not isinstance(entries, list) or not 1 <= len(entries) <= _MOST_PARTS:
        raise _fault(
            path, "", "part", "没有编，或者太多", f"每编写成一个 [[part]]，至多 {_MOST_PARTS} 编"
        )
    parts = _with_all(tuple(_part(path, at, entry) for at, entry in enumerate(entries, 1)))
    _check_together(path, parts)
    _check_names(path, region, parts)
    said = repr((region, parts)).encode()
    fingerprint = hashlib.sha256(said).hexdigest()[:16]
    return Office(region=region, parts=parts, file=str(path), fingerprint=fingerprint)


def _fault(path: Path, entry: str, key: str, what: str, mend: str) -> OfficeError:
    where = "：".join(one for one in (str(path), entry, key and f"键 {key}") if one)
    return OfficeError(f"{where}：{what}；{mend}")


def _region(path: Path, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _fault(path, "", "region", "缺少或为空", '写明本省，例如 region = "河北"')
    return _place(path, "", "region", value)


def _place(path: Path, entry: str, key: str, value: str) -> str:
    if not is_known(value) and not value.strip().endswith(
        ("省", "市", "自治区", "州", "盟", "地区")
    ):
        what = f"不认识的地方「{value}」"
        raise _fault(path, entry, key, what, "写省级或地级行政区的名称，例如 河北、石家庄")
    return region_named(value)


# -- one part ---------------------------------------------------------------------------------


def _part(path: Path, number: int, entry: object) -> OfficePart:
    if not isinstance(entry, dict):
        raise _fault(path, "", "part", "不是条目的列表", "每编写成一个 [[part]]")
    where = f"编 {entry['id']}" if isinstance(entry.get("id"), str) else f"第 {number} 个编"
    for key in entry:
        if key not in _KEYS:
            raise _fault(path, where, key, "不认识的键", f"可用的键：{' '.join(_KEYS)}")
    id_, title, name = (_text(path, where, key, entry) for key in _TEXTS)
    if not _ID.fullmatch(id_) or id_ == "none":
        raise _fault(
            path, where, "id", f"「{id_}」不合规则", "用小写英文字母、数字和下划线，字母开头"
        )
    if _LABEL.match(title):
        raise _fault(path, where, "title", "带了编号", "只写名称，第几编由次序决定")
    takes, issuers, regions, first = (
        _list(path, where, key, entry) for key in ("takes", "issuers", "regions", "first")
    )
    if not (takes or issuers or regions):
        raise _fault(path, where, "takes", "缺少或为空", f"可用：{_kinds()}；或写 issuers、regions")
    return OfficePart(
        id=id_,
        title=title,
        name=name,
        takes=tuple(_kind(path, where, one) for one in takes),
        issuers=issuers,
        regions=tuple(_place(path, where, "regions", one) for one in regions),
        first=first,
    )


def _text(path: Path, where: str, key: str, entry: Mapping[str, object]) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _fault(path, where, key, "缺少或为空", "请补上，文字加引号")
    if len(value) > _LONGEST or not value.isprintable():
        raise _fault(path, where, key, "太长或者有换行", f"至多 {_LONGEST} 字，写在一行里")
    return value.strip()


def _list(path: Path, where: str, key: str, entry: Mapping[str, object]) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise _fault(path, where, key, "应为文字的列表", f'例如 {key} = ["…"]')
    return tuple(value)


def _kind(path: Path, where: str, value: str) -> PartKind:
    found = next((kind for kind in PART_KINDS if kind == value), None)
    if found is None:
        raise _fault(path, where, "takes", f"没有「{value}」", f"可用：{_kinds()}")
    return found


def _kinds() -> str:
    return "、".join(f"{kind}（{words}）" for kind, words in PART_KIND_WORDS.items())


# -- all together -----------------------------------------------------------------------------


def _check_together(path: Path, parts: Sequence[OfficePart]) -> None:
    for key, values in (
        ("id", [one.id for one in parts]),
        ("title", [one.title for one in parts]),
        ("takes", [kind for one in parts for kind in one.takes]),
        ("issuers", [name for one in parts for name in one.issuers]),
        ("regions", [name for one in parts for name in one.regions]),
    ):
        if twice := _first_twice(values):
            later = [one for one in parts if twice in (one.id, one.title, *one.takes)]
            where = f"编 {later[-1].id}" if later else ""
            raise _fault(
                path, where, key, f"「{twice}」出现两次", "每样只写在一编里，请改掉其中一处"
            )
    for kind in _NEEDED:
        if not any(kind in one.takes for one in parts):
            what = f"没有一编收 {kind}（{PART_KIND_WORDS[kind]}）"
            raise _fault(path, "", "part", what, f'在该收它的编里写 takes = ["{kind}"]')


def _check_names(path: Path, region: str, parts: Sequence[OfficePart]) -> None:
    """What takes the own province's documents is not called after another one."""
    own = _province_of(region)
    for one in parts:
        named = [place.name for place in PROVINCES if place.name in one.title]
        if "province" in one.takes and named and own not in named:
            what = f"「{one.title}」是{named[0]}的，而本省（region）是{own}"
            raise _fault(path, f"编 {one.id}", "title", what, "请把两处改成同一个省")


def _first_twice(values: Iterable[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return ""


def _with_all(parts: tuple[OfficePart, ...]) -> tuple[OfficePart, ...]:
    """The parts; what none of them takes goes with what it belongs to: 市 with 省."""
    taken = {kind for one in parts for kind in one.takes}
    extra = {kind: by for kind, by in _ELSE.items() if kind not in taken}
    return tuple(
        replace(one, takes=one.takes + tuple(k for k, by in extra.items() if by in one.takes))
        for one in parts
    )


# -- which part -------------------------------------------------------------------------------


def placed(
    office: Office, level: Level, region: str, *, is_city: bool = False, issuer: str = ""
) -> tuple[Part | None, str]:
    """The part of a document of that level and region, and in Chinese by which rule.

    An agency's or a place's own part counts before those that take a kind; of places the
    narrowest. An empty region is some place of the office's own province.
    """
    for one in office.parts:
        named = next((name for name in one.issuers if issuer and same_agency(name, issuer)), "")
        if named and (level != "province" or named == issuer):  # not its arm in a place
            return one.id, f"“{named}”的文件归此编"
    if level == "province" and (own := _of_region(office, region)):
        return own
    kind = kind_of(office, level, region, is_city=is_city)
    part = office.part_of(kind)
    where = f"（{region}不在{_own(office)}）" if kind == "elsewhere" else ""
    if part is None:
        return None, f"{PART_KIND_WORDS[kind]}{where}，没有收它的编"
    return part.id, f"{PART_KIND_WORDS[kind]}{where}归此编"


def kind_of(office: Office, level: Level, region: str, *, is_city: bool = False) -> PartKind:
    """Whose documents these are, for the office."""
    if level != "province":
        return level
    if region not in ("", EVERYWHERE) and not is_within(region, _own(office)):
        return "elsewhere"
    return "city" if is_city else "province"


def _own(office: Office) -> str:
    """The office's province."""
    return _province_of(office.region)


def _province_of(region: str) -> str:
    place = PLACES.get(region)
    return place.province if place else region


def _of_region(office: Office, region: str) -> tuple[Part, str] | None:
    found = [
        (name != region, one.id, name)
        for one in office.parts
        for name in one.regions
        if region and is_within(region, name)
    ]
    if not found:
        return None
    _, part, name = min(found)
    return part, f"{name}的文件归此编"


def part_of_source(office: Office, source: Source) -> Part | None:
    """The part of what a source publishes."""
    place = PLACES.get(source.region)
    is_city = bool(place and place.is_city)
    return placed(office, source.level, source.region, is_city=is_city, issuer=source.agency)[0]


def taken_words(part: OfficePart) -> str:
    """What a part takes, in Chinese."""
    said = [PART_KIND_WORDS[kind] for kind in part.takes]
    said += [f"{name}的文件" for name in (*part.issuers, *part.regions)]
    first = f"（{'、'.join(part.first)}的在前）" if part.first else ""
    return "、".join(said) + first


def office_of(settings: Settings) -> Office:
    """The office of the home (``office.toml``), else the bundled one. Raises ``OfficeError``.

    An empty file is none: a shell makes one before ``policywatch office --toml > office.toml`` is
    asked what to write.
    """
    own = settings.home / NAME
    return load_office(own if own.exists() and own.stat().st_size else None)


DEFAULT_OFFICE = load_office()
