"""The topics and relevance lists, compiled for ``classify``. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.classifying.matching import compile_terms, plain
from pipeline.topics import TopicFile
from storage.records import Topic

Strength = Literal["strong", "borderline", "none"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a term stands for."""

    topics: tuple[str, ...]
    """Topics that it makes."""
    weak: tuple[str, ...]
    """Topics that it supports."""
    strength: Strength
    """What it says of relevance, in a title."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All that ``classify`` knows: made by ``classify.load_rules``, or ``compile_rules``."""

    topics: dict[str, Topic]
    terms: dict[str, Term]
    """By the term as ``matching.plain`` gives it; words to ignore are absent."""
    pattern: re.Pattern[str]
    negative: re.Pattern[str]
    none_of: dict[str, tuple[str, ...]]
    general: tuple[str, ...]
    names: dict[str, str]
    """Chinese names of the topics."""
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class _Lists:
    strong: frozenset[str]
    borderline: frozenset[str]
    silent: frozenset[str]
    silent_topics: frozenset[str]


def compile_rules(file: TopicFile) -> Rules:
    """The rules of a checked topic file."""
    relevance = file.relevance
    made: dict[str, list[str]] = {}
    supported: dict[str, list[str]] = {}
    for topic in file.topics:
        for term in topic.any_of:
            made.setdefault(plain(term), []).append(topic.id)
        for term in topic.weak:
            supported.setdefault(plain(term), []).append(topic.id)
    for word in map(plain, (*relevance.strong, *relevance.borderline)):
        if word not in made and word not in supported:
            made[word] = _inherited(word, file.topics)
    lists = _Lists(
        strong=frozenset(map(plain, relevance.strong)),
        borderline=frozenset(map(plain, relevance.borderline)),
        silent=frozenset(map(plain, relevance.silent)),
        silent_topics=frozenset(relevance.silent_topics),
    )
    terms = {
        word: Term(
            topics=tuple(made.get(word, ())),
            weak=tuple(supported.get(word, ())),
            strength=_strength(word, made.get(word, []), lists),
        )
        for word in {*made, *supported, *lists.strong, *lists.borderline}
    }
    return Rules(
        topics={topic.id: topic for topic in file.topics},
        terms=terms,
        pattern=compile_terms([*terms, *relevance.ignore], dict(relevance.not_before)),
        negative=re.compile("|".join(re.escape(plain(w)) for w in relevance.negative) or r"(?!)"),
        none_of={t.id: tuple(plain(word) for word in t.none_of) for t in file.topics if t.none_of},
        general=relevance.general,
        names={topic.id: topic.name for topic in file.topics},
        fingerprint=file.fingerprint,
    )


def _inherited(word: str, topics: tuple[Topic, ...]) -> list[str]:
    """Topics of the longest topic terms within a word that is of no topic itself.

    The longest term at a place hides the shorter ones in it; they still say what it is about.
    """
    inside = [(plain(t), topic.id) for topic in topics for t in topic.any_of if plain(t) in word]
    longest = max((len(term) for term, _ in inside), default=0)
    return [topic for term, topic in inside if len(term) == longest]


def _strength(word: str, topics: list[str], lists: _Lists) -> Strength:
    """A topic's term is strong unless a list says otherwise."""
    if word in lists.borderline:
        return "borderline"
    if word in lists.strong:
        return "strong"
    tops = {topic.split(".")[0] for topic in topics}
    silent = not topics or word in lists.silent or tops <= lists.silent_topics
    return "none" if silent else "strong"
