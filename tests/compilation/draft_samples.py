"""Documents, decisions and frames made by hand, as drafting sees them."""

from datetime import UTC, date, datetime

from compilation.drafting.choosing import Frame, Known
from compilation.drafting.decisions import decisions_of
from compilation.drafting.window import month_window
from storage.office import DEFAULT_OFFICE
from storage.records import (
    Classification,
    Document,
    IssueDecision,
    IssueDecisionKind,
    Printing,
    PrintingBasis,
    Review,
)
from storage.text import number_key, title_key

MET = datetime(2026, 3, 20, 1, tzinfo=UTC)


def known(
    key: str,
    published: date | None = date(2026, 3, 10),
    verdict: bool | None = True,
    *,
    number: str | None = None,
    met: datetime = MET,
    **fields: object,
) -> Known:
    """A document as it stands; ``fields``: of the document, else of what is known of it."""
    of_document = {name: fields.pop(name) for name in list(fields) if name in _OF_DOCUMENT}
    document = Document(
        **{
            "document_id": key,
            "title": f"关于{key}的通知",
            "title_key": title_key(f"关于{key}的通知"),
            "number_key": number_key(number),
            "document_number": number,
            "issuing_bodies": ("澄江省能源局",),
            "signed_on": None,
            "published_on": published,
            "effective_on": None,
            "part": "ministry",
            "region": "全国",
            "page_kind": "document",
            "relevant": verdict,
            "relevance": 0.9 if verdict else 0.5 if verdict is None else 0.02,
            "classification": Classification(page_kind="document", relevant=verdict, relevance=0.5),
            "lead_posting_id": f"page-{key}",
            "version_id": f"version-{key}",
            "detected_at": met,
            "first_run_id": "r",
        }
        | of_document
    )
    return Known(**{"document": document, "verdict": verdict, "reason": "标题涉及锅炉"} | fields)


_OF_DOCUMENT = frozenset(("part", "page_kind", "relevance", "title", "region", "issuing_bodies"))


def frame(*decisions: IssueDecision, month: str = "2026-03", **fields: object) -> Frame:
    window = month_window(month)
    start = datetime(2026, 3, 1, tzinfo=UTC) if month == "2026-03" else MET
    return Frame(
        **{
            "month": month,
            "window": window,
            "closed_at": start,
            "office": DEFAULT_OFFICE,
            "covered_to": date.fromordinal(window.start.toordinal() - 1),
            "decisions": decisions_of(decisions),
        }
        | fields
    )


def said(
    kind: IssueDecisionKind, key: str = "", value: str = "", *, reason: str = "", at: datetime = MET
) -> IssueDecision:
    return IssueDecision(
        month="2026-03",
        document_id=key,
        kind=kind,
        value=value,
        person="王编辑",
        reason=reason,
        decided_at=at,
    )


def reviewed(key: str, decision: str, at: datetime = MET) -> Review:
    return Review(
        document_id=key,
        decision=decision,
        person="李编辑",
        reason="核过原文",
        decided_at=at,
        proposed=None,
    )


def printed(key: str, month: str, basis: PrintingBasis = "number") -> Printing:
    return Printing(
        month=month,
        item="3.2",
        document_id=key,
        basis=basis,
        differs=(),
        title="",
        document_number=None,
        signed_on=None,
        page=None,
    )
