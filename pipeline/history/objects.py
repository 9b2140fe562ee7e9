"""A document's history as an object: what ``policywatch history --json`` prints."""

from pipeline.history.as_of import Stood
from pipeline.history.beside import Beside
from pipeline.history.spans import Interval, Span
from pipeline.history.turns import Edition, FileLine, History, Line, Turn
from storage.records import Document

Object = dict[str, object]


def history_object(history: History, beside: Beside, stood: Stood | None = None) -> Object:
    """Every version of every page by time, the files' editions, and what stood at the moment."""
    lineage = beside.lineage
    found: Object = {
        "document_id": history.document.document_id,
        "title": history.document.title,
        "versions": [_version(line, turn) for line in history.lines for turn in line.turns],
        "attachments": [_file(line) for line in history.files],
        "drafts": [_named(one) for one in lineage.drafts],
        "final": _named(lineage.final) if lineage.final else None,
        "predecessor": _named(beside.predecessor) if beside.predecessor else None,
        "successor": _named(beside.successor) if beside.successor else None,
    }
    if stood is not None:
        found["as_of"] = _stood(stood)
    return found


def _version(line: Line, turn: Turn) -> Object:
    return {
        "version_id": turn.version.version_id if turn.version else None,
        "url": line.posting.url,
        "source_id": line.posting.source_id,
        "role": line.posting.role,
        "leading": line.leading,
        **_span(turn.span),
        "kind": turn.kind,
        "summary": turn.summary,
        "significance": turn.significance,
        "reverted": turn.reverted,
        "change_id": turn.change_id,
    }


def _span(span: Span) -> Object:
    return {
        "since": _interval(span.since),
        "last_seen": span.last_seen,
        "until": _interval(span.until) if span.until else None,
    }


def _interval(one: Interval) -> Object:
    return {"not_before": one.not_before, "not_after": one.not_after}


def _file(line: FileLine) -> Object:
    return {
        "name": line.name,
        "url": line.url,
        "editions": [_edition(one) for one in line.editions],
    }


def _edition(one: Edition) -> Object:
    return {
        "sha256": one.sha256,
        **_span(one.span),
        "summary": one.change.summary if one.change else "",
        "significance": one.change.significance if one.change else 0.0,
        "change_id": one.change.change_id if one.change else None,
    }


def _named(document: Document) -> Object:
    return {
        "document_id": document.document_id,
        "title": document.title,
        "published_on": document.published_on,
    }


def _stood(stood: Stood) -> Object:
    version = stood.version
    return {
        "moment": stood.moment,
        "certainty": stood.certainty,
        "note": stood.note,
        "version_id": version.version_id if version else None,
        "url": stood.line.posting.url if stood.line else None,
        "title": version.content.title if version else None,
        "text": version.content.text if version else None,
        "attachments": [
            {"name": line.name, "url": line.url, "sha256": one.sha256} for line, one in stood.files
        ],
    }
