"""Pagers that send the page's own form: a click sets a field to the number, and submits.

What would be sent is what the page itself holds: its fields as they stand, and the number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from crawlers.families.base import ListRequest
from crawlers.families.links import absolute, attribute
from crawlers.page import Page

_CALL = re.compile(r"(?:javascript:|return)?\s*(\w{1,40})\(\s*['\"]?(\d{1,6})['\"]?\s*\)")
_SETS = (
    r"(?:\(\s*['\"]#?(?P<by_id>\w{{1,40}})['\"]\s*\)|\b(?P<by_name>\w{{1,40}}))"
    r"\.(?:val\(\s*{arg}\s*\)|value\s*=\s*{arg}\b)"
)
_SUBMITS = re.compile(
    r"(?:\(\s*['\"]#?(?P<by_id>\w{1,40})['\"]\s*\)|\b(?P<by_name>\w{1,40}))\.submit\("
)
_LONGEST_FUNCTION = 800
_MOST_FIELDS = 60
_UNSENT = ("button", "submit", "image", "reset", "file", "password")


def next_form(
    page: Page, script: str, links: Iterable[LexborNode], number: int, step: str
) -> ListRequest | None:
    """The request that one of the page's ``links`` to the page after ``number`` would send."""
    for node in links:
        called = _CALL.search(attribute(node, "onclick") or attribute(node, "href"))
        if called and int(called[2]) == number + 1:
            sent = _sent(page, script, called[1], number + 1)
            return replace(sent, step=step) if sent else None
    return None


def _sent(page: Page, script: str, function: str, number: int) -> ListRequest | None:
    found = re.search(rf"function\s+{function}\s*\(\s*(\w{{1,40}})\s*\)\s*\{{", script)
    if not found:
        return None
    body = script[found.end() : found.end() + _LONGEST_FUNCTION].split("\nfunction ")[0]
    field, form = re.search(_SETS.format(arg=found[1]), body), _SUBMITS.search(body)
    node = _named(page, "form", form) if form else None
    name = (field["by_id"] or field["by_name"]) if field else ""
    if node is None or not name or attribute(node, "method").lower() != "post":
        return None
    url = absolute(attribute(node, "action") or page.url, page.url)
    if not url or urlsplit(url).hostname != urlsplit(page.url).hostname:
        return None
    held = {key: value for ids, key, value in _fields(node) if name not in ids}
    key = next((key for ids, key, _ in _fields(node) if name in ids), name)
    pairs = tuple((held | {key: str(number)}).items())
    return ListRequest(url=url, page=number, form=pairs, referer=page.url)


def _named(page: Page, tag: str, found: re.Match[str]) -> LexborNode | None:
    name = found["by_id"] or found["by_name"]
    nodes = page.tree.css(tag)[:_MOST_FIELDS]
    return next((n for n in nodes if name in (attribute(n, "id"), attribute(n, "name"))), None)


def _fields(form: LexborNode) -> Iterator[tuple[tuple[str, str], str, str]]:
    """((id, name), name, value) of what the form sends."""
    for node in form.css("input[name], select[name], textarea[name]")[:_MOST_FIELDS]:
        kind, name = attribute(node, "type").lower(), attribute(node, "name")
        unticked = kind in ("radio", "checkbox") and "checked" not in node.attributes
        if not name or kind in _UNSENT or unticked:
            continue
        yield (attribute(node, "id"), name), name, _value(node)


def _value(node: LexborNode) -> str:
    if node.tag == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return attribute(chosen, "value") if chosen is not None else ""
    return node.text() if node.tag == "textarea" else attribute(node, "value")
