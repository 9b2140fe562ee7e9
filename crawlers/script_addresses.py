"""The addresses that a page's own scripts name: where it goes on to, what it asks for. Pure.

Nothing is run. An expression is read only if it is made of text, numbers, names that the page sets
to such, and parameters of the page's own address; anything else is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, quote, urlsplit

from crawlers.page import Page

_MOST_CHARS = 60_000
_STUB_CHARS = 20_000
_META = re.compile(r"<meta\b[^<>]{0,400}>", re.I)
_META_URL = re.compile(r"\burl\s*=\s*[\"']?\s*([^\"'\s;>]{1,1000})", re.I)
_GO = re.compile(
    r"\blocation(?:\s*\.\s*href)?\s*=(?!=)\s*|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*", re.I
)
_ASK = re.compile(
    r"(?:\burl\s*:|\bfetch\s*\(|\baxios(?:\s*\.\s*(?:get|post))?\s*\("
    r"|\$\s*\.\s*(?:get|post|getJSON)\s*\(|\.open\s*\(\s*[\"'](?:GET|POST)[\"']\s*,)\s*",
    re.I,
)
_PIECE = re.compile(
    r"\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`\n]*)`|(\d{1,20})(?![\w.])"
    r"|(?:\w{1,40}\.){0,4}\w{1,40}\(\s*[\"'](\w{1,40})[\"']\s*\)"
    r"|(?:encodeURIComponent\(\s*)?((?:[\w$]{1,40}\.){0,4})([A-Za-z_$][\w$]*)(?![\w$(])\)?)\s*(\+(?!\+))?"
)
_END = re.compile(r"\s*(?:[;,)\]}<]|$|\n|\.then\b)")
_HOLE = re.compile(r"\$\{\s*([A-Za-z_$][\w$]*)\s*\}")
_VALUES = re.compile(r"\b(?:data|params)\s*:\s*\{([^{}]{1,400})\}|,\s*\{([^{}]{1,400})\}")
_KEY = re.compile(r"(?:^|,)\s*[\"']?(\w{1,40})[\"']?\s*:")
_POST = re.compile(r"(?:type|method)\s*:\s*[\"']post|\.\s*post\s*\(|open\s*\(\s*[\"']post", re.I)
_STATEMENT = re.compile(r"[;}]")
_REMARKS = re.compile(r"^[ \t]*//[^\n]*$|/\*.{0,4000}?\*/|<!--\s*<.{0,4000}?-->", re.S | re.M)
_DEEPEST = 2
_NEAR = 400
_MOST_REQUESTS = 40
_MOST_PIECES = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a script makes; ``form`` if it posts one."""

    address: str
    form: tuple[tuple[str, str], ...] = ()


def jumps(page: Page) -> list[str]:
    """Where a page that only leads on leads to, as written: of meta tags first, then of scripts."""
    script = _Script(_REMARKS.sub(" ", page.text[:_STUB_CHARS]), page.url)
    found = [
        target[1]
        for tag in _META.findall(script.text)
        if "refresh" in tag.lower() and (target := _META_URL.search(tag))
    ]
    goes = islice(_GO.finditer(script.text), _MOST_REQUESTS)
    return found + [said for match in goes if (said := script.value(match.end()))]


def requests(page: Page) -> Iterator[Asked]:
    """What the page's scripts ask for, as far as it can be told without running them."""
    script = _Script(page.text[:_MOST_CHARS], page.url)
    for match in islice(_ASK.finditer(script.text), _MOST_REQUESTS):
        if asked := script.asked(match):
            yield asked


class _Script:
    """The text of a page's scripts, and what the names in it stand for."""

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self._url = url
        self._names: dict[str, str | None] = {}

    def asked(self, match: re.Match[str]) -> Asked | None:
        """The request whose address stands behind the match."""
        address = self.value(match.end())
        # One call: from the last statement's end before it to its own.
        before = self.text[max(0, match.start() - _NEAR) : match.end()]
        after = self.text[match.end() : match.end() + _NEAR].partition(";")[0]
        call = _STATEMENT.split(before)[-1] + after
        pairs = self._pairs(call)
        if not address or pairs is None or "JSON.stringify" in call:
            return None
        return Asked(address, pairs) if _POST.search(call) else Asked(_with(address, pairs))

    def _pairs(self, call: str) -> tuple[tuple[str, str], ...] | None:
        """The values that go with a request; ``None`` if one of them cannot be told."""
        held = _VALUES.search(call)
        if held is None:
            return ()
        inner = held[1] or held[2]
        start, pairs = self.text.find(inner), []
        for key in _KEY.finditer(inner):
            value = self.value(start + key.end())
            if value is None:
                return None
            pairs.append((key[1], value))
        return tuple(pairs)

    def value(self, at: int, depth: int = 0) -> str | None:
        """The text that the expression there makes; ``None`` where that is not plain to see."""
        said = ""
        for _ in range(_MOST_PIECES):
            piece = _PIECE.match(self.text, at)
            part = self._part(piece, depth) if piece else None
            if piece is None or part is None:
                return None
            said, at = said + part, piece.end()
            if not piece[8]:
                return said if said and _END.match(self.text, at) else None
        return None

    def _part(self, piece: re.Match[str], depth: int) -> str | None:
        """What one piece of an expression stands for."""
        plain = next((one for one in (piece[1], piece[2], piece[4]) if one is not None), None)
        if plain is not None:
            return plain
        if piece[5] is not None:
            return self._parameter(piece[5])
        if piece[3] is None:
            return self._parameter(piece[7]) if piece[6] else self._named(piece[7], depth)
        holes = {name: self._named(name, depth) for name in _HOLE.findall(piece[3])}
        if None in holes.values():
            return None
        return _HOLE.sub(lambda hole: holes[hole[1]] or "", piece[3])

    def _named(self, name: str, depth: int) -> str | None:
        """What a name stands for: what the page sets it to last, else the parameter so named."""
        if name not in self._names:
            self._names[name] = self._set(name, depth) or self._parameter(name)
        return self._names[name]

    def _set(self, name: str, depth: int) -> str | None:
        if depth >= _DEEPEST:
            return None
        start = r"(?:^|[;{},>]|\b(?:var|let|const))\s{0,40}"
        sets = re.finditer(rf"{start}{re.escape(name)}\s{{0,9}}=(?!=)", self.text, re.M)
        values = [self.value(one.end(), depth + 1) for one in islice(sets, _MOST_PIECES)]
        return next((value for value in reversed(values) if value), None)

    def _parameter(self, name: str) -> str | None:
        """The parameter of the page's address, those behind a ``#`` (one-page sites) included."""
        parts = urlsplit(self._url)
        for query in (parts.query, parts.fragment.partition("?")[2]):
            for key, value in parse_qsl(query):
                if key.lower() == name.lower():
                    return value
        return None


def _with(address: str, pairs: tuple[tuple[str, str], ...]) -> str:
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{query}"
