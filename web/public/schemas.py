"""The schemas of what programs are sent, where they are published."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifiers.published import schema_of


def _show(request: Request) -> Response:
    """The JSON Schema of a type of event; anybody may read it from a page of theirs."""
    try:
        schema = schema_of(request.path_params["type"])
    except LookupError as error:
        raise HTTPException(404, str(error)) from error
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"}
    return Response(schema, media_type="application/schema+json", headers=headers)


ROUTES: Sequence[Route] = [Route("/schemas/{type}.json", _show)]
