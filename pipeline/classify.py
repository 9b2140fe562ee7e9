"""What a document is about, whether it belongs, and why: rules over its facts. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from pipeline.classifying import scoring
from pipeline.classifying.kinds import document_type, page_kind
from pipeline.classifying.parts import part_of
from pipeline.classifying.rules import Rules, compile_rules
from pipeline.pages import fields
from pipeline.topics import TopicError, TopicFile, load_topics
from storage.records import Classification, Evidence, PageKind, Part, TopicScore

__all__ = [
    "Facts",
    "Rules",
    "TopicError",
    "classify",
    "document_type",
    "explain",
    "from_line",
    "load_rules",
    "to_object",
]

TAKEN: tuple[PageKind, ...] = ("document", "consultation", "law")
"""The kinds of page that the compilation takes."""
# Figures, appointments and tenders speak of a subject without being about it.
_WITHOUT_TOPICS: tuple[PageKind, ...] = ("personnel", "procurement", "statistics")
_OLDEST_YEAR = 2000
_NUMBER_YEAR = re.compile(r"[〔\[［(（﹝]\s*((?:19|20)\d{2})")
KIND_NAMES: dict[PageKind, str] = {
    "document": "文件", "consultation": "征求意见", "law": "法律法规", "interpretation": "解读",
    "news": "新闻", "personnel": "人事", "procurement": "采购招标", "statistics": "统计数据",
    "meeting": "会议", "publicity_list": "公示", "speech": "讲话",
}  # fmt: skip
PART_NAMES: dict[Part, str] = {
    "central": "中央文件", "mee": "生态环境部", "ministry": "其他部委", "province": "省市",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a document when it is classified."""

    title: str
    text: str = ""
    """The body; empty where there is none."""
    issuing_bodies: tuple[str, ...] = ()
    document_number: str | None = None
    column: PageKind | None = None
    """What the source's column carries."""
    source_agency: str = ""
    source_part: Part | None = None
    region: str = ""
    attachments: tuple[str, ...] = ()
    """Their names."""


def load_rules(path: Path | None = None) -> Rules:
    """The rules of a topic file (``pipeline/topics.toml`` by default), its examples checked.

    Raises TopicError: one Chinese line with file, entry, key and mend.
    """
    return _checked(load_topics(path)) if path else _default_rules()


@lru_cache(maxsize=1)
def _default_rules() -> Rules:
    return _checked(load_topics())


def _checked(file: TopicFile) -> Rules:
    rules = compile_rules(file)
    for topic in file.topics:
        for title in topic.should_match:
            if not _has(topic.id, title, rules):
                raise TopicError(
                    f"{file.name}：条目 {topic.id}：should_match“{title}”没有命中，"
                    "请在 any_of 里补词，或改例子"
                )
        for title in topic.should_not_match:
            if _has(topic.id, title, rules):
                raise TopicError(
                    f"{file.name}：条目 {topic.id}：should_not_match“{title}”命中了，"
                    "请在 none_of 里补词，或改例子"
                )
    return rules


def _has(topic_id: str, title: str, rules: Rules) -> bool:
    found = classify(Facts(title=title), rules).topics
    return any(topic.id == topic_id or topic.id.startswith(f"{topic_id}.") for topic in found)


def classify(facts: Facts, rules: Rules) -> Classification:
    """Page kind, relevance, topics and part of a document, each with its reason and evidence."""
    title = facts.title[: fields.TITLE_LIMIT]
    kind, kind_reason = page_kind(title, facts.issuing_bodies, facts.document_number, facts.column)
    part, part_reason = part_of(
        facts.issuing_bodies,
        facts.document_number,
        title,
        (facts.source_part, facts.source_agency),
    )
    reading = fields.read(facts.title, facts.issuing_bodies, facts.text, facts.attachments, rules)
    verdict = _verdict(facts, kind, reading, rules)
    topics: tuple[TopicScore, ...] = ()
    if kind not in _WITHOUT_TOPICS:
        topics = scoring.topics(reading, facts.title, facts.text, rules)
    return Classification(
        page_kind=kind,
        relevant=verdict.relevant,
        relevance=round(verdict.score, 3),
        topics=topics,
        part=part,
        reasons=(
            f"页面类型为{KIND_NAMES[kind]}：{kind_reason}",
            f"收录判断为{_said(verdict.relevant)}：{verdict.reason}",
            f"编次为{PART_NAMES[part] if part else '未定'}：{part_reason}",
        ),
        evidence=verdict.evidence,
        rules=rules.fingerprint,
    )


def _verdict(
    facts: Facts, kind: PageKind, reading: fields.Reading, rules: Rules
) -> scoring.Relevance:
    if kind not in TAKEN:
        shown = fields.evidence("title", facts.title, fields.strong(reading.title_hits, rules))
        reason = f"{KIND_NAMES[kind]}不收录，只与所讲的文件关联"
        return scoring.Relevance(False, 0.02, reason, shown)
    verdict = scoring.relevance(reading, facts.title, facts.text, rules)
    if kind == "consultation" and verdict.relevant:
        reason = f"{verdict.reason}，但还在征求意见，请人判断"
        return scoring.Relevance(None, 0.5, reason, verdict.evidence)
    year = _year(facts.document_number)
    if verdict.relevant is None and year and year < _OLDEST_YEAR:
        return scoring.Relevance(
            False, 0.1, f"{year}年的旧文件，{verdict.reason}", verdict.evidence
        )
    return verdict


def _year(number: str | None) -> int | None:
    """The year in a document number: 国发〔1984〕126号."""
    found = _NUMBER_YEAR.search(number or "")
    return int(found[1]) if found else None


def _said(relevant: bool | None) -> str:
    return {True: "收录", False: "不收录", None: "待定"}[relevant]


def explain(classification: Classification, rules: Rules | None = None) -> str:
    """The verdict as Chinese lines: kind, relevance, part, each topic with the words found."""
    names = rules.names if rules else _default_rules().names
    lines = [*classification.reasons, f"收录的可能性：{classification.relevance:.0%}"]
    for topic in classification.topics:
        words = "、".join(
            dict.fromkeys(f"{_FIELDS.get(e.field, e.field)}“{e.text}”" for e in topic.evidence)
        )
        lines.append(
            f"主题 {topic.id}（{names.get(topic.id, topic.id)}）{topic.score:.2f}：{words}"
        )
    if not classification.topics:
        lines.append("主题：无")
    return "\n".join(lines)


_FIELDS = {"title": "标题", "body": "正文", "attachment": "附件名", "issuing_bodies": "发文机关"}


# -- lines of JSON: CONTRACT.md, policywatch classify -----------------------------------------


def from_line(line: Mapping[str, Any]) -> Facts:
    """Facts from one object of ``policywatch classify --json``; unknown keys are left alone.

    Raises ValueError (one Chinese line) where a key has the wrong type or ``title`` is missing.
    """
    title = _string(line, "title")
    if not title.strip():
        raise ValueError("缺少 title，请给出标题")
    column, part = line.get("column"), line.get("source_part")
    return Facts(
        title=title,
        text=_string(line, "text"),
        issuing_bodies=_strings(line, "issuing_bodies"),
        document_number=_string(line, "document_number") or None,
        column=column if column in get_args(PageKind) else None,
        source_agency=_string(line, "source_agency"),
        source_part=part if part in get_args(Part) else None,
        region=_string(line, "region"),
        attachments=_strings(line, "attachments"),
    )


def _string(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} 应为字符串")
    return value


def _strings(line: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of names; of attachments also the contract's objects with a ``name``."""
    value = line.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if not isinstance(value, list | tuple):
        raise ValueError(f"{key} 应为字符串列表")
    names = [item.get("name", "") if isinstance(item, Mapping) else item for item in value]
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f"{key} 应为字符串列表")
    return tuple(name for name in names if name.strip())


def to_object(classification: Classification) -> dict[str, Any]:
    """The contract's fields of a classification, ready for JSON."""
    return {
        "page_kind": classification.page_kind,
        "relevant": classification.relevant,
        "relevance": classification.relevance,
        "topics": [
            {"id": t.id, "score": t.score, "evidence": [_evidence(e) for e in t.evidence]}
            for t in classification.topics
        ],
        "part": classification.part,
        "evidence": [_evidence(e) for e in classification.evidence],
        "reasons": list(classification.reasons),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "field": evidence.field,
        "text": evidence.text,
        "start": evidence.start,
        "end": evidence.end,
    }
