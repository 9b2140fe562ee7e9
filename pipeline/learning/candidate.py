"""A candidate: a model that starts from the one in use and learns what people said since.

decisions, corrections, files of rows | some held back | learned | both held against the rest
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.classify import load_rules
from pipeline.classifying.model import Model, dump_model
from pipeline.classifying.rules import Rules
from pipeline.desk import LONGEST_PERSON
from pipeline.learning.comparing import compare, held_back, is_held_back
from pipeline.learning.in_use import rules_in_use
from pipeline.learning.rows import Row, RowFile
from pipeline.learning.spoken import Spoken, spoken, unspoken
from storage.characters import legal
from storage.database import Database
from storage.faults import WrongError
from storage.queries.models import add_model
from storage.records import Office, Source, StoredModel
from storage.text import squeeze

LEAST_LEARNED = 30
"""Fewer rows teach nothing."""
GROUND = 300
"""Documents of which nobody spoke, on which the candidate is to say what the one in use says."""


class LearnError(WrongError):
    """Nothing can be learned, or this may not be done: one line for a person, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What a candidate is made of."""

    rules: Rules
    """The rules in use."""
    said: Spoken
    files: tuple[RowFile, ...]
    """With keys under the file's name, so that two files never share one."""
    ground: tuple[Row, ...]

    @property
    def learned(self) -> tuple[RowFile, ...]:
        """The rows to learn from."""
        return tuple(
            replace(one, rows=rows)
            for one in (self.said.rows, *self.files)
            if (rows := tuple(row for row in one.rows if not is_held_back(row.key)))
        )

    @property
    def held_back(self) -> list[Row]:
        """The rows by which the two are compared: none of them has seen one."""
        rows = [row for one in (self.said.rows, *self.files) for row in one.rows]
        return held_back(rows, self._known)

    @property
    def spoiled(self) -> int:
        """How many more were held back, and say nothing: the model in use learned from them."""
        return sum(map(is_held_back, self._known))

    @property
    def _known(self) -> set[str]:
        """The keys of the rows of files that the model in use has seen."""
        seen = _seen(self.rules.model)
        return {
            row.key
            for file in self.files
            for row in file.rows
            if file.sha256 in seen or row.key in seen
        }


def lesson(
    db: Database,
    sources: Mapping[str, Source],
    office: Office,
    files: Sequence[RowFile] = (),
) -> Lesson:
    """What there is to learn now."""
    with db.connect() as conn:
        said = spoken(conn, sources)
        keys = [row.key for row in said.rows.rows]
        return Lesson(
            rules=rules_in_use(conn, office),
            said=said,
            files=tuple(_named(one) for one in files),
            ground=unspoken(conn, sources, keys, GROUND),
        )


def train_candidate(db: Database, made_of: Lesson, person: str, now: datetime) -> StoredModel:
    """Learn, compare, and store the candidate. Raises ``LearnError``; what is in use stays so."""
    person = squeeze(legal(person))[:LONGEST_PERSON]
    learned = sum(len(one.rows) for one in made_of.learned)
    if learned < LEAST_LEARNED:
        raise LearnError(
            f"可学的只有 {learned} 行，至少要 {LEAST_LEARNED} 行：请先在工作台上多作决定，"
            "或用 --rows 加一份标注好的表"
        )
    model = _fitted(made_of)
    rules = made_of.rules
    candidate = load_rules(model=model, office=rules.office)
    record = StoredModel(
        data=dump_model(model),
        fingerprint=model.fingerprint,
        topics_file=model.topics_file,
        started_from=rules.model.fingerprint if rules.model else "",
        trained_at=now,
        person=person,
        decisions=len(made_of.said.rows.rows),
        learned_rows=learned,
        decided_until=made_of.said.decided_until,
        files=tuple(one.name for one in made_of.files),
        held_back=compare(made_of.held_back, candidate, rules),
    )
    with db.begin() as conn:
        return add_model(conn, record)


def _fitted(made_of: Lesson) -> Model:
    try:
        from pipeline.learning.training import Start, train  # what judges needs none of it
    except (ImportError, OSError, ValueError, AttributeError) as error:
        raise LearnError(
            f"训练要用的 scikit-learn 装坏了或没有装（{error}），请重新安装本程序的依赖；"
            "判断文件不受影响"
        ) from error
    former = made_of.rules.model
    assert former is not None  # rules in use have one
    return train(
        made_of.learned, made_of.rules, start=Start(model=former, ground=made_of.ground)
    ).model


def _named(file: RowFile) -> RowFile:
    rows = tuple(replace(row, key=f"{file.name} {row.key}") for row in file.rows)
    return replace(file, rows=rows)


def _seen(model: Model | None) -> set[str]:
    """Files that the model learned from, by their bytes, and rows by their keys."""
    if model is None:
        return set()
    keys = {
        f"{one.name} {key.removeprefix(f'{one.name} ')}" for one in model.seen for key in one.keys
    }
    return keys | {one.sha256 for one in model.seen}
