"""What keeps other sites out: security headers, and forms that only our own pages can send."""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from storage.characters import legal
from storage.settings import Settings

TOKEN_COOKIE = "desk"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_LARGEST_FORM = 64 * 1024
MOST_FIELDS = 200
"""Of one form: what a page can ask for by its address, its forms can send too."""


def form_token(key: bytes, nonce: str) -> str:
    """What a form must carry: bound to the browser's cookie, and to be had from our pages only."""
    return hmac.new(key, nonce.encode(errors="replace"), hashlib.sha256).hexdigest()


async def guarded_form(request: Request, key: bytes, settings: Settings) -> FormData:
    """The form of a request that our own page sent.

    Raises ``HTTPException``: 403 from elsewhere or with a stale token, 413 too large.
    """
    if not 0 <= _length(request) <= _LARGEST_FORM:
        raise HTTPException(413, "提交的内容过长。")
    return await _form(request, key, settings, files=0)


async def guarded_upload(
    request: Request, key: bytes, settings: Settings, largest: int
) -> FormData:
    """The same of a form with one file of up to ``largest`` bytes; the caller closes it."""
    length = _length(request)
    if not 0 <= length <= largest + _LARGEST_FORM:
        if length > 0 and _same_origin(request, settings):
            async for _ in request.stream():  # a browser that is cut off shows no answer
                pass
        raise HTTPException(413, f"文件过大：最多 {largest // 2**20} MB。")
    return await _form(request, key, settings, files=1)


def _length(request: Request) -> int:
    """How long the request says that it is; -1 if it does not say."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 15 else -1


async def _form(request: Request, key: bytes, settings: Settings, *, files: int) -> FormData:
    if not _same_origin(request, settings):
        raise HTTPException(
            403, "这个提交不是从本站页面发出的。请用 POLICYWATCH_DESK_URL 写明编辑台的网址。"
        )
    try:
        form = await request.form(max_files=files, max_fields=MOST_FIELDS)
    except HTTPException as error:
        raise HTTPException(
            400, f"提交的内容读不出，或多于 {MOST_FIELDS} 项：请返回，减少几项再试。"
        ) from error
    nonce = request.cookies.get(TOKEN_COOKIE, "")
    token = str(form.get("token", ""))
    if not nonce or not hmac.compare_digest(form_token(key, nonce).encode(), token.encode()):
        await form.close()
        raise HTTPException(403, "页面已过期：请返回、刷新，再试一次。")
    return FormData([(name, _legal(value)) for name, value in form.multi_items()])


def _legal(value: UploadFile | str) -> UploadFile | str:
    """The field, or the file under a name, that a database can hold."""
    if isinstance(value, str):
        return legal(value)
    value.filename = legal(value.filename or "")
    return value


def _same_origin(request: Request, settings: Settings) -> bool:
    """Whether the browser says that the form stood on a page of ours.

    A name that is not ours may have been rebound to our address, so of a Host only plain
    addresses, localhost and the names in the settings are believed.
    """
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    try:
        origin = urlsplit(said).netloc.lower()
        ours = urlsplit(settings.desk_url)
        asked = urlsplit(f"//{request.headers.get('host', '')}")
        names = {"localhost", settings.serve_host, ours.hostname}
        known = asked.hostname in names or _is_address(asked.hostname or "")
    except ValueError:
        return False
    if not origin:
        return False
    return origin == ours.netloc.lower() or (known and origin == asked.netloc.lower())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
