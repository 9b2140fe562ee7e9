"""Links of list pages: absolute addresses from whatever an href holds, and the full title."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families.badges import unbadged
from storage.text import squeeze

_SCRIPT_CALL = re.compile(r"^javascript:\s*[\w.]{1,40}\(\s*['\"]([^'\"\s]{2,1000})['\"]", re.I)
_QUOTED = re.compile(r"['\"]([^'\"\s]{2,1000})['\"]")
_NOWHERE = re.compile(r"^(?:#|javascript:\s*(?:void\b.*|;*)$|$)", re.I)
_HELD = ("data-href", "data-url", "data-link", "tagname")
SCRIPTED = "[data-href], [data-url], [data-link], [onclick]"
"""What may lead somewhere without being a link."""
_ADDRESS = re.compile(r"^(?:https?:)?/|^\.{1,2}/|^[\w./-]+\.s?html?(?:[?#]|$)", re.I)
_MOST_CHARS = 2000
_MOST_TITLE = 600
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+|．{2,}|·{2,})$")
_BULLET = re.compile(r"^[·•▪■□◆◇●○►▶»›>\-—*\s]+(?=\S)")
_TOOLTIP = re.compile(r"^(?:标题|文章标题)\s*[:：]\s*")


def absolute(href: str | None, base: str) -> str | None:
    """The http(s) address that ``href`` means on the page ``base``, without fragment; else None.

    ``javascript:geturl('…')`` carries its address as an argument; every other script, mail, file
    or data address is none of ours.
    """
    if not href:
        return None
    href = re.sub(r"[\t\r\n]", "", href).strip()
    if call := _SCRIPT_CALL.match(href):
        href = call[1] if _ADDRESS.match(call[1]) else ""
    if not href or href.startswith("#") or len(href) > _MOST_CHARS:
        return None
    try:
        url = urldefrag(urljoin(base, href)).url
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid:
        return None
    return None if "@" in parts.netloc else url.replace(" ", "%20")


def script_address(script: str) -> str:
    """The first address that a piece of script names in quotes; empty if it names none."""
    found = (m[1] for m in _QUOTED.finditer(script[:_MOST_CHARS]))
    return next((text for text in found if _ADDRESS.match(text)), "")


def address_of(node: LexborNode, base: str) -> str | None:
    """Where an element leads: by its href, else by the attributes that scripts read."""
    href = attribute(node, "href")
    if not _NOWHERE.match(href.strip()) and (url := absolute(href, base)):
        return url
    held = (attribute(node, name) for name in _HELD)
    script = script_address(attribute(node, "onclick"))
    return next((url for text in (*held, script) if (url := absolute(text, base))), None)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address that relative links are joined to: ``<base href>`` if the page has one."""
    node = tree.css_first("base[href]")
    return (absolute(node.attributes.get("href"), url) or url) if node else url


def full_title(shown: str, attribute: str | None) -> str:
    """The shown title, or that of the ``title`` attribute where the shown one is cut or empty."""
    shown = unbadged(_BULLET.sub("", squeeze(shown[:4000])[:_MOST_TITLE]))
    lines = (attribute or "")[:_MOST_TITLE].strip().splitlines()
    told = unbadged(_TOOLTIP.sub("", squeeze(lines[0]))) if lines else ""
    if not shown:
        return told
    if len(told) >= 8 and shown.startswith(told) and not _ELLIPSIS.search(told):
        return told  # what is shown goes on: a summary, a flag
    stem = _ELLIPSIS.sub("", shown).rstrip()
    cut = stem != shown or len(told) > len(shown)
    return told if cut and len(told) >= len(stem) and told.startswith(stem[:8]) else shown


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, empty if absent."""
    return node.attributes.get(name) or ""
