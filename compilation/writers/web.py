"""A book as one page of HTML, for a phone and for the printer."""

import re
from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compilation.writers.book import NOTHING, SHEET_MARK, SHEET_TITLE, Book
from compilation.writers.grids import Grid


def to_html(book: Book) -> str:
    """The whole issue in one file, which asks for no other."""
    return (
        _environment()
        .get_template("issue.html")
        .render(
            book=book,
            anchors=count(1),
            nothing=NOTHING,
            sheet_title=SHEET_TITLE,
            sheet_mark=SHEET_MARK,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["grid"] = lambda one: isinstance(one, Grid)
    made.tests["address"] = lambda url: re.fullmatch(r"https?://\S+", url) is not None
    made.filters["next"] = next
    return made
