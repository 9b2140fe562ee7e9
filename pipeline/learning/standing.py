"""How learning stands: the model in use, what people said since, whether it is worth while."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.classifying.model import Model
from pipeline.learning.adopting import LEAST_HELD_BACK, in_use_id, objections
from pipeline.learning.candidate import LEAST_LEARNED
from pipeline.learning.comparing import is_held_back
from pipeline.learning.in_use import model_in_use
from pipeline.topics import load_topics
from storage.as_decided import proposed_value, topics_value
from storage.queries.judged import judged
from storage.queries.models import accounts, adoptions_made
from storage.records import Adoption, Judged, StoredModel

ENOUGH_NEW, ENOUGH_AGAINST = 50, 10
"""So much that people said makes another model worth while."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How learning stands."""

    model: Model
    """In use."""
    stored: StoredModel | None
    """The account of it; ``None``: it came with the program."""
    adoption: Adoption | None
    decisions: int
    """Documents of which people said something that counts."""
    new: int
    """Of them said since the model in use was trained."""
    against: int
    """Of those not as the program had it."""
    held_back: int
    """Of all, kept for comparing."""
    stale: bool
    """Whether the topics are others than those that it was trained beside."""
    models: tuple[StoredModel, ...]
    """All that were trained here, newest first."""
    adoptions: tuple[Adoption, ...]
    against_adopting: Mapping[int, tuple[str, ...]]
    """What speaks against each of them, by id; of the one in use, nothing is asked."""

    @property
    def is_worth(self) -> bool:
        """Whether a candidate would have enough that is new to it."""
        enough = self.new >= ENOUGH_NEW or self.against >= ENOUGH_AGAINST
        learned = self.decisions - self.held_back
        return enough and learned >= LEAST_LEARNED and self.held_back >= LEAST_HELD_BACK


def standing(conn: Connection) -> Standing:
    """How learning stands now. Raises ``TopicError``, ``ModelError``."""
    made, models, used = adoptions_made(conn), accounts(conn), in_use_id(conn)
    model = model_in_use(conn)
    stored = next((one for one in models if one.model_id == used), None)
    said = list(judged(conn))
    until = stored.decided_until if stored else None
    new = [one for one in said if until is None or one.decided_at > until]
    return Standing(
        model=model,
        stored=stored,
        adoption=made[0] if made else None,
        decisions=len(said),
        new=len(new),
        against=sum(_is_against(one) for one in new),
        held_back=sum(is_held_back(one.document.document_id) for one in said),
        stale=model.topics_file != load_topics().fingerprint,
        models=tuple(models),
        adoptions=tuple(made),
        against_adopting={
            one.model_id: tuple(objections(conn, one))
            for one in models
            if one.model_id is not None and one.model_id != used
        },
    )


def _is_against(one: Judged) -> bool:
    work = one.document
    topics = None if one.topics is None else topics_value(one.topics)
    said = ((one.belongs, work.relevant), (one.kind, work.page_kind), (one.part, work.part))
    return any(value is not None and value != program for value, program in said) or (
        topics is not None and topics != proposed_value(work, "topics")
    )
