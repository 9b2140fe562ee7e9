"""What stands behind the last item and belongs to none: the compilers' sheet, a postscript."""

import re
from collections.abc import Sequence

from compilation.reading.pieces import Notes, Piece
from compilation.reading.structure.items import Heading

_BACK = re.compile(r"[#*\s]*(?:编务说明|编后记|编后语|编者后记|编后)[*\s]*(?:[（(].*[）)])?")
_MARKED = re.compile(
    r"(?:附录|后记|勘误表?|版权页?|版权信息|联系我们|编者信息|征订启事|本期责任编辑)"
)


_SHOWN = 20


def back_start(pieces: Sequence[Piece], headings: Sequence[Heading], notes: Notes) -> int:
    """Where the text of the last item ends; what follows is said."""
    highest = max((pieces[one.start].outline for one in headings if not one.place), default=0)
    for at in range(headings[-1].end, len(pieces)):
        text = pieces[at].text
        marked = 0 < pieces[at].outline <= highest and _MARKED.fullmatch(text)
        if _BACK.fullmatch(text) or marked:
            count = len(pieces) - at
            notes.add(
                f"“{text.strip('#* ')[:_SHOWN]}”起的 {count} 段在全部文件之后，不属于任何文件",
                pieces[at],
            )
            return at
    return len(pieces)
