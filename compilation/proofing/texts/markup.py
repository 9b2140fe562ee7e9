"""Traces of Markdown, LaTeX and HTML in a printed text: what is a mark, and what it marks."""

import re
from collections.abc import Iterator
from typing import NamedTuple

Span = tuple[int, int]


class Trace(NamedTuple):
    """A trace of markup: the whole of it, and the characters in it that are marks."""

    subkind: str
    start: int
    end: int
    marks: tuple[Span, ...]

    def without_marks(self, text: str) -> str:
        """What it marks, of the text that it stands in."""
        ends = [self.start, *(end for _, end in self.marks)]
        starts = [*(start for start, _ in self.marks), self.end]
        return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))


_TAGS = "sub|sup|b|strong|i|em|u|span|p|br|font|div"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("markdown_heading", re.compile(r"(?m)^[ \t\u3000]*(?P<a>#{1,6}[ \t]+)(?=\S)")),
    ("markdown_bullet", re.compile(r"(?m)^[ \t\u3000]*(?P<a>[-*+>•●▪◦][ \t\u00a0\u3000]+)(?=\S)")),
    ("markdown_bold", re.compile(r"(?P<a>\*\*)[^*\n]{1,400}?(?P<b>\*\*)")),
    ("markdown_bold", re.compile(r"(?P<a>__)(?=[\u3400-\u9fff])[^_\n]{1,400}?(?P<b>__)")),
    ("markdown_bold", re.compile(r"(?P<a>\*\*)")),
    (
        "markdown_autolink",
        re.compile(r"(?P<a><)(?:https?://[^<>\s]{1,400}|[\w.+-]{1,60}@[\w.-]{1,60})(?P<b>>)"),
    ),
    ("markdown_link", re.compile(r"(?P<a>\[)[^\[\]\n]{1,200}(?P<b>\]\(https?://[^()\s]{1,400}\))")),
    ("markdown_code", re.compile(r"(?P<a>`{1,3})")),
    ("html_tag", re.compile(rf"(?i)(?P<a></?(?:{_TAGS})(?:\s[^<>\n]{{0,200}})?/?>)")),
    ("html_entity", re.compile(r"(?P<a>&(?:nbsp|ensp|emsp|#160);)")),
    (
        "latex_subscript",
        re.compile(
            r"(?P<a>\$?)[A-Za-z\d]{1,8}(?P<b>_\{)[^{}\n]{1,16}(?P<c>\}\$?)"
            r"|(?P<d>\$?)(?<![A-Za-z\d_])[A-Za-z]{1,6}(?P<e>_)\d{1,2}(?:\.\d{1,2})?(?P<f>\$?)(?![\w.])"
        ),
    ),
    (
        "latex_superscript",
        re.compile(
            r"(?P<a>\$?)[A-Za-z\d]{1,12}(?P<b>\^\{)[^{}\n]{1,16}(?P<c>\}\$?)"
            r"|(?P<d>\$?)(?<![A-Za-z\d^])[A-Za-z\d]{1,6}(?P<e>\^)[-+]?\d{1,3}(?P<f>\$?)(?!\w)"
        ),
    ),
    (
        "latex_markup",
        re.compile(
            r"(?P<a>\\(?:mathrm|text|textrm|mathbf|ce)\{)[^{}\n]{1,40}(?P<b>\})"
            r"|(?P<c>\\)[%$&#_~]|(?P<d>\\,)"
        ),
    ),
    ("blank", re.compile(r"(?P<a>_{3,})")),
)
_ANY = re.compile(r"[#*`<_^\\&\[•●▪◦+>-]")


def traces_of(text: str) -> list[Trace]:
    """The traces of markup in a text, in order; none overlaps another."""
    if not _ANY.search(text):
        return []
    found: list[Trace] = []
    taken: set[int] = set()
    for subkind, pattern in _PATTERNS:
        for trace in _found(subkind, pattern, text):
            places = {at for start, end in trace.marks for at in range(start, end)}
            if not places & taken:
                taken |= places
                found.append(trace)
    return sorted(found, key=lambda trace: trace.start)


def _found(subkind: str, pattern: re.Pattern[str], text: str) -> Iterator[Trace]:
    for match in pattern.finditer(text):
        marks = tuple(sorted(match.span(name) for name in match.groupdict() if match[name]))
        start = marks[0][0] if subkind in ("markdown_bullet", "markdown_heading") else match.start()
        yield Trace(subkind, start, match.end(), marks)


def without_marks(text: str) -> str:
    """The text as it would stand without the marks."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    last = 0
    for start, end in sorted(span for trace in traces_of(text) for span in trace.marks):
        yield text[last:start]
        last = max(last, end)
    yield text[last:]
