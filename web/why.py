"""Why, and why not: the answer to anything typed in, its reasons by subject."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.answering.answer import AnswerError, answer
from pipeline.answering.answers import Answer, Reason
from pipeline.answering.asked import World
from web.context import Desk, desk_of, page
from web.mending import steps

_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "是哪一件": (
        "identified", "file_of", "leads", "posting_of", "joined", "other_part",
        "listed", "waiting", "disabled", "answered", "second", "gone", "source_problem", "site",
    ),
    "怎样判断的": (
        "decision", "corrected", "score", "kind", "verdict", "part", "reason", "evidence", "topic",
        "title", "body", "lift",
    ),
    "汇编": ("printed", "not_printed", "in_draft", "not_in_draft", "issue"),
    "发现与改动": (
        "detected", "added", "baseline", "late", "amended", "attachment", "metadata",
        "withdrawn", "restored",
    ),
    "告知": ("told", "not_told", "to_tell", "held_back"),
    "出处": ("place", "ruling", "doubt"),
    "与别的文件": ("tie",),
    "别处的线索": (
        "cited", "neighbour", "gap", "series", "unpublished", "answered_gap", "near",
    ),
    "应由谁公布，来源读到没有": ("agency", "span", "no_source", "source"),
    "剩下的可能": ("possible",),
}  # fmt: skip
_SUBJECT = {code: subject for subject, codes in _SUBJECTS.items() for code in codes}
_AT_THE_SITE = ("place", "leads", "posting_of", "file_of", "answered", "second")
_DRAFTED = ("in_draft", "not_in_draft", "issue")
VERDICTS: Mapping[str, str] = {
    "found": "收录",
    "undecided": "待定",
    "rejected": "不收",
    "other_part": "在别的编",
    "duplicate": "重复",
    "unread": "没有读成",
    "printed": "刊过未见",
    "cited": "只被提到",
    "gap": "缺号",
    "unknown": "从未见过",
    "ambiguous": "不止一件",
}
_STANDING = {"found": "yes", "undecided": "doubt", "other_part": "doubt", "ambiguous": "doubt"}


def show(request: Request) -> Response:
    """The page: the question, and the answer if something was asked."""
    desk = desk_of(request)
    typed = request.query_params.get("q", "").strip()
    part = request.query_params.get("part", "").strip() or None
    found = _answer(desk, typed, part) if typed else None
    values = {
        "asked": typed,
        "asked_part": part or "",
        "parts": desk.office.titles,
        "answer": found,
        "verdict": VERDICTS[found.verdict] if found else "",
        "standing": _STANDING.get(found.verdict, "no") if found else "",
        "steps": steps(found) if found else [],
        "groups": _by_subject(found.reasons) if found else [],
    }
    return page(request, "why.html", values)


def _answer(desk: Desk, typed: str, part: str | None) -> Answer:
    world = World(sources=desk.sources, office=desk.office)
    try:
        return answer(desk.db, typed, world, datetime.now(UTC), part)
    except AnswerError as error:
        raise HTTPException(400, str(error)) from error


def _by_subject(reasons: Sequence[Reason]) -> list[tuple[str, list[tuple[Reason, str]]]]:
    """The reasons in their order under headings, each with where it can be checked."""
    ranked = sorted(reasons, key=lambda one: _RANK[_subject(one)])
    return [
        (subject, [(one, _link(one)) for one in mine])
        for subject, mine in groupby(ranked, key=_subject)
    ]


_RANK = {subject: place for place, subject in enumerate(_SUBJECTS)}


def _subject(reason: Reason) -> str:
    return _SUBJECT.get(reason.code, "发现与改动")


def _link(reason: Reason) -> str:
    """The desk's page that shows it; empty: none does."""
    if reason.code in _AT_THE_SITE:
        return ""
    if reason.document_id:
        return f"/documents/{reason.document_id}"
    if reason.month:
        folder = "issue" if reason.code in _DRAFTED else "issues"
        return f"/{folder}/{reason.month}"
    if reason.source_id:
        return f"/sources#s-{reason.source_id}"
    return "/sources" if reason.code == "source" else ""


ROUTES = [Route("/why", show)]
