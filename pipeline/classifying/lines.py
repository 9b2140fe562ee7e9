"""Lines of JSON, in and out: CONTRACT.md, ``policywatch classify``. Pure."""

from collections.abc import Mapping
from typing import Any, get_args

from pipeline.classifying.facts import Facts
from storage.records import LEVELS, Classification, Evidence, PageKind


def from_line(line: Mapping[str, Any]) -> Facts:
    """Facts from one object of ``policywatch classify --json``; unknown keys are left alone.

    Raises ValueError (one Chinese line) where a key has the wrong type or ``title`` is missing.
    """
    title = _string(line, "title")
    if not title.strip():
        raise ValueError("缺少 title，请给出标题")
    column, level = line.get("column"), line.get("source_level")
    return Facts(
        title=title,
        text=_string(line, "text"),
        issuing_bodies=_strings(line, "issuing_bodies"),
        document_number=_string(line, "document_number") or None,
        column=column if column in get_args(PageKind) else None,
        source_agency=_string(line, "source_agency"),
        source_level=level if level in LEVELS else None,
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
        "rule": evidence.rule,
        "weight": evidence.weight,
    }
