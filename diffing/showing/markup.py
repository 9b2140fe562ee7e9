"""Pieces of text as HTML: the one place that makes markup of texts. For pages, and for mails.

Every mark is told three times, by colour, by underline or strike, and by 【增】【删】. Mails have
no <ins> and <del>, and nothing that opens: what is folded is counted there.
"""

from collections.abc import Sequence

from markupsafe import Markup

from diffing.showing.rows import Piece
from diffing.showing.visible import visible

_PAGE = {
    "insert": Markup('<ins{}><span class="cmp-m">【增】</span>{}</ins>'),
    "delete": Markup('<del{}><span class="cmp-m">【删】</span>{}</del>'),
}
_WHOLE = Markup(' class="cmp-whole"')
_WAS = Markup('<span class="cmp-was">〔原{}〕</span>')
_FOLD = Markup('<details class="cmp-fold"><summary>{}字未变</summary>{}</details>')
_MAIL = {
    "insert": Markup('<span class="added" style="color:#0d5a33;background:#e2f3e8">【增{}</span>'),
    "delete": Markup('<span class="gone" style="color:#a8281f;background:#fce9e7">【删{}</span>'),
}
_LINES = {
    "insert": Markup('<span style="text-decoration:underline">{}</span>'),
    "delete": Markup('<span style="text-decoration:line-through">{}</span>'),
}
_WHOLE_LINE, _STRETCH = Markup("】{}"), Markup("：{}】")
"""Of a stretch its end is told too: a mail may come without colours and lines."""
_QUIET = Markup('<span class="dim" style="color:#59626d">{}</span>')


def page_pieces(pieces: Sequence[Piece]) -> Markup:
    """For a page with ``compare.css``; a whole line that came or went is not underlined."""
    whole = _WHOLE if len(pieces) == 1 else Markup()
    return Markup().join(_page(piece, whole) for piece in pieces)


def _page(piece: Piece, whole: Markup) -> Markup:
    text = visible(piece.text)
    if piece.op == "was":
        return _WAS.format(text)
    if piece.op == "fold":
        return _FOLD.format(len(piece.text), text)
    return _PAGE[piece.op].format(whole, text) if piece.op in _PAGE else Markup.escape(text)


def mail_pieces(pieces: Sequence[Piece]) -> Markup:
    """For mails: inline styles only."""
    return Markup().join(_mail(piece, len(pieces) == 1) for piece in pieces)


def _mail(piece: Piece, whole: bool) -> Markup:
    text = visible(piece.text)
    if piece.op == "was":
        return _QUIET.format(f"〔原{text}〕")
    if piece.op == "fold":
        return _QUIET.format(f"……（{len(piece.text)}字未变）……")
    shown = Markup.escape(text).replace("\n", Markup("<br>"))
    if piece.op == "equal":
        return shown
    if whole:
        return _MAIL[piece.op].format(_WHOLE_LINE.format(shown))
    return _MAIL[piece.op].format(_STRETCH.format(_LINES[piece.op].format(shown)))
