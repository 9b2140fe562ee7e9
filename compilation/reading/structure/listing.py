"""Contents of whatever numbers: they end where their first line comes again, as the text begins.

What the first line's number looks like is how parts are numbered; all else are documents.
"""

from collections.abc import Sequence

from compilation.reading.pieces import Piece
from compilation.reading.structure.contents import HEAD, Contents, Entry, paged
from compilation.reading.structure.numbering import (
    is_title,
    item_head,
    labelled,
    title_fold,
    without_label,
)

_FAR = 400
_FEW = 3
_MOST = 2 / 3


def read_listed(pieces: Sequence[Piece]) -> Contents | None:
    """The table of contents that a heading or the file tells, each line an entry; else None."""
    heads = (piece.listed or HEAD.fullmatch(piece.text) for piece in pieces[:_FAR])
    start = next((at for at, head in enumerate(heads) if head), None)
    if start is None:
        return None
    first = start + bool(HEAD.fullmatch(pieces[start].text))
    end = _end(pieces, first)
    if _is_paged(pieces[first:end]):  # what stands before the text, but has no page, is of the text
        while paged(pieces[end - 1].text.strip())[1] is None:
            end -= 1
    lines = _lines(pieces[first:end])
    if len(lines) < _FEW:
        return None
    return Contents(start=start, end=end, entries=tuple(_entries(lines)), by_lines=True)


def _end(pieces: Sequence[Piece], first: int) -> int:
    """Where the text begins: the end of what the file marks, else where the first line recurs."""
    if pieces[first].listed:
        plain = (at for at in range(first, len(pieces)) if not pieces[at].listed)
        return next(plain, len(pieces))
    wanted = _key(pieces[first].text)
    again = range(first + _FEW, min(len(pieces), first + _FAR))
    return next((at for at in again if _key(pieces[at].text) == wanted), first)


def _key(text: str) -> str:
    return title_fold(paged(text)[0])


def _lines(pieces: Sequence[Piece]) -> list[tuple[str, int | None]]:
    """The entries' words and pages; where most have a page, one without goes on in the next."""
    told = [paged(piece.text.strip()) for piece in pieces]
    if not _is_paged(pieces):
        return told
    found: list[tuple[str, int | None]] = []
    rest = ""
    for said, page in told:
        if page is None:
            rest += said
        else:
            found.append((rest + said, page))
            rest = ""
    return found


def _is_paged(pieces: Sequence[Piece]) -> bool:
    return 2 * sum(paged(piece.text.strip())[1] is not None for piece in pieces) > len(pieces)


def _entries(lines: Sequence[tuple[str, int | None]]) -> list[Entry]:
    """Parts are numbered like the first line, or are no titles of documents where all are."""
    shapes = [labelled(said)[0] for said, _ in lines]
    titles = [is_title(without_label(said)) for said, _ in lines]
    same = shapes.count(shapes[0]) > _MOST * len(lines)
    found: list[Entry] = []
    part, place = (1, 0) if titles[0] else (0, 0)
    for (said, page), shape, titled in zip(lines, shapes, titles, strict=True):
        if not titles[0] and shape == shapes[0] and not (same and titled):
            part, place = part + 1, 0
        else:
            place += 1
            head = item_head(said)
            if head and head.part == part:
                place = max(place, head.place)
        title = without_label(said)
        found.append(Entry(part=part, place=place, title=title, page=page, numbered=False))
    return found
