"""What rules and model see of labelled rows, as training needs it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.classifying import scoring, subjects
from pipeline.classifying.combining import KindRuled, tops_of
from pipeline.classifying.features import features, pieces
from pipeline.classifying.kinds import page_kind
from pipeline.classifying.matching import Hit, find
from pipeline.classifying.rules import Rules
from pipeline.learning.rows import Row
from pipeline.pages import fields


@dataclass(frozen=True, slots=True)
class View:
    """A row, its features, and what the rules alone say of it."""

    row: Row
    features: Mapping[str, float]
    relevance: scoring.Relevance
    kind: KindRuled
    tops: Mapping[str, float]


def view(row: Row, rules: Rules) -> View:
    """What is seen of one row."""
    return _view(row, fields.read(row.facts, rules), rules)


def _view(row: Row, reading: fields.Reading, rules: Rules) -> View:
    facts = row.facts
    title = facts.title[: fields.TITLE_LIMIT]
    return View(
        row=row,
        features=features(facts, reading, pieces(reading), rules),
        relevance=scoring.relevance(reading, facts.title, facts.text, rules),
        kind=KindRuled(
            *page_kind(title, facts.issuing_bodies, facts.document_number, facts.column)
        ),
        tops=tops_of(subjects.title_topics(reading, facts.title, rules)),
    )


def without_own_words(rows: Sequence[Row], rules: Rules) -> list[View]:
    """The same where rules are asked without the terms that only this row's title has.

    Rules that were written with rows in view say of them what they will not say of others: a term
    that one title alone has may have been added for it.
    """
    readings = [fields.read(row.facts, rules) for row in rows]
    times = Counter(term for one in readings for term in {hit.term for hit in one.title_hits})

    @cache
    def shared(term: str, least: int) -> tuple[Hit, ...]:
        """The term, or the longest terms in it, that other titles have."""
        if times[term] >= least:
            return (Hit(term, 0, len(term)),)
        for inner in (term[:-1], term[1:]):
            hits = [hit for hit in find(rules.words, inner) if hit.term in rules.terms]
            shift = term.index(inner)
            if found := [_moved(h, hit.start + shift) for hit in hits for h in shared(hit.term, 1)]:
                return tuple(found)
        return ()

    def kept(hits: Sequence[Hit]) -> tuple[Hit, ...]:
        return tuple(_moved(one, hit.start) for hit in hits for one in shared(hit.term, 2))

    return [
        _view(row, replace(one, title_hits=kept(one.title_hits)), rules)
        for row, one in zip(rows, readings, strict=True)
    ]


def _moved(hit: Hit, by: int) -> Hit:
    return Hit(hit.term, hit.start + by, hit.end + by)


def blind(one: View) -> View:
    """The same without what the rules say: to see what the model is worth alone."""
    return replace(
        one, relevance=scoring.Relevance(None, 0.5, ""), kind=KindRuled(None, ""), tops={}
    )
