"""Learning from what people decide: the model in use, candidates, what would change, adoption."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.learning.adopting import adopt, go_back, in_use_id, objections
from pipeline.learning.candidate import lesson, train_candidate
from pipeline.learning.outlook import MONTHS, outlook, since_of
from pipeline.learning.standing import standing
from pipeline.learning.words import (
    SHIPPED,
    adoption_words,
    figure_rows,
    held_line,
    name_of,
    shipped_lines,
    worth_line,
)
from pipeline.questions.spot_checks import estimate_line, estimates
from pipeline.reprocessing.outdated import outdated_words
from storage.faults import WrongError
from storage.queries.models import account
from storage.records import StoredModel
from web import anew
from web.context import Desk, desk_of, page, person_of
from web.guard import guarded_form
from web.making import BusyError, Making, Report, Work, Workshop

_MOST_SHOWN = 200
"""Of each kind of change, on one page."""
_ANEW, _ANEW_TRIED = "重新判断存下的文件", "重新判断会变什么"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A model that is not in use, as the page shows it."""

    model: StoredModel
    name: str
    held: str
    figures: list[tuple[str, str, str]]
    against: tuple[str, ...]


def show(request: Request) -> Response:
    """The page: what is in use, what could be, what was."""
    with desk_of(request).db.connect() as conn:
        found = standing(conn)
        missed = [estimate_line(one) for one in estimates(conn)]
        outdated = anew.outdated_on(request, conn)
    held = found.stored.held_back if found.stored else None
    against = found.against_adopting
    values = {
        "found": found,
        "name": name_of(found.stored),
        "shipped": found.stored is None,
        "adopted": adoption_words(found.adoption) if found.adoption else "",
        "figures": figure_rows(held) if held else [],
        "told": [held_line(held)] if held else shipped_lines(found.model),
        "worth": worth_line(found),
        "missed": missed,
        "outdated": outdated_words(outdated) if outdated else "",
        "candidates": [
            _candidate(one, against[one.model_id])
            for one in found.models
            if one.model_id is not None and one.model_id in against
        ],
        "history": [
            (f"模型 {one.model_id}" if one.model_id else SHIPPED, adoption_words(one))
            for one in found.adoptions
        ],
    }
    return page(request, "learning.html", values)


def _candidate(one: StoredModel, against: tuple[str, ...]) -> Candidate:
    return Candidate(
        model=one,
        name=name_of(one),
        held=held_line(one.held_back),
        figures=figure_rows(one.held_back),
        against=against,
    )


# -- what takes its time --------------------------------------------------------------------------


async def post_train(request: Request) -> Response:
    """Begin to learn a candidate; to the page that says how far it is."""
    desk = desk_of(request)
    await guarded_form(request, desk.key, desk.settings)
    person = person_of(request)

    def work(path: Path, report: Report) -> tuple[str, ...]:
        report("学习", 0, 1)
        made_of = lesson(desk.db, desk.sources, desk.office)
        train_candidate(desk.db, made_of, person, datetime.now(UTC))
        return ()

    return _begun(request, "学一个候选模型", work)


async def post_compare(request: Request) -> Response:
    """Begin to see what a candidate would change; to the page that says how far it is."""
    desk, model_id = desk_of(request), request.path_params["model_id"]
    await guarded_form(request, desk.key, desk.settings)

    def work(path: Path, report: Report) -> tuple[str, ...]:
        def told(done: int, total: int) -> None:
            report("重新判断存下的文件", done, total)

        with desk.db.connect() as conn:
            since = since_of(conn, MONTHS, datetime.now(UTC))
        moves = outlook(desk.db, model_id, (desk.sources, desk.office), since, told)
        anew.keep(path, moves)
        return (str(model_id),)

    return _begun(request, f"采用模型 {model_id} 会变什么", work)


async def post_anew(request: Request) -> Response:
    """Begin to judge what former rules judged, or to see what this would change."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    if form.get("really"):
        return _begun(request, _ANEW, anew.judging_anew(desk, dry_run=False))
    return _begun(request, _ANEW_TRIED, anew.judging_anew(desk, dry_run=True))


def _begun(request: Request, name: str, work: Work) -> Response:
    try:
        making = _workshop(request).begin(name, work)
    except BusyError as error:
        raise HTTPException(503, str(error)) from error
    return RedirectResponse(f"/learning/work/{making.key}", status_code=303)


def show_work(request: Request) -> Response:
    """How far it is; what would change, once that is known; else back to the first page."""
    making = _workshop(request).find(request.path_params["key"])
    if making is None:
        raise HTTPException(404, "这份结果已不再保留，请回到“学习”再看一次。")
    fault = making.fault
    if not making.ready or fault:
        values = {"making": making, "title": making.name, "fault": fault}
        return page(request, "learning_work.html", values)
    if making.name in (_ANEW, _ANEW_TRIED):
        anew.count_again(request)
        values = {"changes": anew.kept(making.path), "tried": making.name == _ANEW_TRIED}
        return page(request, "learning_anew.html", values | {"most": _MOST_SHOWN})
    if not (said := making.done.result()):
        return RedirectResponse("/learning", status_code=303)
    return _changes(request, int(said[0]), making)


def _changes(request: Request, model_id: int, making: Making) -> Response:
    desk = desk_of(request)
    with desk.db.connect() as conn:
        found = account(conn, model_id)
        used = in_use_id(conn)
        against = tuple(objections(conn, found)) if found and used != model_id else ()
    if found is None:
        raise HTTPException(404, "没有这个模型。")
    values = {
        "candidate": _candidate(found, against),
        "in_use": used == model_id,
        "months": MONTHS,
        "changes": anew.kept(making.path),
        "most": _MOST_SHOWN,
    }
    return page(request, "learning_changes.html", values)


def _workshop(request: Request) -> Workshop:
    workshop = request.app.state.learning_work
    assert isinstance(workshop, Workshop)
    return workshop


# -- acts -----------------------------------------------------------------------------------------


async def post_adopt(request: Request) -> Response:
    """Put a candidate to use from now on."""
    desk, model_id = desk_of(request), request.path_params["model_id"]
    form = await guarded_form(request, desk.key, desk.settings)
    reason, person = str(form.get("reason", "")), person_of(request)

    def act(desk: Desk) -> None:
        adopt(desk.db, model_id, person, datetime.now(UTC), reason)

    return await _done(desk, act)


async def post_back(request: Request) -> Response:
    """Use again what the model in use started from."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    reason, person = str(form.get("reason", "")), person_of(request)

    def act(desk: Desk) -> None:
        go_back(desk.db, person, reason, datetime.now(UTC))

    return await _done(desk, act)


async def _done(desk: Desk, act: Callable[[Desk], None]) -> Response:
    try:
        await run_in_threadpool(act, desk)
    except WrongError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse("/learning", status_code=303)


ROUTES = [
    Route("/learning", show),
    Route("/learning/train", post_train, methods=["POST"]),
    Route("/learning/anew", post_anew, methods=["POST"]),
    Route("/learning/back", post_back, methods=["POST"]),
    Route("/learning/models/{model_id:int}/compare", post_compare, methods=["POST"]),
    Route("/learning/models/{model_id:int}/adopt", post_adopt, methods=["POST"]),
    Route("/learning/work/{key}", show_work),
]
