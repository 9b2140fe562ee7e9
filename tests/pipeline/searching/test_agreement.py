"""A filter means the same to a search and to a digest; and the same on either database."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings as run, strategies as st

from pipeline.digest import compose, matches
from pipeline.searching.asking import everything
from pipeline.searching.passages import passages_of
from pipeline.searching.wanted import Subject, wants
from pipeline.telling.composing.periods import whole_week
from pipeline.telling.composing.searched import with_searched
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import digest_items, find_changes
from storage.queries.documents import documents_by_id
from storage.queries.reviews import said_of
from storage.records import Block, Content, DigestItem, Document, Filter
from storage.search.folding import folded
from tests.homes import copied_home, open_home
from tests.pipeline.december import END, Lived
from tests.pipeline.searching.shelf import TODAY, found, shelve
from tests.telling_samples import subscription

EVERYTHING = Filter(words=("x",), validity=("in-force",))
"""Asks for all that can be asked for."""


@dataclass(frozen=True, kw_only=True)
class Month:
    db: Database
    items: dict[str, DigestItem]
    """One of each document, base lines too."""
    subjects: dict[str, Subject]
    texts: list[str]

    def found(self, chosen: Filter) -> set[str]:
        return {one.document_id for one in everything(self.db, chosen, day_of(END))}


@pytest.fixture(scope="module")
def month(december: Lived, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    home = tmp_path_factory.mktemp("searched") / "home"
    copied_home(december.settings.home, home)
    db = open_home(home)
    with db.connect() as conn:
        changes = {one.document_id: one for one in find_changes(conn)}
        works, said = documents_by_id(conn, changes), said_of(conn, changes)
        items = [
            DigestItem(
                change=changes[key],
                document=as_decided(one, said.get(key, NOTHING)),
                postings=(),
            )
            for key, one in works.items()
        ]
        whole = with_searched(conn, items, [EVERYTHING], day_of(END))
    subjects = {
        one.document.document_id: Subject(
            one.document, tuple(folded(text) for text in one.texts), one.state
        )
        for one in whole
    }
    texts = sorted({text for one in whole for text in one.texts if len(text) > 12})
    yield Month(
        db=db,
        items={one.document.document_id: one for one in whole},
        subjects=subjects,
        texts=texts,
    )
    db.close()


FILTERS = (
    Filter(),
    Filter(words=("碳达峰",)),
    Filter(words=("碳", "绿色 低碳 -通知")),
    Filter(words=("国发〔2023〕24号",)),
    Filter(words=("国发2023 24",), parts=("central", "province")),
    Filter(words_not=("通知", "公告 印发")),
    Filter(topics=("energy", "carbon_market"), words=("发展",)),
    Filter(topics=("air.air_quality",)),
    Filter(regions=("河北", "邢台"), words=("实施",)),
    Filter(issuers=("发展改革委",), since=date(2023, 12, 5), until=date(2023, 12, 20)),
    Filter(since=date(2023, 12, 1)),
    Filter(until=date(2023, 11, 15)),
    Filter(validity=("in-force", "repealed")),
    Filter(relevant=("yes", "person"), words=('"2025年"',)),
    Filter(words=("",)),
)


@pytest.mark.parametrize("chosen", FILTERS)
def test_what_a_search_finds_is_what_a_digest_lets_in(month: Month, chosen: Filter) -> None:
    told = {key for key, one in month.items.items() if matches(chosen, [one])}
    assert month.found(chosen) == told


@run(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_asked_for(month: Month, data: st.DataObject) -> None:
    draw = random.Random(data.draw(st.integers(0, 10**6)))

    def piece() -> str:
        text = draw.choice(month.texts)
        start = draw.randrange(len(text) - 8)
        said = text[start : start + draw.choice((1, 2, 2, 3, 4, 8))]
        return f'"{said}"' if draw.random() < 0.2 else said

    words = tuple(
        " ".join(("-" if draw.random() < 0.15 else "") + piece() for _ in range(draw.randint(1, 3)))
        for _ in range(draw.randint(0, 2))
    )
    likely = draw.choice(list(month.items.values())).document
    day = likely.published_on
    chosen = Filter(
        words=words,
        words_not=(piece(),) if draw.random() < 0.3 else (),
        parts=(likely.part,) if likely.part and draw.random() < 0.3 else (),
        issuers=likely.issuing_bodies[:1] if draw.random() < 0.2 else (),
        topics=tuple(one.id for one in likely.classification.topics[:1]) * (draw.random() < 0.2),
        regions=(likely.region,) if draw.random() < 0.2 else (),
        since=day if day and draw.random() < 0.3 else None,
        until=day if day and draw.random() < 0.3 else None,
    )
    wanted = {key for key, one in month.subjects.items() if wants(chosen, one)}
    assert month.found(chosen) == wanted


def test_an_agency_is_found_by_what_people_call_it(month: Month) -> None:
    found = month.found(Filter(issuers=("国家发展改革委",)))
    assert found
    assert found == month.found(Filter(issuers=("国家发改委",)))
    assert month.found(Filter(issuers=("发改委",))) >= found


def test_a_whole_digest_holds_what_the_search_finds(month: Month) -> None:
    with month.db.connect() as conn:
        period = datetime(2023, 12, 4, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
        items = with_searched(conn, digest_items(conn, *period), FILTERS, day_of(END))
    for week in ("2023-W49", "2023-W50", "2023-W51", "2023-W52"):
        everyone = told(items, Filter(), week)
        for chosen in FILTERS:
            assert told(items, chosen, week) == everyone & month.found(chosen), (week, chosen)


def told(items: list[DigestItem], chosen: Filter, week: str) -> set[str]:
    made = compose(
        subscription(filter=chosen), whole_week(week), items, (), END, office=DEFAULT_OFFICE
    )
    many = (*made.added, *made.changed, *made.withdrawn, *made.late)
    return {one.document.document_id for one in many}


# -- the order, against one that is reckoned without an index


WORDS = ("碳", "减排", "电网", "2025", "ets", "氢能")


def test_the_order_is_the_same_on_either_database(db: Database) -> None:
    draw = random.Random(11)
    shelved: dict[str, tuple[Document, list[str]]] = {}
    for place in range(30):
        title = "、".join(draw.sample(WORDS, 2)) + f"之{chr(0x4E00 + place)}"
        lines = ["，".join(draw.sample(WORDS, 2)) + "的有关事项" for _ in range(draw.randint(1, 4))]
        day = f"2026-0{draw.randint(1, 3)}-0{draw.randint(1, 4)}" if place % 7 else ""
        shelved[title] = shelve(db, title, lines, day=day), lines
    for _ in range(15):
        words = draw.sample(WORDS, draw.randint(1, 2))
        expected = sorted(
            (rank, -(one.published_on or date.min).toordinal(), one.document_id)
            for one, lines in shelved.values()
            if (rank := rank_of(one, lines, words)) is not None
        )
        hits = found(db, " ".join(words), today=TODAY)
        assert [hit.document.document_id for hit in hits] == [key for *_, key in expected][:20]


def rank_of(document: Document, lines: list[str], words: list[str]) -> int | None:
    """Where all the words stand: in the title, in what stands out, anywhere; or nowhere."""
    blocks = tuple(Block(kind="paragraph", text=line) for line in lines)
    passages = passages_of(document, Content(title=document.title, blocks=blocks), ())
    places = (
        [one.folded.text for one in passages if one.field == "title"],
        [one.folded.text for one in passages if one.stands_out],
        [one.folded.text for one in passages],
    )
    for rank, texts in enumerate(places):
        if all(any(word in text for text in texts) for word in words):
            return rank
    return None
