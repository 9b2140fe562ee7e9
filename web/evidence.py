"""The raw captures of a document, to take away."""

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pipeline.evidence import EvidenceError, export
from storage.queries.documents import document
from web.context import desk_of

_TYPE = "application/wacz+zip"


def download(request: Request) -> Response:
    """The document's WACZ, sent in pieces from a file that is gone afterwards."""
    desk, document_id = desk_of(request), request.path_params["document_id"]
    with desk.db.connect() as conn:
        record = document(conn, document_id)
    if record is None:
        raise HTTPException(404, "没有这份文件。它可能并入了另一份，请从首页再找。")
    with NamedTemporaryFile(prefix="policywatch-", suffix=".wacz", delete=False) as file:
        path = Path(file.name)
    try:
        export(desk.db, record, path)
    except EvidenceError as error:
        path.unlink(missing_ok=True)
        raise HTTPException(409, str(error)) from error
    name = f"{document_id}.wacz"
    return FileResponse(
        path, media_type=_TYPE, filename=name, background=BackgroundTask(_drop, path)
    )


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
