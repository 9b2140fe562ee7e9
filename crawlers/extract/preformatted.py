"""Text set out by hand (``<pre>``): the ends of its lines are those of lines of the document."""

import re

_TAG_OR_END = re.compile(r"<[^<>]*>|\n")


def with_breaks(written: str) -> str:
    """The page as the parser wrote it out, with ``<br>`` where such a text ends a line."""
    if "<pre" not in written:
        return written
    first, *rest = written.split("<pre")
    return first + "".join("<pre" + _broken(piece) for piece in rest)


def _broken(piece: str) -> str:
    if piece[:1] not in (" ", ">"):
        return piece
    inner, end, after = piece.partition("</pre>")
    return _TAG_OR_END.sub(lambda m: "<br>" if m[0] == "\n" else m[0], inner) + end + after
