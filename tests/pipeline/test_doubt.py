"""Which document is asked about first."""

from datetime import date

from pipeline.classifying.model import load_model
from pipeline.questions.asking import current_line, doubtful
from pipeline.questions.doubt import Doubt, doubt_order
from storage.database import Database
from tests.pipeline.rejected import put, work


def test_the_line_is_that_of_the_model_in_use(db: Database) -> None:
    with db.connect() as conn:
        assert current_line(conn) == load_model().lines.yes


def test_the_nearest_to_the_line_comes_first_and_of_two_the_one_nearer_to_being_taken() -> None:
    near, above, below = (work(str(one), relevance=one) for one in (0.41, 0.6, 0.4))
    later = work("later", relevance=0.4, published_on=date(2026, 11, 17))
    undated = work("undated", relevance=0.4, published_on=None)  # found the day before
    ordered = [near, above, later, *sorted((below, undated), key=lambda one: one.document_id)]
    for given in (ordered, ordered[::-1]):
        assert sorted(given, key=lambda one: doubt_order(one, 0.5)) == ordered


def test_why_it_is_asked_first_is_said() -> None:
    assert Doubt(relevance=0.42, line=0.575).words == "相关度 0.420，比收录线 0.575 差 0.155"
    assert Doubt(relevance=0.7, line=0.575).words == "相关度 0.700，比收录线 0.575 高出 0.125"
    assert Doubt(relevance=0.575, line=0.575).words == "相关度 0.575，正在收录线上"


def test_what_waits_for_a_person_is_asked_in_that_order(db: Database) -> None:
    with db.connect() as conn:
        line = current_line(conn)
    chances = (line - 0.3, line - 0.1, line - 0.2)
    put(db, *(work(f"{one:.3f}", relevant=None, relevance=one) for one in chances), work("no"))
    with db.connect() as conn:
        asked = [one.document.relevance for one in doubtful(conn, line)]
    assert asked == sorted(chances, reverse=True)
