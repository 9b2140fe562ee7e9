"""A difference for people: plain text, a page of its own, fragments for the desk and for mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Literal
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diffing.showing.markup import mail_pieces, page_pieces
from diffing.showing.plain import MOST_PLACES, listed, mail_lines, plain_text
from diffing.showing.view import Limits, view_of
from diffing.showing.visible import visible
from storage.records import Block, Difference

Layout = Literal["both", "sides", "inline"]
STYLE = Path(__file__).parent / "templates" / "compare.css"
"""The style sheet that ``compared_html`` needs."""

_MAIL = Limits(changed=28_000, same=0, most=8)
"""A mail tells of many documents, and mail programs cut off what is longer than 100 KB."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two texts: what it is called, its date or edition, and its blocks if at hand."""

    name: str
    note: str = ""
    blocks: Sequence[Block] | None = None

    @property
    def said(self) -> str:
        """海洋环境保护法（2023年10月24日）."""
        return visible(f"{self.name}（{self.note}）" if self.note else self.name)

    @property
    def head(self) -> str:
        """What stands over its column: the date if there is one."""
        return visible(self.note or self.name)


def as_text(difference: Difference, before: Side | None = None, after: Side | None = None) -> str:
    """The difference in plain Chinese text, values first; changes as 【删：…】【增：…】."""
    view = view_of(difference, before.blocks if before else None, after.blocks if after else None)
    heads = [f"旧：{before.said}", f"新：{after.said}", ""] if before and after else []
    return plain_text(view, heads)


def as_html(
    difference: Difference, *, before: Side, after: Side, title: str = "", layout: Layout = "both"
) -> str:
    """A self-contained HTML page (no scripts, nothing loaded) that shows the difference."""
    view = view_of(difference, before.blocks, after.blocks)
    return (
        _environment()
        .get_template("page.html")
        .render(
            view=view, key="c", title=visible(title or title_of(before, after)), layout=layout,
            before=before, after=after,
        )
    )  # fmt: skip


def title_of(before: Side, after: Side) -> str:
    """What a comparison of the two is called."""
    if before.name == after.name:
        return f"{after.name}：新旧对照"
    return f"{before.name} → {after.name}"


def compared_html(
    difference: Difference, *, before: Side, after: Side, layout: Layout = "both"
) -> Markup:
    """The comparison without the values, for a page that links ``STYLE``; empty if no change."""
    if not difference.hunks and not difference.gave_up:
        return Markup()
    view = view_of(difference, before.blocks, after.blocks)
    # Several may stand on one page: what they are told apart by is made of what they say.
    key = f"c{crc32(repr((before.name, after.name, difference.hunks[:1])).encode()):x}"
    return _render(
        "fragment.html", view=view, key=key, layout=layout, before=before.head, after=after.head
    )


def values_html(difference: Difference) -> Markup:
    """The changed values by clause, for a page that links ``STYLE``; empty if there are none."""
    if not difference.values:
        return Markup()
    return _render("values.html", view=view_of(difference))


def mail_html(difference: Difference) -> Markup:
    """The first clauses that changed, for a mail that has said the values: inline styles, no
    <ins>, <del> or <details>; what is left out is counted."""
    return _render("mail.html", view=view_of(difference, limits=_MAIL))


def mail_text(difference: Difference) -> list[str]:
    """The same as lines of plain text."""
    return mail_lines(view_of(difference, limits=_MAIL))


def _render(template: str, **values: object) -> Markup:
    return Markup(_environment().get_template(template).render(**values))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("diffing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters |= {
        "pieces": page_pieces,
        "mail_pieces": mail_pieces,
        "places": partial(listed, most=MOST_PLACES),
    }
    return environment
