"""The request that a visit becomes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from scrapy import Request

from crawlers.spiders.onward import may_render
from crawlers.spiders.visits import Visit
from storage.bodies import Bodies

_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def request_of(
    visit: Visit,
    bodies: Bodies | None,
    answered: Callable[..., Any],
    failed: Callable[..., Any],
    *,
    again: bool,
) -> Request:
    """The request; conditional, if what the answer would confirm is among ``bodies``."""
    owner, asked = visit.owner, visit.asked
    visit.rendered |= owner.source.render == "always" and may_render(visit)
    owner.requests += 1
    # That a shell is unchanged says nothing of what its scripts make of it.
    conditional = owner.source.render == "never"
    headers = _conditions(visit, bodies) if bodies is not None and conditional else {}
    form = asked.form if asked else visit.form
    if asked and asked.referer:
        headers["Referer"] = asked.referer
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return Request(
        visit.url,
        method="POST" if form else "GET",
        body=urlencode(form) if form else b"",
        headers=headers,
        callback=answered,
        errback=failed,
        cb_kwargs={"visit": visit},
        meta=_meta(visit, again) | ({"form": form} if form else {}),
        priority=visit.priority,
        dont_filter=True,
    )


def _meta(visit: Visit, again: bool) -> dict[str, Any]:
    """What the guard, robots and the handlers go by."""
    meta: dict[str, Any] = {
        "trusted": visit.owner.trusted,
        "private": visit.owner.source.private,
        "again": again,
        "dont_retry": again or visit.rendered,
    }
    return meta | ({"rendered": True} if visit.rendered else {})


def _conditions(visit: Visit, bodies: Bodies) -> dict[str, str]:
    seen = visit.seen
    if seen is None or not seen.good or not seen.body_sha256:
        return {}
    found = {
        wanted: seen.headers[name] for name, wanted in _CONDITIONS.items() if name in seen.headers
    }
    return found if found and seen.body_sha256 in bodies else {}
