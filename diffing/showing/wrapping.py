"""Lines broken by width, as Chinese is set: not inside a figure or word, no stop at the start."""

import re
from collections.abc import Iterator

from diffing.showing.visible import width_of

_COLUMNS = 100
# A short mark, a figure with its unit, a word: kept whole where it fits.
_ATOM = re.compile(
    r"(?:【[^】\n]{1,16}】"
    r"|[（(《〔“‘【]{0,3}(?:……|[\dA-Za-z.,:/%-]{1,40}(?:年|月|日|个|万|亿)?|.))"
    r"[，。；：、！？,;）)》〕】”’]{0,4}",
    re.DOTALL,
)


def wrapped(line: str) -> Iterator[str]:
    """The line in lines of 100 columns at most, indented as it is itself."""
    if len(line) * 2 <= _COLUMNS:
        yield line
        return
    indent = line[: len(line) - len(line.lstrip(" "))]
    made, width = indent, len(indent)
    for found in _ATOM.finditer(line, len(indent)):
        atom = found[0]
        columns = width_of(atom)
        if width + columns > _COLUMNS and made != indent:
            yield made.rstrip()
            made, width, atom = indent, len(indent), atom.lstrip(" ")
        made, width = made + atom, width + columns
    yield made.rstrip()
