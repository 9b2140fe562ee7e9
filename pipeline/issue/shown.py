"""Issues, findings, and what sources saw of past issues, as the objects that ``--json`` prints."""

from collections.abc import Mapping

from compilation.recall import Recall
from storage.records import Finding, Issue, IssueItem, Source

Object = dict[str, object]


def issue_object(issue: Issue) -> Object:
    """The ``issue`` of the contract."""
    return {
        "month": issue.month,
        "title": issue.title,
        "publisher": issue.publisher,
        "statement": issue.statement,
        "parts": [
            {
                "number": part.number,
                "title": part.title,
                "part": part.part,
                "items": [_item_object(one) for one in part.items],
            }
            for part in issue.parts
        ],
        "notes": issue.notes,
    }


def _item_object(item: IssueItem) -> Object:
    return {
        "number": item.number,
        "title": item.title,
        "title_in_contents": item.title_in_contents,
        "document_number": item.document_number,
        "number_as_printed": item.number_as_printed,
        "issuing_bodies": item.issuing_bodies,
        "addressees": item.addressees,
        "inner_title": item.inner_title,
        "signed_on": item.signed_on,
        "dates": item.dates,
        "page": item.page,
        "line": item.line,
        "text": item.text,
        "attachments": item.attachments,
    }


def finding_object(one: Finding) -> Object:
    """The ``finding`` of the contract, with every occurrence, and the document it is about."""
    return {
        "kind": one.kind,
        "subkind": one.subkind,
        "item": one.item,
        "label": one.label,
        "found": one.found,
        "expected": one.expected,
        "line": one.line,
        "page": one.page,
        "count": one.count,
        "places": one.places,
        "confidence": one.confidence,
        "reason": one.reason,
        "occurrences": one.occurrences,
        "document_id": one.document_id,
    }


def recall_object(one: Recall, sources: Mapping[str, Source]) -> Object:
    """One row of what sources saw."""
    source = sources.get(one.key)
    return {
        "key": one.key,
        "name": source.name if source else None,
        "agency": source.agency if source else None,
        "items": one.items,
        "seen": one.seen,
        "late": one.late,
        "share": one.share,
        "first": one.first,
        "lead_days": one.lead_days,
    }
