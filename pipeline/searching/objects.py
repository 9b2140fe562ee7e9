"""What was found, as the objects that ``--json`` prints."""

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.relations.standing import STATE_WORDS
from pipeline.searching.candidates import Tier
from pipeline.searching.search import Hit
from pipeline.searching.snippets import Snippet

Object = dict[str, object]
SCORES: Mapping[Tier, float] = MappingProxyType(
    {"number": 1.0, "exact": 0.9, "title": 0.7, "head": 0.5, "text": 0.3}
)
"""How much it says of a document that it was found so."""
_STATES: Mapping[str, str] = MappingProxyType(
    {str(state): word for state, word in STATE_WORDS.items()}
)


def hit_object(hit: Hit) -> Object:
    """A document that was found, with where the words stand."""
    document = hit.document
    return {
        "document_id": document.document_id,
        "title": document.title,
        "document_number": document.document_number,
        "issuing_bodies": document.issuing_bodies,
        "published_on": document.published_on,
        "part": document.part,
        "region": document.region,
        "relevant": document.relevant,
        "topics": [one.id for one in document.classification.topics],
        "validity": _STATES.get(hit.state or ""),
        "standing": hit.state,
        "tier": hit.tier,
        "score": SCORES[hit.tier],
        "snippets": [_snippet(one) for one in hit.snippets],
    }


def _snippet(one: Snippet) -> Object:
    return {"field": one.field, "name": one.name, "text": one.text, "marks": one.marks}
