"""Which model judges: adopted by name, never in silence, and given back."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.classify import load_rules
from pipeline.classifying.model import Model, ModelError, load_model
from pipeline.learning.adopting import adopt, go_back, in_use_id, objections
from pipeline.learning.candidate import LearnError
from pipeline.learning.in_use import rules_in_use, rules_of
from pipeline.learning.standing import standing
from pipeline.learning.words import name_of, standing_lines
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.models import accounts, adoptions_made
from storage.records import Respect
from storage.settings import Settings
from tests.pipeline.learned import EVEN, NOW, shifted, store


@pytest.fixture(scope="module")
def other() -> Model:
    return shifted(0.9, 0.1)


def in_use(db: Database) -> str:
    with db.connect() as conn:
        model = rules_in_use(conn, office=DEFAULT_OFFICE).model
    assert model
    return model.fingerprint


def against(db: Database, **held: object) -> list[str]:
    """What speaks against a candidate that did so on held-back rows."""
    made = store(db, shifted(0.8, 0.2), replace(EVEN, **held))  # type: ignore[arg-type]
    with db.connect() as conn:
        return objections(conn, made)


def test_an_adopted_model_judges_from_now_on_and_is_given_back(
    db: Database, settings: Settings, other: Model
) -> None:
    shipped = in_use(db)
    assert shipped == load_model().fingerprint
    made = store(db, other)
    assert in_use(db) == shipped  # a candidate is only one
    adopt(db, made.model_id or 0, "王敏", NOW)
    assert in_use(db) == other.fingerprint
    rules = rules_of(settings)
    assert rules.model == other
    assert rules.fingerprint != load_rules(office=DEFAULT_OFFICE).fingerprint
    assert go_back(db, "李青", "误收太多", NOW) is None
    assert in_use(db) == shipped
    with db.connect() as conn:
        made_of = [(one.model_id, one.person, one.reason) for one in adoptions_made(conn)]
    assert made_of == [(None, "李青", "误收太多"), (made.model_id, "王敏", "")]


def test_back_leads_to_what_the_model_in_use_started_from(db: Database, other: Model) -> None:
    first = store(db, other)
    adopt(db, first.model_id or 0, "王敏", NOW)
    second = store(db, shifted(0.7, 0.3), started_from=other.fingerprint)
    adopt(db, second.model_id or 0, "王敏", NOW)
    former = go_back(db, "王敏", "", NOW)
    assert former
    assert former.model_id == first.model_id
    assert in_use(db) == other.fingerprint


def test_a_home_without_a_database_is_judged_by_the_shipped_model(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {})
    assert rules_of(settings).fingerprint == load_rules(office=DEFAULT_OFFICE).fingerprint
    assert not (settings.home / "policywatch.db").exists()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"rows": 9}, "只有 9 行"),
        ({"by_chance": 0.3}, "看不出比随意猜的好"),
        (
            {"respects": (Respect(field="topics", rows=40, candidate=0.7, in_use=0.9,
                                  better=1, worse=9),)},
            "主题在留出的 40 行上变差",
        ),
    ],
)  # fmt: skip
def test_what_speaks_against_a_candidate(db: Database, held: dict[str, object], said: str) -> None:
    assert any(said in line for line in against(db, **held))


def test_nothing_speaks_against_one_that_is_no_worse_than_noise(db: Database) -> None:
    little = Respect(field="topics", rows=40, candidate=0.8, in_use=0.9, better=1, worse=5)
    assert against(db, respects=(little,), by_chance=None) == []


def test_it_is_refused_in_one_line_unless_a_reason_is_given(db: Database, other: Model) -> None:
    made = store(db, other, replace(EVEN, rows=3))
    with pytest.raises(LearnError, match=r"没有采用模型 \d+：留出来检验的只有 3 行"):
        adopt(db, made.model_id or 0, "王敏", NOW)
    adopt(db, made.model_id or 0, "王敏", NOW, "先试一周")
    with db.connect() as conn:
        assert adoptions_made(conn)[0].reason == "先试一周"


def test_a_candidate_for_another_world_is_refused(db: Database, other: Model) -> None:
    topics = store(db, other, topics_file="f" * 16)
    started = store(db, other, started_from="f" * 16)
    with db.connect() as conn:
        assert "另一份主题表" in objections(conn, topics)[0]
        assert "已不是现在用的模型" in objections(conn, started)[0]


@pytest.mark.parametrize(
    ("model_id", "person", "said"), [(99, "王敏", "没有编号为 99 的模型"), (1, " ", "由谁采用")]
)
def test_wrong_calls_are_answered_in_a_line(
    db: Database, other: Model, model_id: int, person: str, said: str
) -> None:
    store(db, other)
    with pytest.raises(LearnError, match=said):
        adopt(db, model_id, person, NOW)
    with pytest.raises(LearnError, match="程序自带的模型"):
        go_back(db, "王敏", "", NOW)


def test_a_stored_model_that_cannot_be_read_is_named_with_the_way_out(
    db: Database, other: Model
) -> None:
    made = store(db, other, data="{}")
    with pytest.raises(ModelError, match=r"模型 1：.*learn back"):
        adopt(db, made.model_id or 0, "王敏", NOW)
    with db.connect() as conn:
        assert in_use_id(conn) is None


def test_how_learning_stands_is_told(db: Database, other: Model) -> None:
    made = store(db, other)
    adopt(db, made.model_id or 0, "王敏", NOW)
    with db.connect() as conn:
        found = standing(conn)
        assert [one.data for one in accounts(conn)] == [""]
    assert not found.is_worth
    lines = standing_lines(found)
    assert lines[0] == f"现用：{name_of(made)}"
    assert "由王敏采用" in lines[1]
