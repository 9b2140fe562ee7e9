"""What the names of agencies and the prefixes of document numbers say: data, read once. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

_FILE = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text("utf-8"))


class Prefixes:
    """Words that a text may begin with; the longest one counts."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._sizes = sorted({len(word) for word in self._words}, reverse=True)

    def of(self, text: str) -> str:
        """The longest word that the text begins with; empty: none."""
        for size in self._sizes:
            if (head := text[:size]) in self._words:
                return head
        return ""


def _words(table: str, key: str) -> tuple[str, ...]:
    return tuple(str(_FILE[table][key]).split())


_NAMES: Mapping[str, Prefixes] = {key: Prefixes(_words("names", key)) for key in _FILE["names"]}
CENTRAL, CENTRAL_WHOLE = _NAMES["central"], _NAMES["central_whole"]
MEE, MINISTRY, NATIONAL = _NAMES["mee"], _NAMES["ministry"], _NAMES["national"]
HOLDINGS = _NAMES["holdings"]
BARE = frozenset(_words("names", "bare"))
AREAS = Prefixes((*_words("arms", "areas"), *_words("arms", "regions")))
REGIONS = frozenset(_words("arms", "regions"))
ARM_TAILS = _words("arms", "tails")
NUMBERS: Mapping[str, Prefixes] = {
    key: Prefixes(_words("numbers", key)) for key in _FILE["numbers"]
}
