"""Two sides held against one another, in one step."""

from pipeline.history.comparison import parts_of, whole_difference
from pipeline.history.sides import side_of
from storage.database import Database
from storage.records import Difference


def difference_of(db: Database, old: str, new: str) -> Difference:
    """Between what the two keys call."""
    return whole_difference(parts_of(side_of(db, old), side_of(db, new)))
