"""A person corrects a document's topics, part or kind on its page, or lets the program's stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.desk import DeskError, topic_names
from pipeline.questions.amending import Speaker, amend, take_back, values_of
from storage.queries.documents import document
from storage.records import AmendedField, Document
from web.context import Desk, desk_of, person_of
from web.guard import guarded_form

_FEWEST, _MOST = 3, 8
"""Topics that the form has room for."""


@dataclass(frozen=True, kw_only=True)
class TopicChoice:
    """A first-level topic with those below it: ids and names."""

    name: str
    topics: tuple[tuple[str, str], ...]


def topic_choices() -> list[TopicChoice]:
    """All topics, in the order of the taxonomy."""
    names = topic_names()
    tops = dict.fromkeys(one.split(".")[0] for one in names)
    return [
        TopicChoice(
            name=names.get(top, top),
            topics=tuple((key, name) for key, name in names.items() if key.split(".")[0] == top),
        )
        for top in tops
    ]


def topic_fields(shown: Document) -> list[str]:
    """What the form's topic fields hold at first: the topics that stand, and room for more."""
    ids = [one.id for one in shown.classification.topics][:_MOST]
    return [*ids, *[""] * max(_FEWEST - len(ids), 1 if len(ids) < _MOST else 0)]


async def post_amendment(request: Request) -> Response:
    """Record what differs from what the page showed; back to the document."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    document_id = request.path_params["document_id"]
    await run_in_threadpool(_amend, desk, document_id, form, person_of(request))
    return RedirectResponse(f"/documents/{document_id}", status_code=303)


def _amend(desk: Desk, document_id: str, form: FormData, person: str) -> None:
    speaker = Speaker(person=person, reason=str(form.get("reason", "")))
    now = datetime.now(UTC)
    with desk.db.connect() as conn:
        if document(conn, document_id) is None:
            raise HTTPException(404, "没有这份文件。它可能并入了另一份，请从首页再找。")
    try:
        if form.get("reset"):
            take_back(desk.db, document_id, speaker, now)
            return
        shown = _shown(form)
        said = values_of(
            desk.office,
            topics=[str(one) for one in form.getlist("topic")],
            part=str(form.get("part", "")),
            kind=str(form.get("kind", "")),
        )
        news = {field: value for field, value in said.items() if value != shown[field]}
        amend(desk.db, document_id, news, speaker, now)
    except DeskError as error:
        raise HTTPException(400, str(error)) from error


def _shown(form: FormData) -> dict[AmendedField, str]:
    """What the page showed of each field, which the form brings back.

    What stands by now does not matter: the program may have judged anew since, and what a person
    left as it was is no word of that person.
    """
    if not form.get("shown_kind"):
        raise DeskError("这一页已过时，请刷新后再改。")
    fields: Iterable[AmendedField] = ("topics", "part", "kind")
    return {one: str(form.get(f"shown_{one}", "")) for one in fields}


ROUTES = [Route("/documents/{document_id}/amendment", post_amendment, methods=["POST"])]
