"""Reads and validates the source declarations: ``sources/*.toml``, one file per CMS family.

A fault in a declaration is an error at load, before anything is fetched: one Chinese line that
names the file, the entry, the key and the mend.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawlers.families import FAMILIES
from storage.clock import window_of
from storage.faults import WrongError
from storage.records import LEVELS, Expectation, PageKind, Render, Source

SOURCES = Path(__file__).with_name("sources")
# Facts stand beside the tests; an installed program has none, and does not ask for them.
FACTS = Path(__file__).resolve().parents[1] / "tests" / "sources"

_TEXTS = {
    "id", "name", "agency", "family", "level", "region", "column", "rests_on", "window", "render",
}  # fmt: skip
_FLAGS = {"enabled", "verified", "private"}
_NUMBERS = {"pages": (1, 200), "every_minutes": (5, 60 * 24 * 31)}
_TABLES = {"select", "options", "expect"}
_KEYS = _TEXTS | _FLAGS | set(_NUMBERS) | _TABLES | {"start_urls"}
_NEEDED = ("id", "name", "agency", "level", "start_urls")
_SELECTORS = {
    "rows", "link", "title", "date", "body", "number", "attachments", "exclude", "metadata",
}  # fmt: skip
_EXPECT = {"min_rows": (0, 5000), "max_silence_days": (0, 3650)}

Entry = dict[str, object]


class DeclarationError(WrongError):
    """A fault in a declaration, as one Chinese line."""


@dataclass(frozen=True)
class _Place:
    """Where an entry stands: the file, and its id, or its ordinal where it has none."""

    file: Path
    entry: str = ""

    def fault(self, key: str, what: str, mend: str) -> DeclarationError:
        parts = [str(self.file), self.entry, key and f"键 {key}"]
        return DeclarationError(f"{'：'.join(part for part in parts if part)}：{what}；{mend}")


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """The sources of a folder by id, bundled by default, in the order of entries.

    Raises DeclarationError at the first fault.
    """
    folder = folder or SOURCES
    if not folder.is_dir():
        raise _Place(folder).fault("", "来源目录不存在", "请改正目录，或先建立它")
    return _by_id(
        (place, read) for file in sorted(folder.glob("*.toml")) for place, read in _file(file)
    )


def load_catalogue(extra: Path | None = None) -> dict[str, Source]:
    """The bundled sources and those of an operator's own folder; an id may stand in one only."""
    found = load_sources()
    for source_id, source in (load_sources(extra) if extra else {}).items():
        if source_id in found:
            place = _Place(extra or SOURCES, f"来源 {source_id}")
            raise place.fault("id", "与内置来源重复", "请换一个 id")
        found[source_id] = source
    return found


def _by_id(read: Iterable[tuple[_Place, Source]]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    files: dict[str, str] = {}
    for place, source in read:
        if source.source_id in found:
            where = files[source.source_id]
            raise place.fault("id", f"重复（{where} 已有同名来源）", "请换一个 id")
        found[source.source_id] = source
        files[source.source_id] = place.file.name
    return found


def _file(file: Path) -> list[tuple[_Place, Source]]:
    place = _Place(file)
    try:
        held = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise place.fault("", f"TOML 语法错误（{error}）", "请改正该行") from error
    except (OSError, UnicodeDecodeError) as error:
        raise place.fault("", f"无法读取（{error}）", "文件须为可读的 UTF-8 文本") from error
    entries = held.pop("source", [])
    if held:
        raise place.fault(next(iter(held)), "不认识的键", "文件里只能有 [[source]] 条目")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise place.fault("source", "不是条目的列表", "每个来源写成一个 [[source]]")
    return [_entry(file, number, entry) for number, entry in enumerate(entries, 1)]


def _entry(file: Path, number: int, entry: Entry) -> tuple[_Place, Source]:
    named = entry.get("id")
    place = _Place(file, f"来源 {named}" if isinstance(named, str) else f"第 {number} 个来源")
    _check_keys(place, entry)
    family = str(entry.get("family", file.stem))
    _check_one_of(place, "family", family, FAMILIES)
    _check_one_of(place, "level", str(entry["level"]), LEVELS)
    _check_one_of(place, "column", str(entry.get("column", "document")), get_args(PageKind))
    _check_one_of(place, "render", str(entry.get("render", "never")), get_args(Render))
    source = _source(entry, family, place)
    _check_urls(place, source)
    _check_select(place, source)
    _check_verified(place, source)
    _check_window(place, source)
    return place, source


def _source(entry: Entry, family: str, place: _Place) -> Source:
    """The record. Keys and types were checked before: what is absent takes the record's default."""
    plain = {key: value for key, value in entry.items() if key not in {*_TABLES, "id"}}
    urls = entry["start_urls"]
    assert isinstance(urls, list)
    return Source(
        **{
            **plain,
            "source_id": entry["id"],
            "family": family,
            "start_urls": tuple(urls),
            "select": _texts(place, "select", entry),
            "options": _texts(place, "options", entry),
            "expect": _expectation(place, entry),
        }  # type: ignore[arg-type]
    )


# -- checks -----------------------------------------------------------------------------------


def _check_keys(place: _Place, entry: Entry) -> None:
    for key in entry:
        if key not in _KEYS:
            raise place.fault(key, "不认识的键", f"可用的键：{' '.join(sorted(_KEYS))}")
    for key in _NEEDED:
        if not entry.get(key):
            raise place.fault(key, "缺少或为空", "请补上")
    for key, value in entry.items():
        _check_type(place, key, value)
    _check_id(place, str(entry["id"]))


def _check_type(place: _Place, key: str, value: object) -> None:
    if key in _TEXTS and not isinstance(value, str):
        raise place.fault(key, "应为文字", "请加引号")
    if key in _FLAGS and not isinstance(value, bool):
        raise place.fault(key, "应为 true 或 false", "请改正")
    if key in _NUMBERS:
        _check_number(place, key, value, _NUMBERS[key])
    if key == "start_urls" and not isinstance(value, list):
        raise place.fault(key, "应为网址的列表", '例如 start_urls = ["https://…/"]')


def _check_id(place: _Place, source_id: str) -> None:
    if not source_id.isascii() or not source_id.replace("_", "").isalnum():
        raise place.fault("id", f"「{source_id}」不合规则", "只用小写英文字母、数字和下划线")
    if source_id != source_id.lower() or "_" not in source_id:
        raise place.fault("id", f"「{source_id}」不合规则", "写成 <地区>_<机构>_<栏目>，全部小写")


def _check_number(place: _Place, key: str, value: object, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise place.fault(key, f"应为 {low} 到 {high} 之间的整数", "请改正")


def _check_one_of(place: _Place, key: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise place.fault(key, f"没有「{value}」", f"可用：{' '.join(known)}")


def _check_urls(place: _Place, source: Source) -> None:
    for url in source.start_urls:
        if not isinstance(url, str) or not _is_web_address(url):
            raise place.fault("start_urls", f"「{url}」不是网址", "应以 http:// 或 https:// 开头")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    clean = url == url.strip() and " " not in url and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port_is_valid and clean


def _check_window(place: _Place, source: Source) -> None:
    try:
        window_of(source.window)
    except ValueError as error:
        mend = '写成 window = "22:00-06:00"（北京时间，可跨午夜）'
        raise place.fault("window", f"「{source.window}」不是时段", mend) from error


def _check_select(place: _Place, source: Source) -> None:
    for key, css in source.select.items():
        if key not in _SELECTORS:
            known = " ".join(sorted(_SELECTORS))
            raise place.fault(f"select.{key}", "不认识的键", f"可用：{known}")
        if css == "self" and key == "link":
            continue
        try:
            LexborHTMLParser("<p></p>").css(css)
        except SelectolaxError as error:
            raise place.fault(f"select.{key}", f"CSS 选择器「{css}」无法解析", "请改正") from error


def _check_verified(place: _Place, source: Source) -> None:
    if not source.verified:
        if not source.rests_on.strip():
            mend = "写明条目依据什么，或核对真实页面后设 verified = true"
            raise place.fault("rests_on", "未核对的来源没有写依据", mend)
        return
    bundled = place.file.parent == SOURCES
    folder = FACTS if bundled else place.file.parent / "facts"
    if (FACTS.is_dir() or not bundled) and not (folder / f"{source.source_id}.json").is_file():
        mend = f"先设 verified = false，运行 make keep SOURCE={source.source_id}，核对后再改回"
        raise place.fault("verified", f"没有事实文件 {source.source_id}.json", mend)


def _texts(place: _Place, key: str, entry: Entry) -> dict[str, str]:
    held = entry.get(key, {})
    if not isinstance(held, dict) or not all(isinstance(v, str) for v in held.values()):
        raise place.fault(key, "应为「名 = 文字」的表", f"例如 {key}.rows = 'ul.list li'")
    return dict(held)


def _expectation(place: _Place, entry: Entry) -> Expectation:
    held = entry.get("expect", {})
    if not isinstance(held, dict):
        raise place.fault("expect", "应为表", "例如 expect = { min_rows = 15 }")
    for key, value in held.items():
        if key not in _EXPECT:
            raise place.fault(f"expect.{key}", "不认识的键", f"可用：{' '.join(sorted(_EXPECT))}")
        _check_number(place, f"expect.{key}", value, _EXPECT[key])
    return replace(Expectation(), **held)
