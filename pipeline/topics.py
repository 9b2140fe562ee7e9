"""Read ``pipeline/topics.toml``: the topics, and what makes a document relevant.

A fault is a ``TopicError`` with one Chinese line: file, entry, key, mend.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from storage.faults import WrongError
from storage.records import Topic

DEFAULT_PATH = Path(__file__).with_name("topics.toml")
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_TEXTS = ("id", "name", "name_en")
_LISTS = (
    "any_of",
    "none_of",
    "weak",
    "issuers",
    "weak_issuers",
    "should_match",
    "should_not_match",
)


class TopicError(WrongError):
    """The topic file cannot be used; the message is one line for a person, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Relevance:
    """What makes a document belong, beside the topics' own terms."""

    strong: tuple[str, ...] = ()
    borderline: tuple[str, ...] = ()
    borderline_topics: tuple[str, ...] = ()
    """Topics whose terms are for a person to decide, unless they stand in ``strong``."""
    silent: tuple[str, ...] = ()
    """Terms of topics that say nothing of relevance."""
    silent_topics: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    """Another side of the subject: turns yes into a question and a question into no."""
    never: tuple[str, ...] = ()
    """What no document of the subject is; 甲…乙 are two words in this order."""
    ignore: tuple[str, ...] = ()
    """Longer words that contain a term by accident."""
    general: tuple[str, ...] = ()
    """Topics given only if no other fits, in this order."""
    not_before: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class TopicFile:
    """A topic file, read."""

    topics: tuple[Topic, ...]
    relevance: Relevance
    fingerprint: str
    """Of the file's text: first 16 hex digits of its SHA-256."""
    name: str
    """The file's name, for messages."""


def load_topics(path: Path | None = None) -> TopicFile:
    """The topic file, checked entry by entry (its examples are checked by ``classify.load_rules``).

    Raises TopicError: unreadable file, unknown key, wrong type, doubled id, empty or doubled term.
    """
    path = path or DEFAULT_PATH
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{path}：读不了主题文件，请检查路径、权限和编码（UTF-8）") from error
    return parse_topics(source, path.name)


def parse_topics(source: str, name: str) -> TopicFile:
    """The same from the text of a file called ``name``."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise TopicError(f"{name}：不是合法的 TOML（{error}），请改正该行") from error
    _known(data, {"topic", "relevance"}, name, "文件顶层")
    entries = data.get("topic", [])
    if not isinstance(entries, list) or not entries:
        raise TopicError(f"{name}：没有 [[topic]] 条目，请至少写一个")
    topics = tuple(_topic(entry, name, number) for number, entry in enumerate(entries, 1))
    _distinct_ids(topics, name)
    relevance = _relevance(data.get("relevance", {}), name)
    _check_relevance(relevance, topics, name)
    fingerprint = hashlib.sha256(source.encode()).hexdigest()[:16]
    return TopicFile(topics=topics, relevance=relevance, fingerprint=fingerprint, name=name)


def _known(table: Mapping[str, Any], keys: set[str], name: str, where: str) -> None:
    for key in table:
        if key not in keys:
            allowed = "、".join(sorted(keys))
            raise TopicError(f"{name}：{where}：不认识的键 {key}，请删去或改为 {allowed} 之一")


def _topic(entry: Any, name: str, number: int) -> Topic:
    if not isinstance(entry, dict):
        raise TopicError(f"{name}：第 {number} 个条目：topic 要写成 [[topic]] 表")
    where = f"条目 {entry.get('id') or f'第 {number} 个'}"
    _known(entry, {field.name for field in fields(Topic)}, name, where)
    texts = {key: _text(entry, key, name, where) for key in _TEXTS}
    if not _ID.fullmatch(texts["id"]):
        raise TopicError(f"{name}：{where}：id 应为小写的 top 或 top.sub，请改写")
    lists = {key: _list(entry, key, name, where) for key in _LISTS}
    if not lists["any_of"] and not lists["weak"]:
        raise TopicError(f"{name}：{where}：any_of 是空的，请至少写一个词")
    if not lists["should_match"]:
        raise TopicError(f"{name}：{where}：should_match 是空的，请至少写一个应当命中的标题")
    return Topic(
        id=texts["id"],
        name=texts["name"],
        name_en=texts["name_en"],
        any_of=lists["any_of"],
        none_of=lists["none_of"],
        weak=lists["weak"],
        issuers=lists["issuers"],
        weak_issuers=lists["weak_issuers"],
        should_match=lists["should_match"],
        should_not_match=lists["should_not_match"],
    )


def _text(table: Mapping[str, Any], key: str, name: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise TopicError(f"{name}：{where}：缺少 {key}，请写成一个字符串")
    return value


def _list(table: Mapping[str, Any], key: str, name: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TopicError(f"{name}：{where}：{key} 应为字符串列表，请改写")
    for item in value:
        if not item.strip():
            raise TopicError(f"{name}：{where}：{key} 里有空字符串，请删去")
        if value.count(item) > 1:
            raise TopicError(f"{name}：{where}：{key} 里“{item}”写了两次，请删去一个")
    return tuple(value)


def _distinct_ids(topics: tuple[Topic, ...], name: str) -> None:
    seen: set[str] = set()
    for topic in topics:
        if topic.id in seen:
            raise TopicError(f"{name}：条目 {topic.id}：id 重复，请改名或合并")
        seen.add(topic.id)
    for topic in topics:
        top = topic.id.split(".")[0]
        if top not in seen:
            raise TopicError(f"{name}：条目 {topic.id}：id 的上级 {top} 不存在，请先写上级条目")


def _relevance(table: Any, name: str) -> Relevance:
    where = "[relevance]"
    if not isinstance(table, dict):
        raise TopicError(f"{name}：{where}：relevance 应为一张表，请改写")
    _known(table, {field.name for field in fields(Relevance)}, name, where)
    guards = table.get("not_before", {})
    if not isinstance(guards, dict) or not all(isinstance(v, str) and v for v in guards.values()):
        raise TopicError(f"{name}：{where}：not_before 应为 词尾 = 字符 的表，请改写")
    lists = {
        field.name: _list(table, field.name, name, where)
        for field in fields(Relevance)
        if field.name != "not_before"
    }
    return Relevance(**lists, not_before=tuple(guards.items()))


def _check_relevance(relevance: Relevance, topics: tuple[Topic, ...], name: str) -> None:
    ids = {topic.id for topic in topics}
    for key in ("borderline_topics", "silent_topics", "general"):
        for topic_id in getattr(relevance, key):
            if topic_id not in ids:
                raise TopicError(f"{name}：[relevance]：{key} 里的 {topic_id} 不是主题，请改正")
    terms = {term for topic in topics for term in (*topic.any_of, *topic.weak)}
    for term in relevance.ignore:
        if term in terms or term in relevance.strong or term in relevance.borderline:
            raise TopicError(f"{name}：[relevance]：ignore 里的“{term}”同时是词条，请删去一处")
