"""Other words for what a filter asks for: those that stand beside its own in a topic. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.records import Filter, Topic
from storage.search.folding import folded

_QUOTES = '"“”„‟「」『』'
_MOST = 120
"""Topics have long lists: each word of them is a question to every document."""


@dataclass(frozen=True, kw_only=True)
class Synonym:
    """A word beside one of the filter's, as somebody would type it."""

    typed: str
    topic: str
    """The id of the topic that has both."""


def synonyms_of(chosen: Filter, topics: Sequence[Topic]) -> tuple[Synonym, ...]:
    """What the filter's words may be typed as too, by the terms of the topics; each once.

    No word that contains one of the filter's: what has it was found already.
    """
    known = {folded(typed) for typed in chosen.words}
    found: dict[str, Synonym] = {}
    for one in _beside(chosen.words, topics):
        said = folded(one.typed)
        if not any(word in said for word in known):
            found.setdefault(said, one)
    return tuple(found.values())[:_MOST]


def _beside(words: Iterable[str], topics: Sequence[Topic]) -> Iterator[Synonym]:
    for typed in words:
        pieces = typed.split()
        for place, piece in enumerate(pieces):
            for topic, term in _terms(piece.strip(_QUOTES), topics):
                said = f'"{term}"' if any(map(str.isspace, term)) else term
                other = " ".join((*pieces[:place], said, *pieces[place + 1 :]))
                yield Synonym(typed=other, topic=topic)


def _terms(word: str, topics: Sequence[Topic]) -> Iterator[tuple[str, str]]:
    """The other terms of each topic that has the word, but those that the word stands in."""
    said = folded(word)
    for topic in topics:
        terms = [folded(term) for term in topic.any_of]
        if said in terms:
            others = zip(topic.any_of, terms, strict=True)
            yield from ((topic.id, term) for term, other in others if said not in other)
