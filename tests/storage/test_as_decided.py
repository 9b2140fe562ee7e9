"""What stands of a document: proposal and people's words, in memory and in a query alike."""

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import Connection

from pipeline.desk import decide
from pipeline.questions.amending import Speaker, amend
from storage.as_decided import AMENDED_MARK, BY_PERSON, NOTHING, as_decided
from storage.database import Database
from storage.queries.documents import Wanted, add_review, find_documents
from storage.queries.reviews import add_amendment, said_of
from storage.records import AmendedField, Amendment, Document, Review, Said
from tests.pipeline.rejected import BASE, MONDAY, put, work


def amended(**values: str) -> Said:
    fields: dict[AmendedField, Amendment] = {
        field: Amendment(  # type: ignore[misc]
            document_id=BASE.document_id,
            field=field,  # type: ignore[arg-type]
            value=value,
            person="李编辑",
            reason="",
            decided_at=MONDAY,
            proposed="",
        )
        for field, value in values.items()
    }
    return Said(amendments=fields)


def review(decision: str) -> Review:
    return Review(
        document_id=BASE.document_id,
        decision=decision,  # type: ignore[arg-type]
        person="李编辑",
        reason="",
        decided_at=MONDAY,
        proposed=None,
    )


def test_of_what_nobody_spoke_the_proposal_stands() -> None:
    assert as_decided(BASE) is BASE
    assert as_decided(BASE, NOTHING) is BASE


def test_a_person_speaks_in_the_programs_place_and_the_verdict_stays_as_it_was() -> None:
    shown = as_decided(BASE, amended(topics="transport energy", part="mee"))
    assert [one.id for one in shown.classification.topics] == ["transport", "energy"]
    assert all(one.evidence[0] == BY_PERSON for one in shown.classification.topics)
    assert BY_PERSON.text == AMENDED_MARK
    assert shown.part == "mee"
    assert (shown.relevant, shown.classification.reasons) == (False, BASE.classification.reasons)
    assert [one.id for one in BASE.classification.topics] == ["energy"]


def test_none_is_a_word_too() -> None:
    shown = as_decided(BASE, amended(topics="", part=""))
    assert (shown.classification.topics, shown.part) == ((), None)


@pytest.mark.parametrize(
    ("own", "proposed", "kind", "stands"),
    [
        ("news", False, "document", None),  # left out for its kind alone: nobody asked further
        ("document", True, "news", False),
        ("document", None, "law", None),
        ("document", False, "law", False),
        ("document", True, "law", True),
        ("document", True, "consultation", None),  # drafts are always for a person
        ("document", False, "consultation", False),
        ("consultation", None, "document", None),
        ("document", True, "document", True),
    ],
)
def test_an_amended_kind_lets_the_verdict_speak_as_far_as_it_still_rests_on_something(
    own: str, proposed: bool | None, kind: str, stands: bool | None
) -> None:
    document = work("x", page_kind=own, relevant=proposed)
    said = amended(kind=kind)
    assert as_decided(document, said).relevant is stands
    assert as_decided(document, Said(review=review("approve"), amendments=said.amendments)).relevant
    left = as_decided(document, Said(review=review("reject"), amendments=said.amendments))
    assert left.relevant is False
    assert left.page_kind == kind


def _every() -> list[Document]:
    """One document of each kind and proposal that differ."""
    kinds = ("document", "consultation", "news")
    return [
        work(f"{kind}{relevant}{part}", page_kind=kind, relevant=relevant, part=part)
        for kind, relevant, part in product(kinds, (True, False, None), ("mee", None))
    ]


def test_a_query_restricts_by_what_stands(db: Database) -> None:
    every = []
    for decision, kind, part in product(
        (None, "approve", "reject"), (None, "document", "consultation", "news"), (None, "mee", "")
    ):
        for one in _every():
            document = work(
                f"{one.title}{decision}{kind}{part}",
                page_kind=one.page_kind,
                relevant=one.relevant,
                part=one.part,
            )
            every.append((document, decision, {"kind": kind, "part": part}))
    put(db, *(one for one, _, _ in every))
    with db.begin() as conn:  # all in one transaction: there are many
        for document, decision, values in every:
            _say(conn, document, decision, values)
    with db.connect() as conn:
        said = said_of(conn, (one.document_id for one, _, _ in every))
        stand = {
            one.document_id: as_decided(one, said.get(one.document_id, NOTHING))
            for one, _, _ in every
        }
        for word, relevant in (("yes", True), ("no", False), ("person", None)):
            found = {one.document_id for one in find_documents(conn, Wanted(relevant=(word,)))}
            assert found == {key for key, one in stand.items() if one.relevant is relevant}
        found = {one.document_id for one in find_documents(conn, Wanted(part="mee"))}
        assert found == {key for key, one in stand.items() if one.part == "mee"}


def _say(
    conn: Connection, document: Document, decision: str | None, values: dict[str, str | None]
) -> None:
    key = document.document_id
    if decision:
        add_review(conn, replace(review(decision), document_id=key))
    given = {field: value for field, value in values.items() if value is not None}
    for made in amended(**given).amendments.values():
        add_amendment(conn, replace(made, document_id=key))


def test_a_topic_is_asked_for_as_people_say(db: Database) -> None:
    put(db, one := work("甲"), other := work("乙"))
    amend(db, one.document_id, {"topics": "transport.urban"}, Speaker(person="李编辑"), MONDAY)
    decide(db, other.document_id, "approve", "李编辑", "", MONDAY)
    with db.connect() as conn:
        assert [d.title for d in find_documents(conn, Wanted(topic="transport"))] == [one.title]
        assert [d.title for d in find_documents(conn, Wanted(topic="energy"))] == [other.title]
