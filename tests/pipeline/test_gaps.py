"""Numbers that were never seen, asked of a person, on a database."""

from datetime import UTC, date, datetime

import pytest

from pipeline.series.gaps import GapError, answer, gaps, undo
from storage.columns import to_row
from storage.database import Database
from storage.queries.documents import add_document
from storage.records import Classification, Document, Relation, StoredRelation
from storage.tables import relations
from storage.text import number_key, title_key

NOW = datetime(2023, 12, 30, 1, tzinfo=UTC)
SAID = ("王编辑", "已电话核实，未公开")


def hold(db: Database, *numbers: str, published: date = date(2023, 12, 1)) -> None:
    """Documents with those numbers in the database."""
    with db.begin() as conn:
        for number in numbers:
            title = f"关于{number}的通知"
            add_document(
                conn,
                Document(
                    document_id=number_key(number) or "",
                    title=title,
                    title_key=title_key(title),
                    number_key=number_key(number),
                    document_number=number,
                    issuing_bodies=(),
                    signed_on=None,
                    published_on=published,
                    effective_on=None,
                    part=None,
                    region="全国",
                    page_kind="document",
                    relevant=False,
                    relevance=0.0,
                    classification=Classification(
                        page_kind="document", relevant=False, relevance=0.0
                    ),
                    lead_posting_id="p",
                    version_id="v",
                    detected_at=NOW,
                    first_run_id="r",
                ),
            )


def asked(db: Database, now: datetime = NOW) -> list[str]:
    with db.connect() as conn:
        return [gap.hole.number for gap in gaps(conn, now).asked]


def test_a_hole_is_asked_for_until_its_number_comes(db: Database) -> None:
    hold(db, "澄发〔2023〕4号", "澄发〔2023〕5号", "澄发〔2023〕7号")
    assert asked(db) == ["澄发〔2023〕6号"]
    hold(db, "澄发〔2023〕6号")
    assert asked(db) == []


def test_old_years_are_not_asked_for(db: Database) -> None:
    numbers = ("澄发〔2021〕4号", "澄发〔2021〕5号", "澄发〔2021〕7号")
    hold(db, *numbers, published=date(2021, 3, 1))
    assert asked(db) == []


def test_old_numbers_that_were_put_on_line_this_year_are_not_asked_for(db: Database) -> None:
    hold(db, *(f"澄发〔2019〕{n}号" for n in (1, 2, 4, 5)), published=date(2023, 6, 1))
    hold(db, *(f"澄江省人民政府令第{n}号" for n in (31, 32, 34)), published=date(2023, 6, 1))
    assert asked(db) == ["澄江省人民政府令第33号"]


def test_a_held_document_that_cites_the_number_gives_its_name(db: Database) -> None:
    hold(db, "澄发〔2023〕4号", "澄发〔2023〕5号", "澄发〔2023〕7号")
    said = Relation(
        kind="cites", title="锅炉改造方案", document_number="澄发〔2023〕6号", sentence="按照"
    )
    row = StoredRelation(
        document_id="d",
        place=0,
        kind="cites",
        title_key=title_key("锅炉改造方案"),
        number_key=number_key("澄发〔2023〕6号"),
        said=said,
    )
    with db.begin() as conn:
        conn.execute(relations.insert(), to_row(row))
    with db.connect() as conn:
        (gap,) = gaps(conn, NOW).asked
    assert gap.named
    assert gap.named.title == "锅炉改造方案"


def test_an_answered_number_is_asked_no_more_until_taken_back(db: Database) -> None:
    hold(db, *(f"澄发〔2023〕{n}号" for n in (4, 5, 7, 9)))
    first = answer(db, "澄发〔2023〕6号", whole_series=False, said=SAID, now=NOW)
    again = answer(db, "澄发[2023]6号", whole_series=False, said=SAID, now=NOW)
    assert first == again
    assert asked(db) == ["澄发〔2023〕8号"]
    assert first.answer_id
    undo(db, first.answer_id, "王编辑", NOW)
    assert asked(db) == ["澄发〔2023〕6号", "澄发〔2023〕8号"]


def test_a_muted_series_is_muted_in_every_year(db: Database) -> None:
    hold(db, *(f"澄发〔2023〕{n}号" for n in (4, 5, 7)), *(f"澄发〔2022〕{n}号" for n in (4, 5, 7)))
    answer(db, "澄发〔2023〕6号", whole_series=True, said=SAID, now=NOW)
    assert asked(db) == []


def test_series_that_are_not_public_are_never_asked_for(db: Database) -> None:
    hold(db, *(f"国函〔2023〕{n}号" for n in (4, 5, 7)))
    assert asked(db) == []


def test_what_may_still_come_stands_last(db: Database) -> None:
    hold(db, *(f"澄发〔2023〕{n}号" for n in (4, 5, 7)), published=date(2023, 12, 29))
    hold(db, *(f"川发〔2023〕{n}号" for n in (4, 5, 7)))
    with db.connect() as conn:
        found = gaps(conn, NOW).asked
    assert [(gap.hole.number, gap.fresh) for gap in found] == [
        ("川发〔2023〕6号", False),
        ("澄发〔2023〕6号", True),
    ]


@pytest.mark.parametrize(
    ("number", "person"),
    [
        ("六号", "王编辑"),
        ("澄发〔2023〕6号", "  "),
        ("澄" * 200 + "〔2023〕6号", "王编辑"),  # more than a database may take
    ],
)
def test_a_wrong_answer_is_said_in_one_line(db: Database, number: str, person: str) -> None:
    with pytest.raises(GapError, match=r"^[^\n]+。$"):
        answer(db, number, whole_series=False, said=(person, ""), now=NOW)


def test_an_unknown_answer_cannot_be_taken_back(db: Database) -> None:
    for number in (7, 0, -1, 2**31, 10**30):
        with pytest.raises(GapError, match=f"没有编号为 {number} 的答复"):
            undo(db, number, "王编辑", NOW)


def test_an_answer_is_taken_back_once_and_by_somebody(db: Database) -> None:
    done = answer(db, "澄发〔2023〕6号", whole_series=False, said=SAID, now=NOW)
    assert done.answer_id
    with pytest.raises(GapError, match="请写明"):
        undo(db, done.answer_id, " ", NOW)
    undo(db, done.answer_id, "李编辑", NOW)
    with pytest.raises(GapError, match="已由李编辑撤回"):
        undo(db, done.answer_id, "王编辑", NOW)
