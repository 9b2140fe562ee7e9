"""Terms in Chinese text: one compiled trie for all of them, longest first, offsets kept. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

# One character for one, so that offsets stay those of the text as shown.
_SAME_LENGTH = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code) not in "(),:;?!"}
    | dict.fromkeys("“”„‟「」『』＂", '"')
    | {chr(low): chr(low - 32) for low in range(ord("a"), ord("z") + 1)}
    | {chr(low + 0xFEE0): chr(low - 32) for low in range(ord("a"), ord("z") + 1)}
    | {"\u3000": " ", "\u00a0": " "}
)
_DIFFERENT = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]+")


def plain(text: str) -> str:
    """The text with widths, quotes and letter case made one; as long as before."""
    return _DIFFERENT.sub(lambda found: found[0].translate(_SAME_LENGTH), text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text that went through ``plain``."""

    term: str
    start: int
    end: int


Trie: TypeAlias = "dict[str, Trie]"


def _branch(trie: Trie, path: str, guards: Mapping[str, str]) -> str:
    """The regular expression of what may follow ``path``: longer terms before shorter ones."""
    choices = []
    for char in sorted(key for key in trie if key):
        node, word = trie[char], char
        while len(node) == 1 and "" not in node:  # one way on: no group needed
            (step,) = node
            word, node = word + step, node[step]
        choices.append(re.escape(word) + _branch(node, path + word, guards))
    if "" in trie:
        ends = [chars for tail, chars in guards.items() if path.endswith(tail)]
        choices.append(f"(?![{re.escape(''.join(ends))}])" if ends else "")
    if len(choices) == 1:
        return choices[0]
    return f"(?:{'|'.join(choices)})"


def compile_terms(terms: Iterable[str], not_before: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for all terms: at each place the longest, and none within another.

    ``not_before``: a term that ends like the key is no hit before one of the value's characters.
    The pattern is a trie of literals: linear in the text whatever the text is. Few places have a
    term's first two characters, so these are looked for before the trie is tried.
    """
    root: Trie = {}
    for term in terms:
        node = root
        for char in plain(term):
            node = node.setdefault(char, {})
        node[""] = {}
    seconds = {char for node in root.values() for char in node}
    paired = root and "" not in {*root, *seconds}
    pair = f"(?={_one_of(root)}{_one_of(seconds)})" if paired else ""
    return re.compile(pair + _branch(root, "", not_before))


def _one_of(chars: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(chars)))}]"


def find(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """The hits in ``text[start:end]``; ``text`` must have gone through ``plain``."""
    stop = len(text) if end is None else end
    return [Hit(m.group(), m.start(), m.end()) for m in pattern.finditer(text, start, stop)]
