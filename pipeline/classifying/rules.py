"""The topics and relevance lists, compiled for ``classify``. Pure."""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.classifying.matching import Words, compile_terms, plain
from pipeline.classifying.model import Model
from pipeline.topics import Relevance, TopicFile
from storage.records import Office, Topic

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
    words: Words
    negative: re.Pattern[str]
    never: re.Pattern[str]
    """What no document of the subject is, whatever else its title says."""
    issuers: tuple[tuple[str, str], ...]
    """Words of issuers' names and 代字, and the topic of each where the title names none."""
    weak_issuers: tuple[tuple[str, str], ...]
    """The same, where the title belongs but names no specific topic."""
    none_of: dict[str, tuple[str, ...]]
    general: tuple[str, ...]
    names: dict[str, str]
    """Chinese names of the topics."""
    topics_file: str
    """Fingerprint of the topic file."""
    fingerprint: str
    """Of topic file, model, office and program: another one, and documents are judged anew."""
    model: Model | None = None
    """What judges beside the rules."""
    office: Office
    """Whose parts documents are put in."""


def with_model(rules: Rules, model: Model | None) -> Rules:
    """The rules with another model, or none."""
    if model is None:
        return replace(rules, model=None, fingerprint=rules.topics_file)
    both = hashlib.sha256(f"{rules.topics_file} {model.fingerprint}".encode()).hexdigest()
    return replace(rules, model=model, fingerprint=both[:16])


def with_office(rules: Rules, office: Office) -> Rules:
    """The rules with that office's parts."""
    both = hashlib.sha256(f"{rules.fingerprint} {office.fingerprint}".encode()).hexdigest()
    return replace(rules, office=office, fingerprint=both[:16])


@dataclass(frozen=True, kw_only=True)
class _Lists:
    strong: frozenset[str]
    borderline: frozenset[str]
    borderline_topics: frozenset[str]
    silent: frozenset[str]
    silent_topics: frozenset[str]


def compile_rules(file: TopicFile, office: Office) -> Rules:
    """The rules of a checked topic file, for an office."""
    relevance, terms = file.relevance, _terms(file)
    topics = {topic.id: topic for topic in file.topics}
    return Rules(
        topics=topics,
        terms=terms,
        words=compile_terms([*terms, *relevance.ignore], dict(relevance.not_before)),
        negative=_one_of(relevance.negative),
        never=_one_of(relevance.never),
        issuers=tuple((word, one.id) for one in file.topics for word in one.issuers),
        weak_issuers=tuple((word, one.id) for one in file.topics for word in one.weak_issuers),
        none_of={one.id: tuple(map(plain, one.none_of)) for one in file.topics if one.none_of},
        general=relevance.general,
        names={topic.id: topic.name for topic in file.topics},
        topics_file=file.fingerprint,
        fingerprint=file.fingerprint,
        office=office,
    )


def _terms(file: TopicFile) -> dict[str, Term]:
    """What each word of the topics and of the relevance lists stands for."""
    made: dict[str, list[str]] = {}
    supported: dict[str, list[str]] = {}
    for topic in file.topics:
        for term in topic.any_of:
            made.setdefault(plain(term), []).append(topic.id)
        for term in topic.weak:
            supported.setdefault(plain(term), []).append(topic.id)
    lists = _lists(file.relevance)
    listed = {*lists.strong, *lists.borderline}
    for word in listed - made.keys() - supported.keys():
        made[word] = _inherited(word, file.topics)
    return {
        word: Term(
            topics=tuple(made.get(word, ())),
            weak=tuple(supported.get(word, ())),
            strength=_strength(word, made.get(word, []), lists),
        )
        for word in {*made, *supported, *listed}
    }


def _lists(relevance: Relevance) -> _Lists:
    return _Lists(
        strong=frozenset(map(plain, relevance.strong)),
        borderline=frozenset(map(plain, relevance.borderline)),
        borderline_topics=frozenset(relevance.borderline_topics),
        silent=frozenset(map(plain, relevance.silent)),
        silent_topics=frozenset(relevance.silent_topics),
    )


def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of any of the words; 甲…乙 are two words in this order."""
    parts = (map(re.escape, plain(word).split("…")) for word in words)
    return re.compile("|".join(".*".join(part) for part in parts) or r"(?!)")


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
    if not topics or word in lists.silent or tops <= lists.silent_topics:
        return "none"
    return "borderline" if set(topics) <= lists.borderline_topics else "strong"
